"""What people do with an invoice on the deal page, what it costs, and that it happens once."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.documents.acting import (
    JSON,
    credit_note_in_xero,
    day,
    do,
    in_xero,
    link,
    on_deal,
    status_in_xero,
    tenant_of,
    url,
)
from xero_integration.documents import mirror
from xero_integration.models import Connection, Document, DocumentVersion, Operation, VersionSource
from xero_integration.outbox import runner
from xero_integration.sandbox.accounting import acts

from .office import FormReader, Office, text_of

INVOICES = "/api.xro/2.0/Invoices"


@pytest.fixture
def deal(office: Office):
    return office.host.make_deal(tenant=office.tenant)


@pytest.fixture(autouse=True)
def may_send_mails(office: Office) -> None:
    """Xero lets a Demo Company send none."""
    office.organisation.daily_email_cap = 1000


@pytest.fixture
def boss(office: Office, sign_in):
    return sign_in("approver", tenant=office.tenant)


def a(office: Office, deal, status: str, **more) -> Document:
    (document,) = on_deal(office, deal, in_xero(office, status, **more))
    office.forget_calls()
    return document


def action(office: Office, deal, document: Document, name: str) -> str:
    return url(office, deal, "document_action", document.pk, name)


def mails(office: Office) -> int:
    return sum(office.organisation.emails_sent.values())


def notes(office: Office, document: Document) -> list[str]:
    entries = office.organisation.history.get(document.xero_id, [])
    return [entry.details for entry in entries if entry.changes == "Note"]


def work_later(minutes: float) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True):
        runner.run_due()
        runner.run_due()


# A new status


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("approve", "DRAFT", "AUTHORISED"),
        ("submit", "DRAFT", "SUBMITTED"),
        ("approve", "SUBMITTED", "AUTHORISED"),
        ("void", "AUTHORISED", "VOIDED"),
        ("delete", "DRAFT", "DELETED"),
    ],
)
def test_a_new_status_costs_one_call_and_shows_at_once(office, deal, boss, name, before, after):
    document = a(office, deal, before)
    answer = boss.post(action(office, deal, document, name))
    assert (answer.status_code, answer.headers["Location"]) == (302, office.host.deal_url(deal))
    assert office.calls() == [f"POST {INVOICES}"]
    assert status_in_xero(office, document) == after
    document.refresh_from_db()
    assert document.status == after
    assert document.status_label in text_of(boss.get(office.panel_url(deal)))


def test_the_version_tells_who_did_it(office, deal, boss):
    document = a(office, deal, "DRAFT")
    boss.post(action(office, deal, document, "approve"))
    version = DocumentVersion.objects.filter(document=document).latest("id")
    operation = Operation.objects.get(subject=f"document:{document.pk}")
    assert (version.source, version.actor_name) == (VersionSource.ANSWER, operation.actor_name)
    assert operation.target == document.xero_id
    document.refresh_from_db()
    assert document.operation is None


def test_an_imported_credit_note_can_be_approved_and_voided(office, deal, boss):
    xero_id = credit_note_in_xero(office, "DRAFT")
    note = read_note(office, xero_id)
    link(office, deal, note)
    for name, after in (("approve", "AUTHORISED"), ("void", "VOIDED")):
        assert do(boss, action(office, deal, note, name)).json()["state"] == "done"
        assert status_in_xero(office, note) == after
    note.refresh_from_db()
    assert note.status == "VOIDED"


def read_note(office: Office, xero_id: str) -> Document:
    from xero_integration.connections.session import client_for

    element = client_for(office.connection).credit_notes.get(xero_id)
    news = mirror.News(VersionSource.IMPORT)
    return mirror.apply(office.connection, [element], news)[0]


def test_a_double_click_approves_once(office, deal, boss):
    document = a(office, deal, "DRAFT")
    press = {"seen": document.updated_at.isoformat()}
    first = do(boss, action(office, deal, document, "approve"), **press)
    second = do(boss, action(office, deal, document, "approve"), **press)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["operation"] == second.json()["operation"]
    assert office.calls() == [f"POST {INVOICES}"]


def test_what_changed_since_it_was_seen_is_not_approved_unseen(office, deal, boss):
    document = a(office, deal, "DRAFT")
    seen = document.updated_at.isoformat()
    acts.edit(
        office.sandbox,
        tenant_of(office),
        document_id=document.xero_id,
        changes={"Reference": "Now it is another"},
    )
    on_mirror(office, document)
    office.forget_calls()
    answer = do(boss, action(office, deal, document, "approve"), seen=seen)
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    assert office.calls() == []


def on_mirror(office: Office, document: Document) -> None:
    from xero_integration.connections.session import client_for
    from xero_integration.documents.fetching import take_over_invoices

    client = client_for(office.connection)
    news = mirror.News(VersionSource.POLL)
    take_over_invoices(office.connection, client, [document.xero_id], news)
    document.refresh_from_db()


def test_xeros_refusal_is_shown_in_its_own_words_and_can_be_tried_again(office, deal, boss):
    document = a(office, deal, "DRAFT", DueDate=None)
    acts.set_lock_dates(office.sandbox, tenant_of(office), period=timezone.localdate())
    answer = boss.post(action(office, deal, document, "approve"))
    assert answer.status_code == 422
    assert "period lock date" in text_of(answer)
    assert "period lock date" in text_of(boss.get(office.panel_url(deal)))
    acts.set_lock_dates(office.sandbox, tenant_of(office))
    acts.edit(
        office.sandbox,
        tenant_of(office),
        document_id=document.xero_id,
        changes={"DueDate": day(30)},
    )
    again = boss.post(action(office, deal, document, "approve"))
    assert "It has changed in Xero since this was asked for" in text_of(again)
    assert status_in_xero(office, document) == "DRAFT"
    assert boss.post(action(office, deal, document, "approve")).status_code == 302
    assert status_in_xero(office, document) == "AUTHORISED"


def test_what_somebody_changed_in_xero_before_it_was_sent_is_not_approved(office, deal, boss):
    document = a(office, deal, "DRAFT")
    office.sandbox.faults.add_fault("POST", INVOICES, status=429, headers={"Retry-After": "20"})
    assert do(boss, action(office, deal, document, "approve")).json()["state"] == "ready"
    acts.edit(
        office.sandbox,
        tenant_of(office),
        document_id=document.xero_id,
        changes={"Reference": "Now it is another"},
    )
    work_later(1)
    assert status_in_xero(office, document) == "DRAFT"
    document.refresh_from_db()
    assert document.reference == "Now it is another"
    assert "It has changed in Xero since" in text_of(boss.get(office.panel_url(deal)))


@pytest.mark.parametrize("lost", ["before", "after"])
def test_a_lost_answer_to_an_approval_is_cleared_up(office, deal, boss, lost):
    document = a(office, deal, "DRAFT")
    office.sandbox.faults.add_fault("POST", INVOICES, drop=lost)
    answer = do(boss, action(office, deal, document, "approve"))
    assert (answer.status_code, answer.json()["state"]) == (202, "checking")
    panel = boss.get(office.panel_url(deal))
    assert "it will not be done twice" in text_of(panel)
    assert "every 2s" in panel.content.decode()
    work_later(30)
    assert status_in_xero(office, document) == "AUTHORISED"
    document.refresh_from_db()
    assert document.status == "AUTHORISED"
    operation = Operation.objects.get(kind="document.status")
    assert (operation.state, operation.adopted) == ("done", lost == "after")


def test_while_one_is_on_its_way_the_next_one_waits(office, deal, boss):
    document = a(office, deal, "AUTHORISED")
    office.sandbox.faults.add_fault("POST", INVOICES, drop="after", times=9)
    do(boss, action(office, deal, document, "void"))
    answer = do(boss, action(office, deal, document, "email"))
    assert (answer.status_code, answer.json()["code"]) == (409, "busy")
    assert mails(office) == 0


# Void


def test_voiding_asks_first_and_says_that_it_cannot_be_undone(office, deal, boss):
    document = a(office, deal, "AUTHORISED")
    page = boss.get(action(office, deal, document, "void"))
    assert "can't be undone" in text_of(page)
    assert status_in_xero(office, document) == "AUTHORISED"
    boss.post(
        action(office, deal, document, "void"),
        FormReader(page.content.decode(), "xi-action").values,
    )
    assert status_in_xero(office, document) == "VOIDED"


def test_a_payment_in_the_way_of_a_void_is_named_and_nothing_is_asked_of_xero(office, deal, boss):
    xero_id = in_xero(office, "AUTHORISED")
    acts.pay(
        office.sandbox,
        tenant_of(office),
        document_id=xero_id,
        amount=Decimal(30),
        reference="Bank 77",
    )
    (document,) = on_deal(office, deal, xero_id)
    office.forget_calls()
    page = text_of(boss.get(action(office, deal, document, "void")))
    assert "Payment Bank 77" in page
    assert "30.00" in page
    assert "Remove these in Xero" in page
    answer = do(boss, action(office, deal, document, "void"))
    assert (answer.status_code, answer.json()["code"]) == (409, "settled")
    assert "30.00 NZD was paid" in answer.json()["message"]
    assert office.calls() == []
    acts.remove_payment(office.sandbox, tenant_of(office), document_id=xero_id)
    on_mirror(office, document)
    assert do(boss, action(office, deal, document, "void")).json()["state"] == "done"


def test_a_payment_that_we_have_not_heard_of_is_told_by_xero(office, deal, boss):
    document = a(office, deal, "AUTHORISED")
    acts.pay(office.sandbox, tenant_of(office), document_id=document.xero_id)
    answer = do(boss, action(office, deal, document, "void"))
    assert answer.status_code == 422
    assert "payments or credit notes allocated" in " ".join(answer.json()["messages"])
    assert status_in_xero(office, document) == "PAID"


# E-mail


def test_before_a_mail_goes_out_people_see_to_whom(office, deal):
    document = a(office, deal, "AUTHORISED")
    contact = office.organisation.contacts[document.contact_id]
    page = text_of(office.rep.get(action(office, deal, document, "email")))
    assert contact.email.lower() in page.lower()
    assert "Never from here" in page
    assert office.calls() == []


def test_people_whom_xero_includes_are_named_too(office, deal):
    document = a(office, deal, "AUTHORISED")
    persons = [
        {"FirstName": "Lee", "EmailAddress": "lee@books.example", "IncludeInEmails": True},
        {"FirstName": "Max", "EmailAddress": "max@books.example", "IncludeInEmails": False},
    ]
    acts.edit_contact(
        office.sandbox,
        tenant_of(office),
        contact_id=document.contact_id,
        changes={"ContactPersons": persons},
    )
    office.read_everything()
    page = text_of(office.rep.get(action(office, deal, document, "email")))
    assert "lee@books.example" in page
    assert "max@books.example" not in page


def test_a_mail_goes_out_once_and_shows_as_sent(office, deal):
    document = a(office, deal, "AUTHORISED")
    page = office.rep.get(action(office, deal, document, "email"))
    press = FormReader(page.content.decode(), "xi-action").values
    office.forget_calls()
    for _click in range(2):
        answer = office.rep.post(action(office, deal, document, "email"), press)
        assert answer.status_code == 302
    assert mails(office) == 1
    one = f"{INVOICES}/{document.xero_id}"
    assert office.calls() == [f"POST {one}/Email", f"GET {one}"]
    panel = office.rep.get(office.panel_url(deal), headers=JSON).json()
    assert "sent" in panel["documents"][0]["badges"]


def test_a_second_mail_so_soon_wants_a_tick_and_says_who_sent_the_first(office, deal, boss):
    document = a(office, deal, "AUTHORISED")
    do(office.rep, action(office, deal, document, "email"))
    again = do(boss, action(office, deal, document, "email"))
    assert (again.status_code, again.json()["code"]) == (409, "sent_already")
    page = boss.get(action(office, deal, document, "email"))
    assert f"by {Operation.objects.get().actor_name}" in text_of(page)
    press = FormReader(page.content.decode(), "xi-action").values
    assert "again" not in press
    refused = boss.post(action(office, deal, document, "email"), press)
    assert refused.status_code == 409
    assert "a short while ago" in text_of(refused)
    assert mails(office) == 1
    boss.post(action(office, deal, document, "email"), {**press, "again": "on"})
    assert mails(office) == 2


def test_after_the_time_that_is_set_a_second_mail_needs_no_tick(office, deal, settings):
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "EMAIL_AGAIN_AFTER": 15}
    document = a(office, deal, "AUTHORISED")
    do(office.rep, action(office, deal, document, "email"))
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=True):
        assert do(office.rep, action(office, deal, document, "email")).status_code == 200
    assert mails(office) == 2


@pytest.mark.parametrize(("lost", "minutes"), [("before", 1), ("after", 1), ("after", 30)])
def test_a_mail_whose_answer_was_lost_goes_out_exactly_once(office, deal, lost, minutes):
    document = a(office, deal, "AUTHORISED")
    office.sandbox.faults.add_fault("POST", "/Email", drop=lost)
    answer = do(office.rep, action(office, deal, document, "email"))
    assert answer.json()["state"] == "checking"
    work_later(minutes)
    work_later(minutes + 30)
    assert mails(office) == 1
    assert Operation.objects.get().state == "done"
    document.refresh_from_db()
    assert document.sent_to_contact


def test_the_mail_before_is_not_taken_for_the_one_that_was_lost(office, deal):
    document = a(office, deal, "AUTHORISED")
    do(office.rep, action(office, deal, document, "email"))
    office.sandbox.faults.add_fault("POST", "/Email", drop="before")
    do(office.rep, action(office, deal, document, "email"), again="on")
    work_later(30)
    assert mails(office) == 1
    assert set(Operation.objects.values_list("state", flat=True)) == {"done", "refused"}


@pytest.fixture
def unconfirmed(office, deal) -> Operation:
    """A mail whose answer was lost until Xero had forgotten it, and which it shows nowhere."""
    document = a(office, deal, "AUTHORISED")
    office.sandbox.faults.add_fault("POST", "/Email", drop="before")
    do(office.rep, action(office, deal, document, "email"))
    work_later(30)
    return Operation.objects.get()


def about(operation: Operation, act: str = "") -> str:
    return reverse(f"xero_integration:operation{act}", args=[operation.pk])


def test_a_mail_that_nobody_can_confirm_is_not_sent_again_but_shown(office, deal, unconfirmed):
    assert mails(office) == 0
    for page in (office.admin.get(about(unconfirmed)), office.admin.get(office.panel_url(deal))):
        assert "Not confirmed" in text_of(page)
        assert "Ask the customer, then send it again or leave it." in text_of(page)
    assert about(unconfirmed) in office.admin.get(office.panel_url(deal)).content.decode()
    page = text_of(office.admin.get(about(unconfirmed)))
    assert "Send again" in page
    assert "Do not send it again" in page


def test_who_decides_to_send_it_again_sends_it_once(office, unconfirmed):
    office.admin.post(about(unconfirmed, "_retry"))
    office.admin.post(about(unconfirmed, "_retry"))
    assert mails(office) == 1
    unconfirmed.refresh_from_db()
    assert unconfirmed.state == "done"


def test_who_decides_to_leave_it_is_asked_no_more(office, unconfirmed):
    office.admin.post(about(unconfirmed, "_cancel"))
    work_later(60)
    unconfirmed.refresh_from_db()
    assert (unconfirmed.state, mails(office)) == ("cancelled", 0)
    assert "Send again" not in text_of(office.admin.get(about(unconfirmed)))


def test_pressing_e_mail_beside_one_that_nobody_could_confirm_wants_a_tick(
    office, deal, unconfirmed
):
    page = action(office, deal, Document.objects.get(), "email")
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=True):
        answer = do(office.rep, page)
        assert (answer.status_code, answer.json()["code"]) == (409, "sent_already")
        assert do(office.rep, page, again="on").json()["state"] == "done"
    assert mails(office) == 1


def test_xeros_daily_limit_of_mails_is_told_and_nothing_is_marked(office, deal):
    document = a(office, deal, "AUTHORISED")
    office.organisation.daily_email_cap = 0
    answer = office.rep.post(action(office, deal, document, "email"))
    assert answer.status_code == 422
    assert "daily email limit" in text_of(answer)
    document.refresh_from_db()
    assert not document.sent_to_contact


def test_a_mail_that_went_out_counts_though_the_look_afterwards_failed(office, deal):
    document = a(office, deal, "AUTHORISED")
    office.sandbox.faults.add_fault("GET", f"{INVOICES}/", status=503)
    answer = do(office.rep, action(office, deal, document, "email"))
    assert answer.json()["state"] == "done"
    assert mails(office) == 1


# Notes


def test_a_note_stands_in_xeros_history_with_the_persons_name(office, deal):
    document = a(office, deal, "PAID")
    page = office.rep.get(action(office, deal, document, "note"))
    press = FormReader(page.content.decode(), "xi-action").values
    office.rep.post(action(office, deal, document, "note"), {**press, "text": "Called them."})
    operation = Operation.objects.get()
    assert notes(office, document) == [f"Called them. — {operation.actor_name}"]
    assert office.calls() == [f"PUT {INVOICES}/{document.xero_id}/History"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 2500])
def test_a_note_that_is_empty_or_too_long_is_not_sent_and_not_lost(office, deal, text):
    document = a(office, deal, "DRAFT")
    answer = office.rep.post(action(office, deal, document, "note"), {"text": text})
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()
    assert notes(office, document) == []


def test_the_longest_note_keeps_its_name(office, deal):
    document = a(office, deal, "DRAFT")
    page = office.rep.get(action(office, deal, document, "note")).content.decode()
    longest = int(page.partition('maxlength="')[2].partition('"')[0])
    answer = do(office.rep, action(office, deal, document, "note"), text="x" * longest)
    assert answer.json()["state"] == "done"
    (kept,) = notes(office, document)
    assert kept.endswith(Operation.objects.get().actor_name)


@pytest.mark.parametrize("lost", ["before", "after"])
def test_a_note_whose_answer_was_lost_is_written_once(office, deal, lost):
    document = a(office, deal, "DRAFT")
    office.sandbox.faults.add_fault("PUT", "/History", drop=lost)
    press = {"text": "Once.", "nonce": str(uuid.uuid4())}
    do(office.rep, action(office, deal, document, "note"), **press)
    work_later(30)
    do(office.rep, action(office, deal, document, "note"), **press)
    assert len(notes(office, document)) == 1


# Reading: PDF, link


def test_the_pdf_is_xeros_own_and_costs_one_call_however_often(office, deal):
    document = a(office, deal, "AUTHORISED")
    address = url(office, deal, "document_pdf", document.pk)
    answer = office.rep.get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert f'filename="{document.number}.pdf"' in answer.headers["Content-Disposition"]
    office.rep.get(address)
    assert office.calls() == [f"GET {INVOICES}/{document.xero_id}"]


def test_a_changed_invoice_has_a_new_pdf(office, deal, boss):
    document = a(office, deal, "DRAFT")
    address = url(office, deal, "document_pdf", document.pk)
    before = b"".join(office.rep.get(address).streaming_content)
    do(boss, action(office, deal, document, "approve"))
    assert b"".join(office.rep.get(address).streaming_content) != before


def test_a_credit_note_has_a_pdf_too(office, deal):
    note = read_note(office, credit_note_in_xero(office))
    link(office, deal, note)
    answer = office.rep.get(url(office, deal, "document_pdf", note.pk))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_what_is_no_pdf_is_not_handed_on(office, deal):
    document = a(office, deal, "AUTHORISED")
    body = '{"Invoices": []}'
    office.sandbox.faults.add_fault(
        "GET", INVOICES, status=200, body=body, headers={"Content-Type": "application/json"}
    )
    answer = office.rep.get(url(office, deal, "document_pdf", document.pk))
    assert answer.status_code == 503
    assert "application/pdf" not in answer.headers["Content-Type"]


def test_the_customers_link_is_fetched_with_one_call(office, deal):
    document = a(office, deal, "AUTHORISED")
    page = office.rep.get(url(office, deal, "document_online", document.pk))
    assert 'value="https://in.xero.com/' in page.content.decode()
    assert office.calls() == [f"GET {INVOICES}/{document.xero_id}/OnlineInvoice"]
    told = office.rep.get(url(office, deal, "document_online", document.pk), headers=JSON).json()
    assert told["url"].startswith("https://in.xero.com/")


# Whose document, and whether Xero can be reached


def test_a_document_of_another_deal_does_not_exist_here(office, deal, boss):
    document = a(office, deal, "DRAFT")
    other = office.host.make_deal(tenant=office.tenant)
    for address in (
        action(office, other, document, "approve"),
        action(office, deal, Document(pk=uuid.uuid4()), "approve"),
    ):
        assert boss.post(address).status_code == 404
    assert boss.get(url(office, other, "document_pdf", document.pk)).status_code == 404
    assert boss.post(action(office, deal, document, "explode")).status_code == 404
    assert boss.post(action(office, deal, document, "edit")).status_code == 404


@pytest.mark.parametrize("state", ["needs_sign_in", "disconnected"])
def test_without_a_connection_nothing_is_sent_and_the_way_out_is_said(office, deal, boss, state):
    document = a(office, deal, "DRAFT")
    Connection.objects.update(state=state)
    for name in ("approve", "submit", "delete", "note"):
        answer = do(boss, action(office, deal, document, name), text="Hello")
        assert (answer.status_code, answer.json()["code"]) == (409, state)
        assert "administrator" in answer.json()["message"]
    assert not Operation.objects.exists()


def test_a_connected_user_who_may_not_approve_is_told_and_can_submit(office, deal, boss):
    document = a(office, deal, "DRAFT")
    Connection.objects.update(xero_role="INVOICEONLY")
    answer = do(boss, action(office, deal, document, "approve"))
    assert (answer.status_code, answer.json()["code"]) == (409, "role")
    assert "Submit it for approval" in text_of(boss.get(office.panel_url(deal)))
    assert do(boss, action(office, deal, document, "submit")).json()["state"] == "done"


def test_what_xero_no_longer_knows_can_only_be_detached(office, deal, boss):
    document = a(office, deal, "DRAFT")
    Document.objects.update(missing_since=timezone.now())
    answer = do(boss, action(office, deal, document, "approve"))
    assert (answer.status_code, answer.json()["code"]) == (409, "missing")
    told = boss.get(office.panel_url(deal), headers=JSON).json()
    assert told["documents"][0]["actions"]["detach"]["allowed"]


def test_the_page_of_what_one_may_not_do_is_not_shown(office, deal):
    document = a(office, deal, "DRAFT")
    for name in ("approve", "delete"):
        assert office.rep.get(action(office, deal, document, name)).status_code == 403


def test_a_token_forged_by_another_site_is_refused(office, deal, sign_in):
    document = a(office, deal, "DRAFT")
    browser = sign_in("approver", tenant=office.tenant, csrf=True)
    assert browser.post(action(office, deal, document, "approve")).status_code == 403
    assert office.calls() == []
