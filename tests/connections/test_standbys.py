"""Two people sign in for one organisation: when one is gone, the other's sign-in takes over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from tests.connections.world import ADVISER, NAMES, STANDARD, Journey
from xero_integration.access.actors import Actor
from xero_integration.connections import services
from xero_integration.connections.models import Connection, Grant, Standby
from xero_integration.connections.session import client_for, keep_alive, refresh_now
from xero_integration.exceptions import NeedsSignIn, TenantForbidden
from xero_integration.models import CallHour
from xero_integration.sandbox.identity.removing import forget
from xero_integration.testing.queue import RecordingQueue

pytestmark = pytest.mark.django_db
ME = Actor("test:1", "Me")
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-20 12:00 +0000", tick=False) as traveller:
        yield traveller


@pytest.fixture
def connection(clock: Any, journey: Journey) -> Connection:
    """Connected by the adviser, then by the standard user too."""
    journey.connect(user=ADVISER)
    journey.connect(user=STANDARD)
    return Connection.objects.select_related("grant").get()


def revoke(journey: Journey, user: str) -> None:
    """That person takes the app's consent away at Xero."""
    forget(journey.xero.box, "sandbox-client", journey.xero.user_id(user))


def take_away(journey: Journey, user: str) -> None:
    """That person takes this organisation away from the app and keeps the consent."""
    mine = journey.xero.box.world.identity.connections.values()
    next(c for c in mine if c.user_id == journey.xero.user_id(user)).active = False


def in_use() -> str:
    grant = Connection.objects.select_related("grant").get().grant
    assert grant is not None
    return grant.xero_user_email


def shown(journey: Journey) -> str:
    pk = Connection.objects.get().pk
    answer = journey.browser.get(reverse("xero_integration:connection", args=[pk]))
    return str(answer.content.decode())


def living_connections(journey: Journey) -> set[str]:
    everything = journey.xero.box.world.identity.connections.values()
    return {each.user_id for each in everything if each.active}


def test_the_second_sign_in_is_used_and_the_first_stays_good(
    journey: Journey, connection: Connection
) -> None:
    assert Connection.objects.count() == 1
    assert in_use() == "standard@example.com"
    both = {journey.xero.user_id(ADVISER), journey.xero.user_id(STANDARD)}
    assert living_connections(journey) == both
    assert client_for(connection).users.all()


def test_the_page_says_who_stands_by(journey: Journey, connection: Connection) -> None:
    page = shown(journey)
    assert "standard@example.com" in page
    assert "adviser@example.com" in page


@pytest.mark.parametrize("passed", [timedelta(0), AN_HOUR])
def test_when_the_one_in_use_revokes_the_other_takes_over_and_nobody_is_bothered(
    journey: Journey,
    connection: Connection,
    clock: time_machine.Traveller,
    announced: list[tuple[str, str]],
    passed: timedelta,
) -> None:
    announced.clear()
    revoke(journey, STANDARD)
    clock.shift(passed)
    if not passed:
        # The access token lives on, so only the organisation's answer tells.
        with pytest.raises(TenantForbidden):
            client_for(connection).users.all()
        assert services.check_still_connected(connection) is True
    assert client_for(connection).users.all()

    assert in_use() == "adviser@example.com"
    assert [kind for kind, _ in announced] == ["made"]
    assert "Reconnect" not in shown(journey).partition("Connection</h2>")[0]
    RecordingQueue.run_all()
    assert mail.outbox == []


def test_when_the_organisation_is_taken_away_from_one_sign_in_that_one_is_given_back(
    journey: Journey, connection: Connection, announced: list[tuple[str, str]]
) -> None:
    announced.clear()
    take_away(journey, STANDARD)
    assert services.check_still_connected(connection) is True
    assert client_for(connection).users.all()
    assert in_use() == "adviser@example.com"
    assert announced == [("made", NAMES[0])]
    # Nothing here lives from the other consent, so it is ended and its tokens are gone.
    lost = Grant.objects.get(xero_user_email="standard@example.com")
    assert (lost.state, lost.token_set) == ("revoked", "")
    assert journey.xero.living_refresh_tokens() == 1


