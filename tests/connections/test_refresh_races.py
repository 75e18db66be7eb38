"""Many at once: one refresh, nobody loses a token, workers never wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.connections import world
from tests.connections.world import Journey
from xero_integration.client import TokenSet
from xero_integration.connections import lease, reconnect_links, reconnect_mail, services
from xero_integration.connections.grants import columns_for, open_tokens
from xero_integration.connections.models import Connection, Grant, ReconnectLink
from xero_integration.connections.session import client_for
from xero_integration.exceptions import ConnectionUnavailable, RefreshBusy
from xero_integration.sandbox import SandboxTransport

CROWD = 8
hold = threading.Event()
reached = threading.Event()


class HeldTransport(SandboxTransport):
    """Lets a refresh reach Xero and keeps its answer back until the test says so."""

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().send(request, *args, **kwargs)
        if "/connect/token" in request.url:
            reached.set()
            assert hold.wait(10)
        return answer


def held_transport() -> HeldTransport:
    return HeldTransport(world._current[-1])


@pytest.fixture
def admin(database_of_threads: None, sign_in: Callable[..., Client]) -> Client:
    return sign_in("admin")


@pytest.fixture
def connection(database_of_threads: None, journey: Journey) -> Connection:
    journey.connect()
    journey.xero.box.log.clear()
    return Connection.objects.get()


def end_access_token(*, seconds_left: int) -> None:
    """As if the token were that old, without moving a clock that other threads read."""
    grant = Grant.objects.get()
    tokens = open_tokens(grant.token_set)
    ending = timezone.now() + timedelta(seconds=seconds_left)
    aged = TokenSet(
        access_token=tokens.access_token,
        refresh_token=tokens.refresh_token,
        expires_at=ending,
        scopes=tokens.scopes,
    )
    Grant.objects.filter(pk=grant.pk).update(**columns_for(aged))


def at_once(work: Callable[[], Any], *, crowd: int = CROWD) -> list[Any]:
    """Run it in so many threads that start together; errors are results."""
    barrier = threading.Barrier(crowd)

    def one() -> Any:
        try:
            barrier.wait(10)
            return work()
        except RefreshBusy as busy:
            return busy
        finally:
            connections.close_all()

    with ThreadPoolExecutor(crowd) as pool:
        futures = [pool.submit(one) for _ in range(crowd)]
        return [future.result(30) for future in futures]


def test_the_lease_goes_to_exactly_one(connection: Connection) -> None:
    grant_id = Grant.objects.get().pk
    taken = at_once(lambda: lease.take(grant_id))
    assert sum(each is not None for each in taken) == 1


def test_workers_refresh_once_and_the_others_use_it_or_come_back_later(
    journey: Journey, connection: Connection
) -> None:
    end_access_token(seconds_left=-1)
    outcomes = at_once(lambda: client_for(connection).identity.connections())
    assert journey.xero.calls("POST", "/connect/token") == 1
    assert [each for each in outcomes if not isinstance(each, RefreshBusy)]
    assert client_for(connection).users.all()
    assert Grant.objects.get().token_version == 2


def test_people_get_the_renewed_token_within_their_request(
    journey: Journey, connection: Connection
) -> None:
    end_access_token(seconds_left=-1)
    outcomes = at_once(lambda: client_for(connection, wait=True).users.all())
    assert journey.xero.calls("POST", "/connect/token") == 1
    assert not [each for each in outcomes if isinstance(each, RefreshBusy)]


@pytest.fixture
def refresh_under_way(connection: Connection, xero_settings: Any) -> Iterator[threading.Thread]:
    """A refresh whose answer is on its way; it is let go at the end if not before."""
    hold.clear()
    reached.clear()
    xero_settings(TRANSPORT="tests.connections.test_refresh_races.held_transport")
    end_access_token(seconds_left=60)

    def work() -> None:
        with suppress(ConnectionUnavailable):
            client_for(connection)
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    assert reached.wait(10)
    yield thread
    hold.set()
    thread.join(10)


def test_meanwhile_a_token_that_still_lasts_is_used_without_waiting(
    connection: Connection, refresh_under_way: threading.Thread
) -> None:
    started = time.monotonic()
    assert client_for(connection).users.all()
    assert time.monotonic() - started < 1


def test_meanwhile_a_worker_without_a_token_is_sent_away_at_once(
    connection: Connection, refresh_under_way: threading.Thread
) -> None:
    end_access_token(seconds_left=-1)
    started = time.monotonic()
    with pytest.raises(RefreshBusy):
        client_for(connection)
    assert time.monotonic() - started < 1


def test_meanwhile_a_person_waits_and_gets_the_new_token(
    connection: Connection, refresh_under_way: threading.Thread
) -> None:
    before = Grant.objects.get().token_version
    end_access_token(seconds_left=-1)
    threading.Timer(0.3, hold.set).start()
    assert client_for(connection, wait=True).users.all()
    assert Grant.objects.get().token_version == before + 1


def test_a_person_waits_three_seconds_at_most(
    connection: Connection, refresh_under_way: threading.Thread
) -> None:
    end_access_token(seconds_left=-1)
    started = time.monotonic()
    with pytest.raises(RefreshBusy):
        client_for(connection, wait=True)
    assert 2.5 < time.monotonic() - started < 4.5


def test_a_sign_in_during_a_refresh_wins_over_its_answer(
    journey: Journey,
    connection: Connection,
    refresh_under_way: threading.Thread,
    xero_settings: Any,
) -> None:
    xero_settings(TRANSPORT="tests.connections.world.transport")
    journey.connect()
    signed_in = Grant.objects.get().token_set
    hold.set()
    refresh_under_way.join(10)
    assert Grant.objects.get().token_set == signed_in
    assert client_for(connection).users.all()


def test_a_disconnect_during_a_refresh_leaves_no_token_behind(
    journey: Journey,
    connection: Connection,
    refresh_under_way: threading.Thread,
    xero_settings: Any,
) -> None:
    xero_settings(TRANSPORT="tests.connections.world.transport")
    journey.browser.post(reverse("xero_integration:disconnect", args=[connection.pk]))
    hold.set()
    refresh_under_way.join(10)
    assert Grant.objects.get().token_set == ""
    assert journey.xero.living_refresh_tokens() == 0


def test_eight_workers_who_hear_of_one_loss_send_one_mail(connection: Connection) -> None:
    assert services.mark_needs_sign_in(Grant.objects.get(), "invalid_grant")
    at_once(lambda: reconnect_mail.tell(connection.pk, 0))
    assert len(mail.outbox) == 1
    assert ReconnectLink.objects.count() == 1


def test_a_link_that_eight_press_at_once_opens_for_one(connection: Connection) -> None:
    assert services.mark_needs_sign_in(Grant.objects.get(), "invalid_grant")
    link, _token = reconnect_links.make(connection, sent_to="admin@host.example")
    assert sorted(at_once(lambda: reconnect_links.use(link))) == [False] * (CROWD - 1) + [True]
