"""Tokens are renewed in one place, saved before use, and survive what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from tests.connections.world import NAMES, Journey
from xero_integration.client import TokenSet, XeroClient
from xero_integration.connections import lease, services
from xero_integration.connections.models import Connection, Grant
from xero_integration.connections.session import client_for, keep_alive, refresh_now
from xero_integration.exceptions import (
    ConfigurationError,
    NeedsSignIn,
    RefreshBusy,
    Throttled,
    TokenRejected,
    Unavailable,
    XeroError,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Ours and Xero's; it moves by hand only."""
    with time_machine.travel("2026-11-20 12:00 +0000", tick=False) as traveller:
        yield traveller


@pytest.fixture
def connection(clock: Any, journey: Journey) -> Connection:
    journey.connect()
    journey.xero.box.log.clear()
    return Connection.objects.get()


def stored() -> TokenSet:
    return TokenSet.from_json(Grant.objects.get().token_set.open())


def works(client: XeroClient) -> bool:
    return bool(client.users.all())


def refreshes(journey: Journey) -> int:
    return journey.xero.calls("POST", "/connect/token")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_a_token_with_time_left_is_used_as_it_is(
    journey: Journey, connection: Connection, clock: time_machine.Traveller
) -> None:
    clock.shift(minutes(27))
    assert works(client_for(connection))
    assert refreshes(journey) == 0


def test_two_minutes_before_its_end_it_is_renewed_and_both_sets_are_saved(
    journey: Journey, connection: Connection, clock: time_machine.Traveller
) -> None:
    old = stored()
    clock.shift(minutes(28.5))
    assert works(client_for(connection))
    grant = Grant.objects.get()
    assert refreshes(journey) == 1
    assert stored().access_token != old.access_token
    assert TokenSet.from_json(grant.previous_token_set.open()) == old
    assert grant.previous_until == timezone.now() + minutes(30)
    assert grant.expires_at == timezone.now() + minutes(30)
    assert grant.lease_token is None


def test_siblings_share_what_was_renewed(
    journey: Journey, connection: Connection, clock: time_machine.Traveller
) -> None:
    journey.connect(NAMES[1], name="Tea")
    clock.shift(minutes(29))
    before = refreshes(journey)
    for each in Connection.objects.all():
        assert works(client_for(each))
    assert refreshes(journey) == before + 1


def test_a_lost_answer_is_made_good_by_the_same_token_inside_the_grace(
    journey: Journey, connection: Connection, clock: time_machine.Traveller
) -> None:
    clock.shift(minutes(31))
    journey.xero.fail("/connect/token", drop="after")
    with pytest.raises(Unavailable):
        client_for(connection)
    assert Grant.objects.get().state == "active"

    clock.shift(minutes(20))
    assert works(client_for(connection))
    assert Connection.objects.get().state == "active"


def test_when_the_newest_is_refused_the_previous_one_recovers_inside_the_grace(
    journey: Journey,
    connection: Connection,
    clock: time_machine.Traveller,
    announced: list[tuple[str, str]],
) -> None:
    clock.shift(minutes(29))
    client_for(connection)
    until = Grant.objects.get().previous_until
    del journey.xero.box.world.identity.refresh_tokens[stored().refresh_token]

    clock.shift(minutes(29))
    assert works(client_for(connection))
    assert Grant.objects.get().state == "active"
    # The grace ends when it ends: a recovery does not prolong it.
    assert Grant.objects.get().previous_until == until
    assert announced == []


def test_after_the_grace_a_refused_token_needs_a_sign_in_said_once(
    journey: Journey,
    connection: Connection,
    clock: time_machine.Traveller,
    announced: list[tuple[str, str]],
) -> None:
    clock.shift(minutes(29))
    client_for(connection)
    del journey.xero.box.world.identity.refresh_tokens[stored().refresh_token]
    clock.shift(minutes(31))
    with pytest.raises(NeedsSignIn):
        client_for(connection)
    asked = refreshes(journey)
    with pytest.raises(NeedsSignIn):
        client_for(connection)

    assert refreshes(journey) == asked
    assert announced == [("lost", "invalid_grant")]
    connection.refresh_from_db()
    assert (connection.state, connection.state_reason) == ("needs_sign_in", "invalid_grant")
    assert Grant.objects.get().state == "needs_sign_in"


def test_a_lost_grant_takes_all_its_connections_along(
    journey: Journey, connection: Connection, announced: list[tuple[str, str]]
) -> None:
    journey.connect(NAMES[1], name="Tea")
    announced.clear()
    grant = Grant.objects.get()
    assert services.mark_needs_sign_in(grant, "invalid_grant") is True
    assert services.mark_needs_sign_in(grant, "invalid_grant") is False
    assert announced == [("lost", "invalid_grant")] * 2
    assert {each.state for each in Connection.objects.all()} == {"needs_sign_in"}


