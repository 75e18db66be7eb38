"""From a deal to an invoice in Xero by JSON alone, and what stands in the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from xero_integration.api.tasks import forget_old
from xero_integration.models import Document, KeptAnswer, Operation


def test_a_program_goes_from_deal_to_paid_invoice(api, office, deal):
    rep = api()
    draft = rep.linked_draft(deal)
    plan = rep.get("draft_plan", deal).json()
    assert (plan["ready"], plan["calls"]) == (True, 2)

    office.forget_calls()
    body = {"draft": draft["id"], "plan": plan["digest"]}
    created = rep.send("post", "invoices", deal, body=body)
    assert created.status_code == 201, created.content
    assert office.calls() == ["PUT /api.xro/2.0/Contacts", "PUT /api.xro/2.0/Invoices"]
    document = Document.objects.get()
    assert created.json()["document"] == str(document.pk)
    assert plan["totals"]["total"] == f"{document.total:.2f}"

    shown = rep.get("deal", deal).json()
    assert [row["id"] for row in shown["documents"]] == [str(document.pk)]
    whole = rep.get("document", deal, document.pk).json()
    approved = api(office.admin).send(
        "post", "document_action", deal, document.pk, "approve", body={"seen": whole["version"]}
    )
    assert (approved.status_code, approved.json()["state"]) == (200, "done")
    assert rep.get("document", deal, document.pk).json()["status"] == "AUTHORISED"


def test_creating_again_with_the_same_draft_creates_nothing_more(api, office, deal):
    rep = api()
    body = {"draft": rep.linked_draft(deal)["id"]}
    first = rep.send("post", "invoices", deal, body=body)
    office.forget_calls()
    second = rep.send("post", "invoices", deal, body=body)
    assert (second.status_code, second.json()) == (201, first.json())
    assert office.calls() == []
    assert Operation.objects.filter(kind="invoice.create").count() == 1


def test_what_was_typed_is_kept_though_it_can_not_be_read(api, deal):
    rep = api()
    changed = rep.send("patch", "draft", deal, body={"issue_date": "soon", "reference": "PO 7"})
    assert changed.status_code == 200, changed.content
    draft = rep.get("draft", deal).json()
    assert (draft["issue_date"], draft["reference"]) == ("soon", "PO 7")
    plan = rep.get("draft_plan", deal).json()
    assert plan["ready"] is False
    assert plan["totals"] is None
    assert [problem["pointer"] for problem in plan["problems"]] == ["/issue_date"]


@pytest.mark.parametrize(
    ("language", "typed", "subtotal"),
    [("en", "1,234", "1234.00"), ("fr", "1,234", "1.23"), ("fr", "1234.50", "1234.50")],
)
def test_a_separator_is_read_in_the_language_of_the_request(api, deal, language, typed, subtotal):
    spoken = {"headers": {"Accept-Language": language}}
    line = {"description": "Oven", "quantity": "1", "unit_amount": typed}
    with translation.override(language):
        api().send("patch", "draft", deal, body={"lines": [line]}, **spoken)
        plan = api().get("draft_plan", deal, **spoken).json()
    assert plan["totals"]["subtotal"] == subtotal


def test_lines_are_replaced_and_priced_to_the_cent(api, deal):
    rep = api()
    rep.linked_draft(deal)
    lines = [{"description": "Flour", "quantity": 3, "unit_amount": "0.335", "account_code": "200"}]
    draft = rep.send("patch", "draft", deal, body={"lines": lines, "line_amount_types": "NoTax"})
    assert [line["quantity"] for line in draft.json()["lines"]] == ["3"]
    totals = rep.get("draft_plan", deal).json()["totals"]
    assert (totals["lines"], totals["total"]) == (["1.01"], "1.01")


def test_a_blocked_plan_is_refused_with_every_problem_and_its_place(api, office, deal):
    rep = api()
    draft = rep.get("draft", deal).json()
    office.forget_calls()
    refused = rep.send("post", "invoices", deal, body={"draft": draft["id"]})
    assert refused.status_code == 422
    assert refused.headers["Content-Type"] == "application/problem+json"
    told = refused.json()
    assert (told["code"], told["status"]) == ("plan_blocked", 422)
    assert "/customer/contact_id" in [error["pointer"] for error in told["errors"]]
    assert office.calls() == []


def test_a_plan_that_is_not_what_was_shown_is_not_sent(api, office, deal):
    rep = api()
    draft = rep.linked_draft(deal)
    seen = rep.get("draft_plan", deal).json()["digest"]
    rep.send("patch", "draft", deal, body={"reference": "Another one"})
    body = {"draft": draft["id"], "plan": seen}
    refused = rep.send("post", "invoices", deal, body=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "plan_changed")
    assert not Operation.objects.exists()


def test_a_draft_has_an_etag_and_insists_on_it(api, deal):
    rep = api()
    read = rep.get("draft", deal)
    tag = read.headers["ETag"]
    assert rep.get("draft", deal, headers={"If-None-Match": tag}).status_code == 304
    one = rep.send("patch", "draft", deal, body={"reference": "A"}, headers={"If-Match": tag})
    two = rep.send("patch", "draft", deal, body={"reference": "B"}, headers={"If-Match": tag})
    assert (one.status_code, two.status_code) == (200, 412)
    assert two.json()["code"] == "changed_meanwhile"
    assert rep.get("draft", deal).json()["reference"] == "A"


def test_nobody_acts_on_a_document_that_they_did_not_see(api, office, deal):
    rep = api(office.admin)
    created = rep.send("post", "invoices", deal, body={"draft": rep.linked_draft(deal)["id"]})
    one = created.json()["document"]
    tag = rep.get("document", deal, one).headers["ETag"]
    Document.objects.update(reference="Changed in Xero")
    act = {"headers": {"If-Match": tag}}
    refused = rep.send("post", "document_action", deal, one, "approve", **act)
    assert (refused.status_code, refused.json()["code"]) == (412, "changed_meanwhile")
    act = {"headers": {"If-Match": rep.get("document", deal, one).headers["ETag"]}}
    assert rep.send("post", "document_action", deal, one, "approve", **act).status_code == 200


def test_the_documents_of_the_customer_come_in_pages(api, office, deal):
    rep = api()
    office.press(deal, "create", office.link_everything(deal))
    for _again in range(2):
        office.press(deal, "create", office.open_form(deal))
    first = rep.get("documents", deal, data={"page_size": 2}).json()
    second = rep.browser.get(first["next"]).json()
    seen = [row["id"] for row in [*first["results"], *second["results"]]]
    assert sorted(seen) == sorted(str(pk) for pk in Document.objects.values_list("pk", flat=True))
    assert second["next"] is None
    assert all(row["attached"] for row in first["results"])
    none = rep.get("documents", deal, data={"status": "VOIDED"}).json()
    assert none["results"] == []


def test_a_key_repeats_the_answer_and_names_one_request_only(api, office, deal):
    rep = api()
    body = {"draft": rep.linked_draft(deal)["id"]}
    key = {"Idempotency-Key": "3f0c"}
    first = rep.send("post", "invoices", deal, body=body, headers=key)
    office.forget_calls()
    again = rep.send("post", "invoices", deal, body=body, headers=key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (again.headers["Idempotency-Replayed"], office.calls()) == ("true", [])
    other = rep.send("patch", "draft", deal, body={"reference": "x"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_keys_of_two_callers_never_meet(api, office, deal):
    key = {"Idempotency-Key": "1"}
    mine = api().send("patch", "draft", deal, body={"reference": "mine"}, headers=key)
    theirs = api(office.admin).send("patch", "draft", deal, body={"reference": "x"}, headers=key)
    assert (mine.json()["reference"], theirs.json()["reference"]) == ("mine", "x")


def test_a_refusal_is_repeated_until_another_key_is_used(api, office, deal):
    rep = api()
    key = {"Idempotency-Key": "1"}
    draft = rep.get("draft", deal).json()["id"]
    refused = rep.send("post", "invoices", deal, body={"draft": draft}, headers=key)
    rep.linked_draft(deal)
    again = rep.send("post", "invoices", deal, body={"draft": draft}, headers=key)
    assert (refused.status_code, again.content) == (422, refused.content)
    fresh = {"Idempotency-Key": "2"}
    created = rep.send("post", "invoices", deal, body={"draft": draft}, headers=fresh)
    assert created.json()["document"]


def test_the_key_of_a_process_that_died_is_taken_over(api, deal):
    rep = api()
    key, body = {"Idempotency-Key": "1"}, {"reference": "x"}
    rep.send("patch", "draft", deal, body=body, headers=key)
    KeptAnswer.objects.update(status=0)
    busy = rep.send("patch", "draft", deal, body=body, headers=key)
    assert (busy.status_code, busy.json()["code"]) == (409, "idempotency_key_in_use")
    KeptAnswer.objects.update(began_at=timezone.now() - timedelta(minutes=6))
    assert rep.send("patch", "draft", deal, body=body, headers=key).status_code == 200


def test_answers_are_forgotten_after_a_day(api, deal):
    rep = api()
    rep.send("patch", "draft", deal, body={}, headers={"Idempotency-Key": "1"})
    forget_old()
    assert KeptAnswer.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        forget_old()
    assert not KeptAnswer.objects.exists()
