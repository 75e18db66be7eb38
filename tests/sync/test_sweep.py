"""The nightly comparison: what it finds and mends, what it leaves alone, and how it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.sync.books import Books
from xero_integration.connections.models import CallBudget
from xero_integration.models import Connection, Document, DocumentVersion, PollState
from xero_integration.sandbox import bulk
from xero_integration.sync.models import Repair, Sweep, WebhookEvent
from xero_integration.sync.tasks import sweep_connection, sweep_every_connection


@pytest.fixture
def later() -> Iterator[None]:
    """An hour after that; only what a test asks for happens."""
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        yield


def night(books: Books) -> Sweep:
    """The schedule fires and the workers do what it hands out."""
    sweep_every_connection()
    books.office.queue.run_all(include_delayed=True)
    return Sweep.objects.latest("pk")


def the_repair() -> Repair:
    (repair,) = Repair.objects.all()
    return repair


def asked(books: Books) -> list[str]:
    return [call for call in books.office.calls() if "Xero" not in call and "token" not in call]


def test_a_mirror_that_is_right_costs_one_call_per_kind_and_is_left_alone(settled, later):
    versions = DocumentVersion.objects.count()
    settled.office.forget_calls()
    swept = night(settled)
    still_open = Document.objects.filter(status__in=("DRAFT", "SUBMITTED", "AUTHORISED"))
    assert swept.finished_at is not None
    assert (swept.compared, swept.repaired) == (still_open.count(), 0)
    assert DocumentVersion.objects.count() == versions
    assert asked(settled) == ["GET /api.xro/2.0/Invoices", "GET /api.xro/2.0/CreditNotes"]


@pytest.mark.parametrize(
    ("act", "status"), [("approve", "AUTHORISED"), ("submit", "SUBMITTED"), ("delete", "DELETED")]
)
def test_a_status_that_nobody_told_is_repaired_and_its_cause_kept(settled, act, status):
    xero_id = settled.invoice()
    settled.poll(minutes=60)
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):
        settled.act(act, document_id=xero_id)
        swept = night(settled)
    assert settled.differences() == []
    assert swept.repaired == 1
    repair = the_repair()
    assert repair.document == settled.mirrored(xero_id)
    assert repair.cause == "poll_behind"
    assert (repair.believed["status"], repair.found["status"]) == ("DRAFT", status)
    assert settled.mirrored(xero_id).versions.latest("pk").source == "sweep"


def test_a_payment_that_nobody_told_is_repaired(settled):
    xero_id = settled.approved_invoice()
    settled.poll(minutes=60)
    before = settled.mirrored(xero_id).amount_due
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):
        settled.act("pay", document_id=xero_id, amount=Decimal("1.00"))
        night(settled)
    repair = the_repair()
    assert Decimal(repair.believed["amount_due"]) == before
    assert Decimal(repair.found["amount_due"]) == before - 1
    assert settled.mirrored(xero_id).settlements.count() == 1


def test_an_invoice_that_the_mirror_never_heard_of_is_taken_over(settled, later):
    xero_id = settled.approved_invoice()
    night(settled)
    assert settled.mirrored(xero_id).status == "AUTHORISED"
    assert the_repair().believed == {}


def test_a_bill_that_the_mirror_does_not_hold_is_no_difference(settled, later):
    settled.invoice(Type="ACCPAY", Status="AUTHORISED")
    assert night(settled).repaired == 0


def test_without_the_first_import_old_documents_are_no_difference(settled, later, settings):
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "FIRST_IMPORT": False}
    Document.objects.all().delete()
    new = settled.approved_invoice()
    assert night(settled).repaired == 1
    assert [document.xero_id for document in Document.objects.all()] == [new]


def test_while_the_first_import_runs_what_it_will_read_is_no_difference(settled, later):
    Document.objects.all().delete()
    PollState.objects.update(first_read_at=None)
    assert night(settled).repaired == 0


def test_a_change_that_xero_did_not_date_is_named_so(settled):
    xero_id = settled.approved_invoice()
    settled.act("pay", document_id=xero_id, amount=Decimal("1.00"))
    settled.poll(minutes=60)
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=True):
        settled.act("mark_sent", document_id=xero_id)
        night(settled)
    assert the_repair().cause == "undated_change"
    assert settled.mirrored(xero_id).sent_to_contact


def test_a_webhook_that_never_came_is_named_so(settled, later, settings):
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "WEBHOOK_KEYS": ["key"]}
    lost, told = (settled.approved_invoice() for _ in range(2))
    event(settled, told)
    night(settled)
    causes = dict(Repair.objects.values_list("xero_id", "cause"))
    assert causes == {lost: "webhook_lost", told: "poll_behind"}


def test_a_site_without_webhooks_loses_none(settled, later):
    xero_id = settled.approved_invoice()
    event(settled, settled.invoice())
    night(settled)
    assert Repair.objects.get(xero_id=xero_id).cause == "poll_behind"


def event(books: Books, xero_id: str) -> None:
    now = timezone.now()
    WebhookEvent.objects.create(
        key=xero_id,
        xero_tenant_id=books.connection.xero_tenant_id.lower(),
        resource_id=xero_id,
        category="INVOICE",
        happened_at=now,
        received_at=now,
        due_at=now,
    )


def test_what_xero_no_longer_has_is_marked_and_asked_for_only_once(settled, later):
    document = Document.objects.filter(kind="ACCREC", status="AUTHORISED").first()
    del settled.office.organisation.invoices[document.xero_id]
    swept = night(settled)
    assert swept.repaired == 1
    assert the_repair().cause == "gone"
    document.refresh_from_db()
    assert document.missing_since is not None
    assert document.status == "AUTHORISED"
    settled.office.forget_calls()
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        assert night(settled).repaired == 0
    assert len(asked(settled)) == 2


def test_what_was_gone_and_is_there_again_is_welcomed_back(settled, later):
    document = Document.objects.filter(kind="ACCREC", status="AUTHORISED").first()
    Document.objects.filter(pk=document.pk).update(missing_since=timezone.now())
    assert night(settled).repaired == 1
    document.refresh_from_db()
    assert document.missing_since is None


def test_a_credit_note_that_was_used_up_is_repaired(settled, later):
    note = Document.objects.filter(kind="ACCRECCREDIT", status="AUTHORISED").first()
    row = settled.office.organisation.credit_notes[note.xero_id]
    settled.act("void", document_id=row.document_id)
    night(settled)
    assert settled.mirrored(note.xero_id).status == "VOIDED"
    assert settled.differences() == []


def test_what_happens_during_the_sweep_is_no_difference(settled, later, monkeypatch):
    """The accountant is at work while Xero's first list is on its way to us."""
    held = Document.objects.filter(kind="ACCRECCREDIT", status="AUTHORISED").first()
    sandbox = settled.office.sandbox
    answer = sandbox.__class__.__call__

    def busy(self: Any, environ: Any, start_response: Any) -> Any:
        given = answer(self, environ, start_response)
        if environ["PATH_INFO"].endswith("/Invoices") and not created:
            created.append(settled.approved_invoice())
            settled.act("void", document_id=held.xero_id)
        return given

    created: list[str] = []
    monkeypatch.setattr(sandbox.__class__, "__call__", busy)
    swept = night(settled)
    assert created
    assert (swept.repaired, Repair.objects.count()) == (0, 0)


