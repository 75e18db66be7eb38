"""Which organisations a sign-in was about: told by the event, else by time, else by a person."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from xero_integration.client.records.connection import Connection
from xero_integration.connections.organisations import offered

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
EVENT = uuid.UUID("0a1b2c3d-0000-4000-8000-00000000abcd")


def listed(
    name: str, *, event: uuid.UUID | None = None, minutes_ago: int = 0, kind: str = "ORGANISATION"
) -> Connection:
    wire = (NOW - timedelta(minutes=minutes_ago)).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0"
    return Connection(
        id=uuid.uuid4(),
        tenant_id=uuid.uuid4(),
        tenant_type=kind,
        tenant_name=name,
        auth_event_id=event,
        created_wire=wire,
        updated_wire=wire,
    )


def names(connections: list[Connection], *, event_id: str = str(EVENT)) -> list[str]:
    found = offered(connections, event_id=event_id, since=NOW - timedelta(minutes=5))
    return [each.name for each in found]


def test_only_what_this_sign_in_picked_is_offered_not_the_first_of_the_list() -> None:
    connections = [listed("Old", minutes_ago=9000), listed("New", event=EVENT)]
    assert names(connections) == ["New"]


def test_the_case_of_the_event_does_not_matter() -> None:
    connections = [listed("Old", minutes_ago=9000), listed("New", event=EVENT)]
    assert names(connections, event_id=str(EVENT).upper()) == ["New"]


def test_an_event_that_did_not_change_falls_back_to_what_was_updated_during_the_sign_in() -> None:
    stale = uuid.uuid4()
    connections = [
        listed("Old", event=stale, minutes_ago=9000),
        listed("Reconnected", event=stale, minutes_ago=1),
    ]
    assert names(connections) == ["Reconnected"]


def test_when_nothing_tells_all_are_offered_newest_first() -> None:
    connections = [listed("Older", minutes_ago=9000), listed("Newer", minutes_ago=8000)]
    assert names(connections) == ["Newer", "Older"]


def test_practices_are_never_offered() -> None:
    connections = [
        listed("A practice", event=EVENT, kind="PRACTICE"),
        listed("A company", event=EVENT),
    ]
    assert names(connections) == ["A company"]
