"""An invoice of Xero is changed by JSON: what would change, what was typed, one call, once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Api
from tests.documents.acting import in_xero, on_deal, tenant_of
from tests.journeys.office import Office
from xero_integration.connections.session import client_for
from xero_integration.documents.fetching import take_over_invoices
from xero_integration.documents.mirror import News
from xero_integration.models import Document, InvoiceDraft, Operation, VersionSource
from xero_integration.sandbox.accounting import acts

INVOICES = "POST /api.xro/2.0/Invoices"


@pytest.fixture
def invoice(office: Office, deal: Any) -> Document:
    return a(office, deal)


def a(office: Office, deal: Any, status: str = "DRAFT", **more: Any) -> Document:
    (document,) = on_deal(office, deal, in_xero(office, status, **more))
    office.forget_calls()
    return document


def type_in(caller: Api, deal: Any, document: Document, **changes: Any) -> Any:
    answer = caller.send("patch", "edit", deal, document.pk, body=changes)
    assert answer.status_code == 200, answer.content
    return answer.json()


def save(caller: Api, deal: Any, document: Document, **more: Any) -> Any:
    draft = caller.get("edit", deal, document.pk).json()
    body = {"draft": draft["id"], **more}
    return caller.send("post", "edit_save", deal, document.pk, body=body)


def plan_of(caller: Api, deal: Any, document: Document) -> Any:
    return caller.get("edit_plan", deal, document.pk).json()


def edited_in_xero(office: Office, document: Document, **changes: Any) -> None:
    acts.edit(office.sandbox, tenant_of(office), document_id=document.xero_id, changes=changes)
    client = client_for(office.connection)
    take_over_invoices(office.connection, client, [document.xero_id], News(VersionSource.POLL))
    office.forget_calls()


def test_what_would_change_is_told_before_one_call_changes_it(api, office, deal, invoice):
    rep = api()
    draft = rep.get("edit", deal, invoice.pk).json()
    assert (draft["document"], draft["lines"][0]["unit_amount"]) == (str(invoice.pk), "100")
    type_in(rep, deal, invoice, reference="PO 7")
    plan = plan_of(rep, deal, invoice)
    assert plan["changes"] == [{"label": "Reference", "before": "", "after": "PO 7"}]
    assert (plan["ready"], plan["needless"], plan["news"], plan["calls"]) == (True, False, None, 1)
    assert office.calls() == []

    saved = save(rep, deal, invoice, plan=plan["digest"])
    assert (saved.status_code, saved.json()["state"]) == (200, "done"), saved.content
    assert (saved.json()["document"], saved.json()["mail"]) == (str(invoice.pk), None)
    assert office.calls() == [INVOICES]
    assert office.organisation.invoices[invoice.xero_id].reference == "PO 7"
    assert rep.get("document", deal, invoice.pk).json()["reference"] == "PO 7"


def test_lines_keep_their_places_in_xero(api, office, deal, invoice):
    rep = api()
    (line,) = rep.get("edit", deal, invoice.pk).json()["lines"]
    lines = [{**line, "quantity": "3"}, {"description": "More", "unit_amount": "5"}]
    lines[1] |= {"quantity": "1", "account_code": "200"}
    type_in(rep, deal, invoice, lines=lines)
    assert save(rep, deal, invoice).status_code == 200
    held = office.organisation.invoices[invoice.xero_id].lines
    assert held[0].line_id == line["line_id"]
    assert [str(each.quantity.normalize()) for each in held] == ["3", "1"]


def test_saving_again_with_the_same_draft_saves_nothing_more(api, office, deal, invoice):
    rep = api()
    draft = type_in(rep, deal, invoice, reference="PO 7")
    body = {"draft": draft["id"]}
    first = rep.send("post", "edit_save", deal, invoice.pk, body=body)
    office.forget_calls()
    again = rep.send("post", "edit_save", deal, invoice.pk, body=body)
    assert (again.status_code, again.json()) == (200, first.json())
    assert office.calls() == []
    assert Operation.objects.filter(kind="invoice.update").count() == 1


def test_where_nothing_was_changed_nothing_is_sent(api, office, deal, invoice):
    rep = api()
    assert plan_of(rep, deal, invoice)["needless"] is True
    told = save(rep, deal, invoice)
    assert (told.status_code, told.json()["code"]) == (409, "nothing_changed")
    assert office.calls() == []


def test_what_changed_in_xero_meanwhile_is_overwritten_only_by_who_says_so(
    api, office, deal, invoice
):
    rep = api()
    type_in(rep, deal, invoice, reference="Mine")
    edited_in_xero(office, invoice, Reference="Theirs")
    told = plan_of(rep, deal, invoice)
    assert told["news"] == [{"label": "Reference", "before": "", "after": "Theirs"}]
    refused = save(rep, deal, invoice)
    assert (refused.status_code, refused.json()["code"]) == (422, "plan_blocked")
    kept = rep.send("post", "edit_overwrite", deal, invoice.pk).json()
    assert kept["reference"] == "Mine"
    assert plan_of(rep, deal, invoice)["news"] is None
    assert save(rep, deal, invoice).status_code == 200
    assert office.organisation.invoices[invoice.xero_id].reference == "Mine"


def test_starting_over_takes_what_xero_holds_now(api, office, deal, invoice):
    rep = api()
    type_in(rep, deal, invoice, reference="Mine")
    edited_in_xero(office, invoice, Reference="Theirs")
    fresh = rep.send("delete", "edit", deal, invoice.pk).json()
    assert fresh["reference"] == "Theirs"
    assert plan_of(rep, deal, invoice)["needless"] is True


def test_a_paid_invoice_is_not_edited_and_the_reason_is_told(api, office, deal):
    paid = a(office, deal, "PAID")
    refused = api(office.admin).get("edit", deal, paid.pk)
    assert (refused.status_code, refused.json()["code"]) == (409, "settled")
    assert not InvoiceDraft.objects.exists()


def test_an_approved_invoice_is_edited_only_by_who_may_approve(api, office, deal):
    approved = a(office, deal, "AUTHORISED")
    assert api().get("edit", deal, approved.pk).status_code == 403
    assert api(office.admin).get("edit", deal, approved.pk).status_code == 200


def test_the_plan_that_was_seen_is_the_one_that_is_saved(api, office, deal, invoice):
    rep = api()
    type_in(rep, deal, invoice, reference="PO 7")
    seen = plan_of(rep, deal, invoice)["digest"]
    type_in(rep, deal, invoice, reference="PO 8")
    refused = save(rep, deal, invoice, plan=seen)
    assert (refused.status_code, refused.json()["code"]) == (409, "plan_changed")
    assert office.calls() == []


def test_a_ticked_box_stays_ticked_when_the_changes_are_saved(api, office, deal, invoice):
    rep = api()
    type_in(rep, deal, invoice, customer={"email": "new@host.example", "update_contact": True})
    draft = rep.get("edit", deal, invoice.pk).json()
    saved = rep.send("post", "edit_save", deal, invoice.pk, body={"draft": draft["id"]})
    assert saved.status_code == 200, saved.content
    contact = office.organisation.contacts[invoice.contact_id]
    assert contact.email == "new@host.example"


def test_a_document_is_copied_to_a_new_draft(api, office, deal, invoice):
    rep = api()
    made = rep.send("post", "document_copy", deal, invoice.pk)
    assert made.status_code == 201, made.content
    assert (made.json()["document"], made.json()["lines"][0]["line_id"]) == (None, "")
    assert rep.get("draft", deal).json()["lines"] == made.json()["lines"]
    assert office.calls() == []
    assert rep.send("post", "document_copy", deal, invoice.pk).json()["id"] == made.json()["id"]


def test_a_copy_replaces_an_unfinished_invoice_only_when_told(api, office, deal, invoice):
    rep = api()
    unfinished = rep.get("draft", deal).json()["id"]
    refused = rep.send("post", "document_copy", deal, invoice.pk)
    assert (refused.status_code, refused.json()["code"]) == (409, "draft_open")
    assert rep.get("draft", deal).json()["id"] == unfinished
    made = rep.send("post", "document_copy", deal, invoice.pk, body={"replace": True})
    assert rep.get("draft", deal).json()["id"] == made.json()["id"] != unfinished