@pytest.fixture
def four_thousand(settled, later) -> Books:
    """More open documents than fit a page; many were changed in the same second."""
    bulk.seed(settled.office.sandbox, settled.connection.xero_tenant_id, invoices=4000)
    PollState.objects.update(since=None, page=1, next_at=timezone.now())
    settled.poll()
    assert settled.differences() == []
    return settled


OPEN = ("DRAFT", "SUBMITTED", "AUTHORISED")


def test_many_pages_are_compared_like_one(four_thousand):
    still_open = Document.objects.filter(status__in=OPEN).count()
    assert still_open > 2000
    four_thousand.office.forget_calls()
    swept = night(four_thousand)
    assert (swept.compared, swept.repaired) == (still_open, 0)
    assert len(asked(four_thousand)) == 2 + still_open // 1000


def spoil_the_mirror(books: Books) -> int:
    """Documents that Xero has closed stand open here, and some that are open are unknown."""
    closed = Document.objects.filter(status="PAID").order_by("updated_at")
    spoilt = [document.pk for document in closed[::40]]
    Document.objects.filter(pk__in=spoilt).update(status="AUTHORISED", raw_digest="")
    is_open = Document.objects.filter(status__in=OPEN).exclude(pk__in=spoilt)
    lost = [document.pk for document in is_open.order_by("updated_at")[::50]]
    Document.objects.filter(pk__in=lost).delete()
    return len(spoilt) + len(lost)


