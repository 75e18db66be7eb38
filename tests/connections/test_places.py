"""Places among Xero's five calls at once: shared by all processes, kept for people, given back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
import time_machine
from django.db import connections
from django.test import Client

from tests.connections import world
from tests.connections.world import Journey
from xero_integration.connections import usage
from xero_integration.connections.admission import WINDOW, Priority
from xero_integration.connections.models import AppMinute, CallSlot, Connection
from xero_integration.connections.places import Places, take
from xero_integration.connections.session import client_for
from xero_integration.exceptions import NoRoom
from xero_integration.sandbox import SandboxTransport

ORGANISATION = "0a92dd05-d251-5bb3-9cc2-222d9dc6ee31"
A_CALL = timedelta(seconds=40)


class HeldCalls(SandboxTransport):
    """Keeps the answers to calls back until the test lets go, and counts who waits for one."""

    go_on: ClassVar[threading.Event] = threading.Event()
    inside: ClassVar[threading.Semaphore]

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if "/Users" in (request.url or ""):
            HeldCalls.inside.release()
            assert HeldCalls.go_on.wait(20)
        return super().send(request, *args, **kwargs)


def held_calls() -> HeldCalls:
    return HeldCalls(world._current[-1])


def is_inside(count: int) -> bool:
    """So many more calls are on their way."""
    return all(HeldCalls.inside.acquire(timeout=10) for _ in range(count))


@pytest.fixture
def admin(database_of_threads: None, sign_in: Callable[..., Client]) -> Client:
    return sign_in("admin")


@pytest.fixture
def connection(database_of_threads: None, journey: Journey, xero_settings: Any) -> Connection:
    journey.connect()
    connection = Connection.objects.get()
    client_for(connection).users.all()
    HeldCalls.inside = threading.Semaphore(0)
    HeldCalls.go_on.clear()
    xero_settings(TRANSPORT="tests.connections.test_places.held_calls")
    return connection


@pytest.fixture
def crowd(connection: Connection) -> Iterator[Callable[[Priority], Future[int]]]:
    """Calls that begin one after the other and end when the test lets them."""

    def call(priority: Priority) -> int:
        is_person = priority is Priority.PEOPLE
        try:
            return len(client_for(connection, wait=is_person, priority=priority).users.all())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        yield lambda priority: pool.submit(call, priority)
        HeldCalls.go_on.set()


def test_of_eight_workers_four_call_at_once_and_four_are_sent_away_without_waiting(crowd):
    calls = [crowd(Priority.OUTBOX) for _worker in range(8)]
    assert is_inside(4)
    ended = as_completed(calls, timeout=20)
    # The four inside can't end yet, so the first four to end are the others.
    refused = [next(ended).exception() for _worker in range(4)]
    assert [(type(each), each.limit) for each in refused] == [(NoRoom, "concurrent")] * 4
    HeldCalls.go_on.set()
    assert sum(call.exception(10) is None for call in calls) == 4


def test_while_all_workers_are_at_it_a_person_calls_and_the_next_waits_for_a_place(crowd):
    workers = [crowd(Priority.OUTBOX) for _worker in range(4)]
    assert is_inside(4)
    first = crowd(Priority.PEOPLE)
    assert is_inside(1)
    second = crowd(Priority.PEOPLE)
    assert not HeldCalls.inside.acquire(timeout=0.5)
    HeldCalls.go_on.set()
    assert all(call.result(10) for call in [*workers, first, second])


def test_every_place_is_given_back(crowd, connection):
    HeldCalls.go_on.set()
    for _call in range(8):
        assert crowd(Priority.PEOPLE).result(10)
    assert not CallSlot.objects.filter(running=True).exists()


def test_eight_who_open_a_minute_of_the_app_together_all_get_their_call(database_of_threads):
    noon = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    for number in range(10):
        minute, together = noon + timedelta(minutes=number), threading.Barrier(8)

        def ask(minute: datetime = minute, together: threading.Barrier = together) -> bool:
            try:
                together.wait(10)
                return usage.take_app_minute(minute, 1)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(ask) for _worker in range(8)]
        assert [each.result() for each in asked] == [True] * 8
        assert AppMinute.objects.get(minute=minute).calls == 8


@pytest.mark.django_db
def test_a_call_that_fails_gives_its_place_back_too():
    with pytest.raises(ZeroDivisionError), Places(ORGANISATION, Priority.PEOPLE)(35):
        _ = 1 / 0
    assert not CallSlot.objects.get().running


@pytest.mark.django_db
def test_who_counted_as_dead_does_not_give_back_what_another_holds_by_now():
    with time_machine.travel("2026-11-21 12:00 +0000", tick=False) as clock:
        place = Places(ORGANISATION, Priority.PEOPLE)(35)
        place.__enter__()
        clock.shift(timedelta(minutes=2) + WINDOW)
        other = take(ORGANISATION, Priority.PEOPLE, A_CALL)
        assert isinstance(other, CallSlot)
        place.__exit__(None, None, None)
        assert CallSlot.objects.get().running


@pytest.mark.django_db
def test_an_organisation_is_one_however_its_id_is_written_and_whoever_connected_it():
    for letters in (ORGANISATION, ORGANISATION.upper()):
        assert isinstance(take(letters, Priority.PEOPLE, A_CALL), CallSlot)
    assert CallSlot.objects.values("budget").distinct().count() == 1


@pytest.mark.django_db
def test_a_minute_needs_sixty_rows_and_the_next_one_uses_them_again():
    with time_machine.travel("2026-11-21 12:00 +0000", tick=False) as clock:
        for _minute in range(3):
            for _call in range(60):
                with Places(ORGANISATION, Priority.PEOPLE)(35):
                    pass
            with pytest.raises(NoRoom) as full, Places(ORGANISATION, Priority.PEOPLE)(35):
                pass
            assert full.value.retry_after == WINDOW.total_seconds()
            clock.shift(WINDOW)
    assert CallSlot.objects.count() == 60
