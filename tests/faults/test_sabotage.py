"""The explorer against runners that lack one of their safeguards: it must find what they do.

A harness that can't fail proves nothing.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Q

from tests.faults.explorer import ViolationError
from tests.faults.schedule import PRESS, WORKER, Turn
from tests.faults.subjects import one_invoice
from tests.faults.subjects_on_documents import (
    a_new_status,
    a_second_email_that_xero_does_not_tell_of,
    an_edit,
)
from xero_integration.documents import action_operations, edit_operations
from xero_integration.models import Operation
from xero_integration.outbox import exchange, settle
from xero_integration.outbox.decision import Standing, Step
from xero_integration.outbox.querysets import OperationQuerySet

ENOUGH = 300
ALL_BOUNDARIES = 260

pytestmark = pytest.mark.faults


def explore_until_violated(explorer, subject) -> str:
    with pytest.raises(ViolationError) as found:
        for seed in range(ENOUGH):
            explorer.explore(seed, subject)
    return str(found.value).splitlines()[0]


def stop_everywhere_until_violated(explorer, subject, *before: Turn, **turn: Any) -> str:
    """The last process stands still at each of its boundaries in turn."""
    with pytest.raises(ViolationError) as found:
        for boundary in range(1, ALL_BOUNDARIES):
            explorer.explore(0, subject, [*before, Turn(**turn, stops_at=boundary)])
    return str(found.value).splitlines()[0]


def never_look(standing: Standing, now: object) -> Step:
    return Step.SEND


def test_a_runner_that_does_not_look_before_it_sends_anew_is_caught(explorer, monkeypatch):
    monkeypatch.setattr(exchange, "next_step", never_look)
    assert "Xero holds [" in explore_until_violated(explorer, one_invoice)


def test_a_runner_that_forgets_what_it_did_not_hear_about_is_caught(explorer, monkeypatch):
    """It takes what it was at when it died for never sent, and believes that for ever."""
    monkeypatch.setattr(exchange.Exchange, "_mark_sent", lambda self: True)
    monkeypatch.setattr(exchange.Exchange, "_absent_at", lambda self: None)
    assert "Xero holds [" in explore_until_violated(explorer, one_invoice)


def due_whoever_holds_it(
    rows: OperationQuerySet, now: object, *, awaited: bool = False
) -> OperationQuerySet:
    return rows.filter(Q(state="sending") | Q(state__in=("ready", "checking"), due_at__lte=now))


def mark_sent_whoever_holds_it(running: exchange.Exchange) -> bool:
    for operation in running.operations:
        operation.uncertain = True
        operation.key_used_at = operation.key_used_at or operation.due_at
        operation.save(update_fields=["uncertain", "key_used_at", "idempotency_key"])
    return True


def held_by_anybody(operation: Operation) -> OperationQuerySet:
    return Operation.objects.filter(pk=operation.pk)


def test_a_runner_without_leases_is_caught(explorer, monkeypatch):
    monkeypatch.setattr(OperationQuerySet, "due", due_whoever_holds_it)
    monkeypatch.setattr(exchange.Exchange, "_mark_sent", mark_sent_whoever_holds_it)
    monkeypatch.setattr(exchange, "insist_on_lease", lambda operations: None)
    monkeypatch.setattr(settle, "_held", held_by_anybody)
    press = {"wait": 1, "faults": (), "who": PRESS, "pause": 420}
    assert "Xero holds [" in stop_everywhere_until_violated(explorer, one_invoice, **press)


def test_a_runner_that_believes_in_its_lease_for_ever_is_caught(explorer, monkeypatch):
    """It takes leases and checks them once, but not again right before a write leaves."""
    monkeypatch.setattr(exchange, "insist_on_lease", lambda operations: None)
    lost = Turn(wait=1, faults=("request lost",), who=PRESS)
    later = {"wait": 420, "faults": (), "who": WORKER, "pause": 420}
    found = stop_everywhere_until_violated(explorer, an_edit, lost, **later)
    assert "2 edits of ours" in found


def test_a_process_that_stood_still_anywhere_does_nothing_twice(explorer):
    """What the two runners above are caught by, played against the real one."""
    lost = Turn(wait=1, faults=("request lost",), who=PRESS)
    for boundary in range(1, ALL_BOUNDARIES, 9):
        at: dict[str, Any] = {"stops_at": boundary, "pause": 420}
        explorer.explore(0, an_edit, [lost, Turn(wait=420, faults=(), who=WORKER, **at)])
        explorer.explore(0, one_invoice, [Turn(wait=1, faults=(), who=PRESS, **at)])


def test_a_runner_that_sends_mails_again_by_itself_is_caught(explorer, monkeypatch):
    monkeypatch.setattr(action_operations.EmailInvoice, "absence_is_proof", True)
    subject = a_second_email_that_xero_does_not_tell_of
    assert "2 mails went out" in explore_until_violated(explorer, subject)


@pytest.mark.parametrize(
    ("subject", "found"),
    [(an_edit, "2 edits of ours"), (a_new_status, "after an accountant's edit")],
)
def test_a_runner_that_overwrites_what_others_did_since_is_caught(
    explorer, monkeypatch, subject, found
):
    for module in (action_operations, edit_operations):
        monkeypatch.setattr(module, "is_fresh", lambda operation: True)
    assert found in explore_until_violated(explorer, subject)