def test_differences_on_any_page_are_found(four_thousand):
    wrong = spoil_the_mirror(four_thousand)
    swept = night(four_thousand)
    assert four_thousand.differences() == []
    assert swept.repaired == Repair.objects.count() == wrong


def test_stopped_at_any_call_it_goes_on_with_its_page_and_repairs_each_once(four_thousand):
    wrong = spoil_the_mirror(four_thousand)
    sweep_every_connection()
    for number in range(60):
        four_thousand.office.sandbox.faults.clear()
        four_thousand.office.sandbox.faults.add_fault(
            method="GET", drop="after", after=number % 4 + 1, times=None
        )
        with time_machine.travel(timezone.now() + timedelta(minutes=11 * number), tick=True):
            if not four_thousand.office.queue.run_all(include_delayed=True, limit=1):
                break
    assert number > 3
    assert four_thousand.differences() == []
    swept = Sweep.objects.get()
    assert swept.finished_at is not None
    assert swept.repaired == Repair.objects.count() == wrong


def test_when_xero_throttles_it_comes_back_where_it_was(settled, later):
    xero_id = settled.approved_invoice()
    sandbox = settled.office.sandbox
    sandbox.faults.add_fault(path="CreditNotes", status=429, headers={"Retry-After": "30"})
    settled.office.forget_calls()
    sweep_every_connection()
    settled.office.queue.run_all()
    unfinished = Sweep.objects.get()
    assert unfinished.finished_at is None
    assert unfinished.error_code == "throttled"
    assert settled.mirrored(xero_id)
    (task,) = settled.office.queue.tasks
    assert task.delay == timedelta(seconds=30)
    with time_machine.travel(timezone.now() + timedelta(seconds=31), tick=True):
        settled.office.queue.run_all(include_delayed=True)
    ended = Sweep.objects.get(pk=unfinished.pk)
    assert ended.finished_at is not None
    assert ended.error_code == ""
    assert ended.repaired == 1
    assert asked(settled).count("GET /api.xro/2.0/Invoices") == 2  # its list, and the new one


def test_it_leaves_people_their_calls(settled, later):
    CallBudget.objects.update(minute_left=10, seen_at=timezone.now())
    settled.office.forget_calls()
    sweep_every_connection()
    settled.office.queue.run_all()
    assert asked(settled) == []
    (task,) = settled.office.queue.tasks
    assert timedelta() < task.delay <= timedelta(minutes=1)
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=True):
        settled.office.queue.run_all(include_delayed=True)
    assert Sweep.objects.get().finished_at is not None


def test_two_workers_do_not_sweep_the_same_organisation(settled, later):
    sweep = Sweep.objects.create(connection=settled.connection, started_at=timezone.now())
    Sweep.objects.claim(sweep.pk, now=timezone.now(), until=timezone.now() + timedelta(minutes=10))
    settled.office.forget_calls()
    sweep_connection(str(settled.connection.pk))
    assert settled.office.calls() == []
    assert Sweep.objects.count() == 1


def test_one_that_was_killed_is_left_behind_by_the_next_night(settled, later):
    Sweep.objects.create(
        connection=settled.connection, started_at=timezone.now() - timedelta(days=1)
    )
    assert night(settled).finished_at is not None
    assert Sweep.objects.count() == 2


def test_organisations_are_spread_and_broken_ones_left_out(settled, later):
    for number in range(3):
        Connection.objects.create(
            name=f"Other {number}", xero_tenant_id=f"other-{number}", tenant="elsewhere"
        )
    Connection.objects.filter(name="Other 2").update(state="needs_sign_in")
    sweep_every_connection()
    delays = [task.delay for task in settled.office.queue.tasks]
    assert delays == [None, timedelta(minutes=40), timedelta(minutes=80)]
    settled.office.queue.clear()
