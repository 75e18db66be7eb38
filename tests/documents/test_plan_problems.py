"""Every problem a plan can name: the smallest draft that has it, and only it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse

from xero_integration.documents import checks, checks_lines
from xero_integration.documents.draft import CustomerDraft, Draft
from xero_integration.documents.facts import PlanFacts
from xero_integration.reference.book import ReferenceBook

from .desk import (
    BOOK,
    DRAFT,
    FACTS,
    LINE,
    book,
    contact,
    draft,
    facts,
    item,
    line,
    organisation,
    plan,
)

TODAY = DRAFT.issue_date
NEW = CustomerDraft(name="Nova Ltd", create=True)
NOTE = {"item_id": "", "account_code": "", "unit_amount": Decimal(0), "product_key": ""}


@dataclass(frozen=True)
class Case:
    code: str
    draft: Draft = DRAFT
    book: ReferenceBook = BOOK
    facts: PlanFacts = FACTS
    field: str = ""
    fix: str = ""
    blocking: bool = True
    says: str = ""


def locked(**dates: date) -> ReferenceBook:
    return book(organisation=organisation(**dates))


CASES = [
    Case(
        "email_not_allowed",
        draft(save_as="EMAILED"),
        facts=facts(may_approve=True),
        field="save_as",
    ),
    Case(
        "email_address_missing",
        draft(save_as="EMAILED"),
        book(contact=contact(email="")),
        facts(may_approve=True, may_email=True),
        field="customer_email",
    ),
    Case("connection_broken", facts=facts(connection_usable=False), fix="connections"),
    Case("read_only", facts=facts(read_only=True), fix="connections", says="read-only"),
    Case("reference_missing", book=book(organisation=None), fix="connections"),
    Case(
        "scope_missing",
        facts=facts(missing_scopes=["b.write", "a.read"]),
        fix="connections",
        says="a.read, b.write",
    ),
    Case("contact_missing", draft(customer=CustomerDraft(name="Nova")), field="contact_id"),
    Case(
        "contact_name_missing",
        draft(customer=CustomerDraft(name="  ", create=True)),
        field="customer_name",
    ),
    Case(
        "contact_name_taken",
        draft(customer=NEW),
        facts=facts(contact_name_is_taken=True),
        field="customer_name",
        says="Nova Ltd",
    ),
    Case("contact_not_usable", book=book(contact=None), field="contact_id"),
    Case("contact_not_usable", book=book(contact=contact(status="ARCHIVED")), field="contact_id"),
    Case("contact_not_usable", book=book(contact=contact(is_gone=True)), field="contact_id"),
    Case("currency_not_enabled", draft(currency="JPY"), field="currency", says="JPY"),
    Case("theme_unknown", draft(branding_theme_id="gone"), field="branding_theme_id"),
    Case(
        "number_taken",
        draft(number="INV-7"),
        facts=facts(number_is_taken=True),
        field="number",
        says="INV-7",
    ),
    Case("approve_not_allowed", draft(save_as="AUTHORISED"), field="save_as"),
    Case("already_invoiced", facts=facts(earlier=["INV-1", "INV-2"]), blocking=False, says="INV-1"),
    Case("period_locked", book=locked(period_lock_date=TODAY), field="issue_date", says="2026"),
    Case("period_locked", book=locked(year_lock_date=TODAY), field="issue_date"),
    Case("due_date_missing", draft(due_date=None), field="due_date"),
    Case("due_before_issue", draft(due_date=TODAY - timedelta(days=1)), field="due_date"),
    Case("lines_missing", draft(lines=(), deal_total=None), field="lines"),
    Case("lines_missing", line(**NOTE), field="lines"),
    Case("total_negative", line(unit_amount=Decimal("-0.01")), field="lines"),
    Case(
        "deal_total_differs",
        draft(deal_total=Decimal("199.99")),
        blocking=False,
        says="199.99",
    ),
    Case("description_missing", line(description=" \n"), field="lines-0-description"),
    Case("description_too_long", line(description="x" * 4001), field="lines-0-description"),
    Case("item_unlinked", line(item_id=""), field="lines-0-item_id", says="Oven"),
    Case("item_gone", line(item_id="old"), field="lines-0-item_id"),
    Case("item_gone", line(item_id="never mirrored"), field="lines-0-item_id"),
    Case("item_not_sold", line(item_id="scrap"), field="lines-0-item_id", says="SCRAP"),
    Case("account_missing", line(account_code=""), field="lines-0-account_code"),
    Case("account_not_usable", line(account_code="999"), field="lines-0-account_code", says="999"),
    Case("tax_rate_not_usable", line(tax_type="GONE"), field="lines-0-tax_type", says="GONE"),
    Case("tax_rate_does_not_fit", line(tax_type="INPUT2"), field="lines-0-tax_type", says="200"),
    Case(
        "tracking_not_usable",
        line(tracking=(("region", "atlantis"),)),
        field="lines-0-tracking_1",
    ),
    Case(
        "tracking_not_usable",
        line(tracking=(("region", "north"), ("team", "sales"))),
        field="lines-0-tracking_2",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_the_smallest_draft_with_a_problem_has_that_one_alone(case):
    made = plan(case.draft, case.book, case.facts)
    (problem,) = made.problems
    assert (problem.code, problem.field, problem.fix) == (case.code, case.field, case.fix)
    assert problem.blocking is case.blocking is made.blocked
    assert case.says in problem.message
    assert "%(" not in problem.message
    assert problem.message.endswith(".")


def test_every_problem_the_checks_know_is_in_the_table():
    source = "".join(Path(str(module.__file__)).read_text() for module in (checks, checks_lines))
    assert set(re.findall(r'"([a-z_]+)",\s*_\(', source)) == {case.code for case in CASES}


@pytest.mark.parametrize("fix", sorted({case.fix for case in CASES if case.fix}))
def test_a_fix_leads_to_a_page(fix):
    assert reverse(f"xero_integration:{fix}")


def test_a_clean_draft_has_no_problem():
    assert plan().problems == ()
    assert not plan().blocked


FINE = {
    "a new contact": (draft(customer=NEW), BOOK, FACTS),
    "an approver who approves": (draft(save_as="AUTHORISED"), BOOK, facts(may_approve=True)),
    "a draft without due date": (draft(save_as="DRAFT", due_date=None), BOOK, FACTS),
    "due on the day of issue": (draft(due_date=TODAY), BOOK, FACTS),
    "the day after the lock": (DRAFT, locked(period_lock_date=TODAY - timedelta(days=1)), FACTS),
    "no currency: Xero takes its own": (draft(currency=""), BOOK, FACTS),
    "no theme: Xero takes its own": (draft(branding_theme_id=""), BOOK, FACTS),
    "a longest description": (line(description="x" * 4000), BOOK, FACTS),
    "a line that is no product": (line(item_id="", product_key=""), BOOK, FACTS),
    "the account of the item": (
        line(account_code=""),
        book(items={"oven": item(account_code="200")}),
        FACTS,
    ),
    "items need no link": (line(item_id=""), BOOK, facts(items_must_be_linked=False)),
    "a wrong rate that is never sent": (
        replace(line(tax_type="GONE"), line_amount_types="NoTax"),
        BOOK,
        FACTS,
    ),
    "a total of zero": (line(unit_amount=Decimal(0)), BOOK, FACTS),
}


@pytest.mark.parametrize("name", FINE)
def test_what_is_fine_is_not_complained_about(name):
    assert plan(*FINE[name]).problems == ()


def test_a_draft_may_lack_an_account_and_is_warned():
    made = plan(replace(line(account_code=""), save_as="DRAFT"))
    (problem,) = made.problems
    assert (problem.code, problem.blocking, made.blocked) == ("account_missing", False, False)


def test_a_problem_names_the_line_by_its_place_in_the_form():
    first, second = replace(LINE, position=4), replace(LINE, position=9, account_code="999")
    (problem,) = plan(draft(lines=(first, second), deal_total=None)).problems
    assert problem.field == "lines-9-account_code"


def test_several_problems_come_in_the_order_of_the_form():
    made = plan(
        replace(
            line(description="", item_id="", account_code="999"),
            customer=CustomerDraft(),
            currency="JPY",
            due_date=None,
            deal_total=Decimal(1),
        ),
        given=facts(connection_usable=False),
    )
    assert [problem.code for problem in made.problems] == [
        "connection_broken",
        "contact_missing",
        "currency_not_enabled",
        "due_date_missing",
        "description_missing",
        "item_unlinked",
        "account_not_usable",
        "deal_total_differs",
    ]


def test_the_plan_costs_one_call_and_two_with_a_write_to_the_contact():
    assert plan().calls == 1
    assert plan(draft(customer=NEW)).calls == 2
    update = replace(DRAFT.customer, update_contact=True, email="new@ada.example")
    assert plan(draft(customer=update)).calls == 2
    same = replace(DRAFT.customer, update_contact=True, email="ADA@ada.example")
    assert plan(draft(customer=same)).calls == 1
    off = replace(DRAFT.customer, update_contact=False, email="new@ada.example")
    assert plan(draft(customer=off)).calls == 1


def test_planning_twice_gives_the_same_plan():
    for drafted in (DRAFT, draft(customer=NEW)):
        assert plan(drafted) == plan(drafted)