def test_when_the_one_that_stands_by_revokes_nothing_happens(
    journey: Journey,
    connection: Connection,
    clock: time_machine.Traveller,
    announced: list[tuple[str, str]],
) -> None:
    announced.clear()
    revoke(journey, ADVISER)
    clock.shift(AN_HOUR)
    assert client_for(connection).users.all()
    assert announced == []
    assert in_use() == "standard@example.com"


def test_a_rejected_token_of_the_one_in_use_ends_with_the_others(
    journey: Journey, connection: Connection
) -> None:
    revoke(journey, STANDARD)
    assert refresh_now(connection).users.all()
    assert in_use() == "adviser@example.com"


def test_only_when_both_are_lost_a_person_has_to_sign_in_and_is_told_once(
    journey: Journey,
    connection: Connection,
    clock: time_machine.Traveller,
    announced: list[tuple[str, str]],
) -> None:
    announced.clear()
    revoke(journey, STANDARD)
    revoke(journey, ADVISER)
    clock.shift(AN_HOUR)
    with pytest.raises(NeedsSignIn):
        client_for(connection)
    assert [each for each in announced if each[0] == "lost"] == [("lost", "invalid_grant")]
    assert Connection.objects.get().state == "needs_sign_in"

    journey.connect(user=ADVISER)
    assert client_for(connection).users.all()
    assert not Standby.objects.exists()


def test_both_are_kept_alive(
    journey: Journey, connection: Connection, clock: time_machine.Traveller
) -> None:
    for _month in range(4):
        clock.shift(timedelta(days=31))
        assert keep_alive() == 2
    revoke(journey, STANDARD)
    clock.shift(AN_HOUR)
    assert client_for(connection).users.all()


def test_who_signs_in_again_does_not_stand_by_for_themselves(
    journey: Journey, connection: Connection
) -> None:
    journey.connect(user=STANDARD)
    assert [each.grant.xero_user_email for each in Standby.objects.all()] == ["adviser@example.com"]
    journey.connect(user=ADVISER)
    assert in_use() == "adviser@example.com"
    assert [each.grant.xero_user_email for each in Standby.objects.all()] == [
        "standard@example.com"
    ]


def test_who_repairs_a_lost_connection_replaces_the_lost_sign_in(journey: Journey) -> None:
    journey.connect(user=ADVISER)
    services.mark_needs_sign_in(Grant.objects.get(), "invalid_grant")
    journey.connect(user=STANDARD)
    assert not Standby.objects.exists()
    assert in_use() == "standard@example.com"


def test_a_disconnect_gives_back_every_sign_in(journey: Journey, connection: Connection) -> None:
    assert services.disconnect(connection, actor=ME) is True
    assert living_connections(journey) == set()
    assert journey.xero.living_refresh_tokens() == 0
    assert {grant.token_set for grant in Grant.objects.all()} == {""}
    assert not Standby.objects.exists()


def test_a_sign_in_that_stands_by_elsewhere_outlives_a_disconnect(
    journey: Journey, connection: Connection
) -> None:
    """The adviser stands by for the first organisation and is in use for the second."""
    journey.connect(NAMES[1], user=ADVISER, name="Tea")
    services.disconnect(Connection.objects.get(name="Tea"), actor=ME)
    revoke(journey, STANDARD)
    assert refresh_now(connection).users.all()


def test_calls_are_counted_for_the_connection_whoever_is_signed_in(
    journey: Journey, connection: Connection
) -> None:
    before = sum(CallHour.objects.values_list("calls", flat=True))
    client_for(connection).users.all()
    revoke(journey, STANDARD)
    refresh_now(connection).users.all()
    after = CallHour.objects.filter(connection=connection)
    assert sum(after.values_list("calls", flat=True)) == before + 2


def test_two_workers_who_find_it_lost_change_over_once(
    connection: Connection, announced: list[tuple[str, str]]
) -> None:
    announced.clear()
    as_read = [Grant.objects.get(xero_user_email="standard@example.com") for _worker in range(2)]
    noticed = [services.mark_needs_sign_in(grant, "invalid_grant") for grant in as_read]
    assert noticed == [True, False]
    assert [kind for kind, _ in announced] == ["made"]
    assert in_use() == "adviser@example.com"