def test_a_sign_in_meanwhile_is_not_undone_by_an_old_refusal(
    journey: Journey, connection: Connection
) -> None:
    before = Grant.objects.get()
    journey.connect()
    assert services.mark_needs_sign_in(before, "invalid_grant") is False
    assert Connection.objects.get().state == "active"


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ({"status": 503}, Unavailable),
        ({"status": 500}, Unavailable),
        ({"status": 429}, Throttled),
        ({"drop": "before"}, XeroError),
        ({"truncate": 10}, Unavailable),
        ({"garbage": True}, Unavailable),
    ],
)
def test_trouble_at_the_identity_server_leaves_the_tokens_alone(
    journey: Journey,
    connection: Connection,
    clock: time_machine.Traveller,
    announced: list[tuple[str, str]],
    how: dict[str, Any],
    error: type[XeroError],
) -> None:
    before = Grant.objects.values().get()
    clock.shift(minutes(31))
    journey.xero.fail("/connect/token", **how)
    with pytest.raises(error) as trouble:
        client_for(connection)
    assert trouble.value.retryable
    assert Grant.objects.values().get() == before
    assert announced == []
    assert works(client_for(connection))


def test_trouble_while_the_token_still_has_a_minute_is_not_noticed(
    journey: Journey, connection: Connection, clock: time_machine.Traveller
) -> None:
    clock.shift(minutes(29))
    journey.xero.fail("/connect/token", status=503)
    assert works(client_for(connection))


def test_wrong_credentials_of_the_app_are_its_own_fault_and_no_loss(
    journey: Journey, connection: Connection, clock: time_machine.Traveller, xero_settings: Any
) -> None:
    before = Grant.objects.values().get()
    clock.shift(minutes(31))
    xero_settings(CLIENT_SECRET="not-the-secret")
    with pytest.raises(ConfigurationError) as trouble:
        client_for(connection)
    assert "invalid_client" in str(trouble.value)
    assert "not-the-secret" not in str(trouble.value)
    assert Grant.objects.values().get() == before


def test_a_token_that_xero_rejects_early_is_renewed_on_demand(
    journey: Journey, connection: Connection
) -> None:
    journey.xero.box.clock.advance(31 * 60)
    with pytest.raises(TokenRejected):
        works(client_for(connection))
    assert works(refresh_now(connection))


def test_a_lease_in_other_hands_is_respected_until_it_ends(
    journey: Journey, connection: Connection, clock: time_machine.Traveller
) -> None:
    clock.shift(minutes(31))
    assert lease.take(Grant.objects.get().pk) is not None
    with pytest.raises(RefreshBusy):
        client_for(connection)
    assert refreshes(journey) == 0

    # Its holder died: after a minute the next one may.
    clock.shift(timedelta(seconds=61))
    assert works(client_for(connection))


def test_a_lease_that_ended_can_not_release_its_successors(
    connection: Connection, clock: Any
) -> None:
    grant = Grant.objects.get()
    dead = lease.take(grant.pk)
    clock.shift(timedelta(seconds=61))
    assert lease.take(grant.pk) is not None
    assert dead is not None
    dead.release()
    assert lease.take(grant.pk) is None


def test_a_busy_refresh_is_not_noticed_while_the_token_lasts(
    connection: Connection, clock: time_machine.Traveller
) -> None:
    clock.shift(minutes(29))
    lease.take(Grant.objects.get().pk)
    assert works(client_for(connection))


def test_a_client_inside_a_transaction_is_refused_at_once(connection: Connection) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        client_for(connection)


def test_an_idle_grant_is_kept_alive_past_xeros_sixty_days(
    journey: Journey, connection: Connection, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=29))
    assert keep_alive() == 0
    clock.shift(timedelta(days=2))
    assert keep_alive() == 1
    clock.shift(timedelta(days=45))
    assert works(client_for(connection))


def test_one_grant_that_fails_does_not_keep_others_from_living(
    journey: Journey, connection: Connection, clock: time_machine.Traveller
) -> None:
    Grant.objects.create(xero_user_id="a-stranger", token_set=Grant.objects.get().token_set)
    broken = Grant.objects.get(xero_user_id="a-stranger")
    broken.token_set = type(broken.token_set)("not ciphertext")
    broken.save()
    clock.shift(timedelta(days=31))
    assert keep_alive() == 1
