"""A rep changes an invoice that is in Xero already: the same form, one call, nothing lost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from tests.documents.acting import JSON, credit_note_in_xero, in_xero, on_deal, tenant_of, url
from xero_integration.connections.session import client_for
from xero_integration.documents.fetching import take_over_invoices
from xero_integration.documents.mirror import News
from xero_integration.models import (
    Document,
    DocumentVersion,
    InvoiceDraft,
    Operation,
    VersionSource,
)
from xero_integration.outbox import runner
from xero_integration.sandbox.accounting import acts
from xero_integration.testing.world import connect

from .office import FormReader, Office, text_of
from .test_costs import FORM_QUERIES

INVOICES = "/api.xro/2.0/Invoices"


@pytest.fixture
def deal(office: Office):
    return office.host.make_deal(tenant=office.tenant)


@pytest.fixture
def boss(office: Office, sign_in):
    return sign_in("approver", tenant=office.tenant)


def a(office: Office, deal, status: str = "DRAFT", **more: Any) -> Document:
    (document,) = on_deal(office, deal, in_xero(office, status, **more))
    office.forget_calls()
    return document


def address(office: Office, deal, document: Document) -> str:
    return url(office, deal, "document_edit", document.pk)


def opened(office: Office, deal, document: Document, browser=None) -> dict[str, str]:
    page = (browser or office.rep).get(address(office, deal, document))
    assert page.status_code == 200, text_of(page)
    return FormReader(page.content.decode(), "xi-invoice").values


def press(office: Office, deal, document: Document, values, action="create", browser=None, **typed):
    target = address(office, deal, document)
    return (browser or office.rep).post(target, {**values, **typed, "action": action})


def stored(office: Office, document: Document) -> Any:
    return office.organisation.invoices[document.xero_id]


def lines_of(office: Office, document: Document) -> list[Any]:
    return list(stored(office, document).lines)


def edited_in_xero(office: Office, document: Document, **changes: Any) -> None:
    xero_id = document.xero_id
    acts.edit(office.sandbox, tenant_of(office), document_id=xero_id, changes=changes)


def heard(office: Office, document: Document) -> None:
    """The mirror learns of it."""
    client = client_for(office.connection)
    take_over_invoices(office.connection, client, [document.xero_id], News(VersionSource.POLL))
    document.refresh_from_db()
    office.forget_calls()


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


TWO_LINES: list[dict[str, Any]] = [
    {"Description": "Work", "Quantity": 2, "UnitAmount": "100.1234", "AccountCode": "200"},
    {"Description": "Thanks for coming"},
]


def test_the_form_opens_with_what_xero_holds(office, deal):
    document = a(office, deal, Reference="PO 1", LineItems=TWO_LINES, LineAmountTypes="Exclusive")
    values = opened(office, deal, document)
    assert values["number"] == document.number
    assert values["contact_id"] == document.contact_id
    assert (values["reference"], values["due_date"]) == ("PO 1", document.due_date.isoformat())
    assert (values["currency"], values["line_amount_types"]) == ("NZD", "Exclusive")
    assert (values["lines-0-quantity"], values["lines-0-unit_amount"]) == ("2", "100.1234")
    assert (values["lines-1-description"], values["lines-1-unit_amount"]) == (
        "Thanks for coming",
        "",
    )
    assert values["save_as"] == "DRAFT"
    assert office.calls() == []


def test_a_change_is_one_call_and_shows_at_once(office, deal):
    document = a(office, deal, LineItems=TWO_LINES)
    before = [line.line_id for line in lines_of(office, document)]
    answer = press(
        office, deal, document, opened(office, deal, document), reference="PO 9",
        **{"lines-0-quantity": "3"},
    )  # fmt: skip
    assert (answer.status_code, answer.headers["Location"]) == (302, office.host.deal_url(deal))
    (call,) = office.calls_made()
    assert (call.method, call.path, "unitdp=4" in call.query) == ("POST", INVOICES, True)
    assert stored(office, document).reference == "PO 9"
    assert [line.line_id for line in lines_of(office, document)] == before
    assert stored(office, document).total == Decimal("300.37")
    document.refresh_from_db()
    assert (document.reference, document.total) == ("PO 9", Decimal("300.37"))
    assert not InvoiceDraft.objects.filter(open_key__isnull=False).exists()
    operation = Operation.objects.get()
    assert (operation.kind, operation.target) == ("invoice.update", document.xero_id)
    assert operation.subject == f"document:{document.pk}"
    assert InvoiceDraft.objects.get().difference is None


def test_before_saving_people_see_the_old_and_the_new(office, deal):
    document = a(office, deal)
    values = opened(office, deal, document)
    page = text_of(press(office, deal, document, values, "refresh", **{"lines-0-quantity": "3"}))
    assert "Total was 100.00 → becomes 300.00" in page
    assert "Line 1, Quantity was 1 → becomes 3" in page
    assert "Save draft · 300.00 NZD" in page
    assert "1 call to Xero" in page
    untouched = text_of(press(office, deal, document, values, "refresh"))
    assert "Nothing has been changed yet" in untouched


def test_without_a_change_nothing_is_sent(office, deal):
    document = a(office, deal, LineItems=TWO_LINES, Reference="PO 1")
    answer = press(office, deal, document, opened(office, deal, document))
    assert answer.status_code == 302
    assert office.calls() == []
    assert not Operation.objects.exists()


def test_lines_are_added_removed_and_moved(office, deal):
    document = a(office, deal, LineItems=TWO_LINES)
    first, second = (line.line_id for line in lines_of(office, document))
    values = opened(office, deal, document)
    for action in ("move_down:0", "add_line"):
        values = office.values_after(press(office, deal, document, values, action))
    values |= {"lines-2-description": "More", "lines-2-unit_amount": "7", "lines-2-tax_type": ""}
    values["lines-2-account_code"] = "200"
    press(office, deal, document, values)
    assert [line.line_id for line in lines_of(office, document)][:2] == [second, first]
    assert [line.description for line in lines_of(office, document)][2] == "More"
    values = opened(office, deal, document)
    values = office.values_after(press(office, deal, document, values, "remove_line:0"))
    press(office, deal, document, values)
    assert lines_of(office, document)[0].line_id == first
    assert len(lines_of(office, document)) == 2


def test_what_the_form_can_not_show_is_not_lost(office, deal):
    """An archived tracking option, a tax written by hand, a currency rate, the link back."""
    category = next(iter(office.organisation.tracking.values()))
    option = category.options[0]
    line = {
        "Description": "Work",
        "Quantity": 1,
        "UnitAmount": 100,
        "AccountCode": "200",
        "TaxType": "OUTPUT2",
        "TaxAmount": "14.99",
        "Tracking": [{"Name": category.name, "Option": option.name}],
    }
    document = a(
        office, deal, LineItems=[line], LineAmountTypes="Exclusive", Url="https://there.example/1",
        CurrencyCode="USD", CurrencyRate="0.61", ExpectedPaymentDate="2026-12-24",
    )  # fmt: skip
    option.status = "ARCHIVED"
    office.read_everything()
    document.refresh_from_db()
    values = opened(office, deal, document)
    assert values["lines-0-tracking_1"] == ""
    assert "114.99" in text_of(press(office, deal, document, values, "refresh"))
    office.forget_calls()
    assert press(office, deal, document, values, reference="PO 3").status_code == 302
    now = stored(office, document)
    assert (now.reference, now.url, now.currency_rate) == (
        "PO 3",
        "https://there.example/1",
        Decimal("0.61"),
    )
    assert now.expected_payment_date.isoformat() == "2026-12-24"
    assert now.total == Decimal("114.99")
    assert [each.option_id for each in now.lines[0].tracking] == [option.option_id]


def test_what_is_taken_off_a_line_is_off(office, deal):
    category = next(iter(office.organisation.tracking.values()))
    item = office.organisation.items[office.some_item_id()]
    line = {
        "Description": "Work",
        "Quantity": 1,
        "UnitAmount": 100,
        "AccountCode": "200",
        "ItemCode": item.code,
        "DiscountRate": 10,
        "Tracking": [{"Name": category.name, "Option": category.options[0].name}],
    }
    document = a(office, deal, LineItems=[line, TWO_LINES[0]])
    values = opened(office, deal, document)
    assert values["lines-0-item_id"] == item.item_id
    assert values["lines-0-tracking_1"]
    values = office.values_after(press(office, deal, document, values, "unlink_item:0"))
    cleared = {"lines-0-discount": "", "lines-0-tracking_1": "", "lines-0-tracking_2": ""}
    assert press(office, deal, document, values, **cleared).status_code == 302
    now = lines_of(office, document)[0]
    assert (now.item_code, now.tracking, bool(now.discount_rate)) == ("", [], False)
    assert now.account_code == "200"
    assert stored(office, document).total == Decimal("300.25")


def test_the_contact_of_an_invoice_can_be_changed(office, deal):
    document = a(office, deal)
    other = next(
        key
        for key, each in office.organisation.contacts.items()
        if each.status == "ACTIVE" and key != document.contact_id
    )
    values = opened(office, deal, document)
    picked = press(office, deal, document, values, f"pick_contact:{other}")
    press(office, deal, document, office.values_after(picked))
    assert stored(office, document).contact_id == other
    document.refresh_from_db()
    assert document.contact_id == other


def test_an_invoice_may_be_moved_to_a_contact_that_is_made_for_it(office, deal):
    document = a(office, deal)
    values = opened(office, deal, document)
    for action in ("unlink_contact", "create_contact"):
        values = office.values_after(press(office, deal, document, values, action))
    answer = press(office, deal, document, values, customer_name="Brand New Ltd")
    assert answer.status_code == 302
    assert office.calls() == ["PUT /api.xro/2.0/Contacts", f"POST {INVOICES}"]
    contact = office.organisation.contacts[stored(office, document).contact_id]
    assert contact.name == "Brand New Ltd"


def test_the_form_of_a_new_invoice_never_takes_a_draft_that_edits_one(office, deal):
    document = a(office, deal)
    values = opened(office, deal, document)
    answer = office.press(deal, "create", {**values, "reference": "Forged"})
    assert answer.status_code == 302
    assert office.calls() == []
    assert not Operation.objects.exists()


def test_bad_input_is_kept_and_nothing_is_sent(office, deal):
    document = a(office, deal)
    values = opened(office, deal, document)
    answer = press(office, deal, document, values, **{"lines-0-quantity": "many"})
    assert answer.status_code == 422
    assert opened(office, deal, document)["lines-0-quantity"] == "many"
    assert office.calls() == []


def test_an_edit_does_not_disturb_the_deals_own_new_invoice(office, deal):
    document = a(office, deal)
    office.press(deal, "refresh", {**office.open_form(deal), "reference": "The next one"})
    press(office, deal, document, opened(office, deal, document), "refresh", reference="Typed")
    assert office.open_form(deal)["reference"] == "The next one"
    assert opened(office, deal, document)["reference"] == "Typed"
    panel = office.rep.get(office.panel_url(deal), headers=JSON).json()
    assert panel["draft_open"] is True
    assert panel["pending"] == []


def test_a_draft_of_several_deals_is_one_draft(office, deal):
    document = a(office, deal)
    other = office.host.make_deal(tenant=office.tenant)
    document.deal_links.create(
        source=office.host.source_key, subject_pk=str(other.pk), tenant=office.tenant
    )
    press(office, deal, document, opened(office, deal, document), "refresh", reference="Typed")
    assert opened(office, other, document)["reference"] == "Typed"


# Rights and statuses


def test_an_approved_invoice_stays_approved_and_only_approvers_change_it(office, deal, boss):
    document = a(office, deal, "AUTHORISED")
    assert office.rep.get(address(office, deal, document)).status_code == 403
    values = opened(office, deal, document, boss)
    assert values["save_as"] == "AUTHORISED"
    answer = press(office, deal, document, values, browser=boss, **{"lines-0-unit_amount": "50"})
    assert answer.status_code == 302
    assert (stored(office, document).status, stored(office, document).total) == (
        "AUTHORISED",
        Decimal("50.00"),
    )
    assert office.calls_made()[0].body["Invoices"][0]["Status"] == "AUTHORISED"


def test_a_draft_can_be_approved_and_mailed_as_it_is_changed(office, deal, boss):
    office.organisation.daily_email_cap = 10
    document = a(office, deal)
    values = opened(office, deal, document, boss)
    answer = press(
        office, deal, document, values, browser=boss, save_as="EMAILED", reference="PO 4"
    )
    assert answer.status_code == 302
    assert "Xero has e-mailed it" in " ".join(map(str, get_messages(answer.wsgi_request)))
    assert (stored(office, document).status, stored(office, document).sent_to_contact) == (
        "AUTHORISED",
        True,
    )


@pytest.mark.parametrize(
    ("status", "said"),
    [("PAID", "100.00 NZD was paid"), ("VOIDED", "was voided"), ("DELETED", "was deleted")],
)
def test_what_can_not_be_edited_says_why(office, deal, boss, status, said):
    document = a(office, deal, status)
    page = boss.get(address(office, deal, document))
    assert page.status_code == 409
    assert said in text_of(page)
    told = boss.get(address(office, deal, document), headers=JSON)
    assert (told.status_code, said in told.json()["message"]) == (409, True)
    forged = boss.post(address(office, deal, document), {"action": "create"})
    assert forged.status_code == 409
    assert office.calls() == []


def test_a_credit_note_is_edited_in_xero(office, deal, boss):
    from xero_integration.documents.fetching import take_over_credit_notes

    client = client_for(office.connection)
    xero_id = credit_note_in_xero(office, "DRAFT")
    (note,) = take_over_credit_notes(
        office.connection, client, [xero_id], News(VersionSource.IMPORT)
    )
    note.deal_links.create(
        source=office.host.source_key, subject_pk=str(deal.pk), tenant=office.tenant
    )
    assert boss.get(address(office, deal, note)).status_code == 409


def test_a_document_of_another_deal_is_not_found(office, deal):
    document = a(office, deal)
    other = office.host.make_deal(tenant=office.tenant)
    assert office.rep.get(address(office, other, document)).status_code == 404


def test_a_locked_period_is_told_before_anything_is_sent(office, deal):
    document = a(office, deal)
    acts.set_lock_dates(office.sandbox, tenant_of(office), period=timezone.localdate())
    office.read_everything()
    office.forget_calls()
    later_dates = {"issue_date": in_days(3), "due_date": in_days(30)}
    values = opened(office, deal, document)
    answer = press(office, deal, document, values, **later_dates)
    assert answer.status_code == 422
    assert "the invoice is from before" in text_of(answer)
    assert office.calls() == []


# Changed in Xero meanwhile


def test_what_changed_in_xero_meanwhile_is_shown_and_decided_by_a_person(office, deal):
    document = a(office, deal)
    values = {**opened(office, deal, document), "reference": "Mine"}
    edited_in_xero(office, document, Reference="Theirs", DueDate=in_days(40))
    heard(office, document)
    answer = press(office, deal, document, values)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "changed in Xero since this form was opened" in page
    assert "Reference was – → becomes Theirs" in page
    assert office.calls() == []
    kept = office.values_after(answer)
    assert kept["reference"] == "Mine"
    mine = press(office, deal, document, kept, "overwrite")
    assert "changed in Xero since" not in text_of(mine)
    press(office, deal, document, office.values_after(mine))
    assert stored(office, document).reference == "Mine"


def test_or_the_form_starts_again_from_what_xero_has(office, deal):
    document = a(office, deal)
    values = {**opened(office, deal, document), "reference": "Mine"}
    edited_in_xero(office, document, Reference="Theirs")
    heard(office, document)
    page = press(office, deal, document, values, "restart")
    assert office.values_after(page)["reference"] == "Theirs"
    assert "changed in Xero since" not in text_of(page)


def test_overwriting_names_only_lines_that_xero_still_has(office, deal):
    document = a(office, deal, LineItems=TWO_LINES)
    values = opened(office, deal, document)
    edited_in_xero(office, document, LineItems=[{**TWO_LINES[0], "Description": "Theirs"}])
    heard(office, document)
    kept = office.values_after(press(office, deal, document, values, "overwrite"))
    assert press(office, deal, document, kept).status_code == 302
    assert [line.description for line in lines_of(office, document)] == [
        "Work",
        "Thanks for coming",
    ]


def test_a_mail_that_went_out_meanwhile_is_no_reason_to_ask(office, deal, boss):
    document = a(office, deal, "AUTHORISED")
    values = opened(office, deal, document, boss)
    acts.mark_sent(office.sandbox, tenant_of(office), document_id=document.xero_id)
    heard(office, document)
    answer = press(office, deal, document, values, browser=boss, reference="PO 5")
    assert answer.status_code == 302
    assert stored(office, document).reference == "PO 5"


def test_a_payment_that_came_meanwhile_ends_the_edit(office, deal, boss):
    document = a(office, deal, "AUTHORISED")
    values = opened(office, deal, document, boss)
    acts.pay(office.sandbox, tenant_of(office), document_id=document.xero_id)
    unheard = press(office, deal, document, values, browser=boss, reference="PO 6")
    assert unheard.status_code == 422
    assert "payment or credit note" in text_of(unheard)
    heard(office, document)
    again = press(office, deal, document, values, browser=boss, reference="PO 66")
    assert again.status_code == 422
    assert "100.00 NZD was paid" in text_of(again)
    assert office.values_after(again)["reference"] == "PO 66"
    assert boss.get(address(office, deal, document)).status_code == 409
    assert office.calls() == []
    assert stored(office, document).reference == ""


# Exactly once


def later(minutes: float) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True):
        runner.run_due()
        runner.run_due()


def test_a_double_click_changes_once(office, deal):
    document = a(office, deal)
    values = opened(office, deal, document)
    for _click in range(2):
        answer = press(office, deal, document, values, reference="PO 7")
        assert answer.status_code == 302
    assert office.calls() == [f"POST {INVOICES}"]


@pytest.mark.parametrize("minutes", [1, 30])
@pytest.mark.parametrize("lost", ["before", "after"])
def test_after_a_lost_answer_the_change_is_there_once(office, deal, lost, minutes):
    document = a(office, deal, LineItems=TWO_LINES)
    values = opened(office, deal, document)
    values = office.values_after(press(office, deal, document, values, "add_line"))
    values |= {"lines-2-description": "More", "lines-2-unit_amount": "7"}
    office.sandbox.faults.add_fault("POST", INVOICES, drop=lost)
    assert press(office, deal, document, values).status_code == 302
    assert Operation.objects.get().state == "checking"
    later(minutes)
    later(minutes + 30)
    assert Operation.objects.get().state == "done"
    assert len(lines_of(office, document)) == 3
    document.refresh_from_db()
    assert document.lines.count() == 3
    edits = [
        entry
        for entry in office.organisation.history.get(document.xero_id, [])
        if entry.changes == "Edited"
    ]
    assert len(edits) == 1


def test_what_was_lost_does_not_overwrite_what_somebody_did_since(office, deal):
    document = a(office, deal)
    office.sandbox.faults.add_fault("POST", INVOICES, drop="before")
    press(office, deal, document, opened(office, deal, document), reference="Mine")
    edited_in_xero(office, document, Reference="Theirs")
    for minutes in (1, 3, 10, 30):
        later(minutes)
    operation = Operation.objects.get()
    assert stored(office, document).reference == "Theirs"
    assert operation.state == "refused"
    heard(office, document)
    page = text_of(office.rep.get(address(office, deal, document)))
    assert "changed in Xero since this form was opened" in page


def test_what_waited_for_a_new_sign_in_looks_before_it_writes(office, deal):
    document = a(office, deal)
    values = opened(office, deal, document)
    office.sandbox.world.identity.refresh_tokens.clear()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        press(office, deal, document, values, reference="Mine")
    assert Operation.objects.get().state == "waiting"
    page = text_of(office.rep.get(address(office, deal, document)))
    assert "These changes are on their way to Xero" in page
    edited_in_xero(office, document, Reference="Theirs")
    connect(office.admin, reverse("xero_integration:connect"))
    office.queue.run_all()
    operation = Operation.objects.get()
    assert (operation.state, stored(office, document).reference) == ("refused", "Theirs")
    assert "changed in Xero since" in operation.error_message


def test_what_waited_goes_out_where_nobody_changed_anything(office, deal):
    document = a(office, deal)
    values = opened(office, deal, document)
    office.sandbox.world.identity.refresh_tokens.clear()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        press(office, deal, document, values, reference="Mine")
    connect(office.admin, reverse("xero_integration:connect"))
    office.queue.run_all()
    assert Operation.objects.get().state == "done"
    assert stored(office, document).reference == "Mine"


def test_xeros_refusal_keeps_the_form_and_can_be_mended(office, deal):
    document = a(office, deal)
    other = in_xero(office, "DRAFT", InvoiceNumber="TAKEN-1")
    assert other
    values = opened(office, deal, document)
    answer = press(office, deal, document, values, number="TAKEN-1")
    assert answer.status_code == 422
    assert "must be unique" in text_of(answer)
    assert "Nothing was changed" in text_of(answer)
    mended = {**office.values_after(answer), "number": "FREE-1"}
    assert press(office, deal, document, mended).status_code == 302
    assert stored(office, document).number == "FREE-1"
    assert Operation.objects.count() == 1


def test_the_version_tells_who_changed_it(office, deal):
    document = a(office, deal)
    press(office, deal, document, opened(office, deal, document), reference="PO 8")
    version = DocumentVersion.objects.filter(document=document).latest("id")
    assert (version.source, version.actor_name) == ("answer", Operation.objects.get().actor_name)


# Costs


def test_looking_and_typing_cost_no_call_and_few_queries(office, deal):
    lines = [{**TWO_LINES[0], "ItemCode": ""} for _ in range(40)]
    document = a(office, deal, LineItems=lines)
    target = address(office, deal, document)
    assert office.queries_of(target) <= FORM_QUERIES
    assert office.queries_of(target) <= FORM_QUERIES
    press(office, deal, document, opened(office, deal, document), "plan", reference="typing")
    assert office.calls() == []
