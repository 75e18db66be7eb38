"""Badges say what the status alone doesn't."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from xero_integration.documents import mirror
from xero_integration.documents.badges import badges_of
from xero_integration.models import Document

from .accountant import POLL

DUE = date(2026, 12, 20)


def codes(document: Document, today: date = DUE) -> list[str]:
    return [badge.code for badge in badges_of(document, today=today)]


def test_a_fresh_invoice_has_none(accountant):
    accountant.act("approve")
    assert codes(accountant.hear()) == []


@pytest.mark.parametrize(("days", "label"), [(1, "1 day overdue"), (30, "30 days overdue")])
def test_an_invoice_is_overdue_from_the_day_after_it_was_due(accountant, days, label):
    accountant.act("approve")
    document = accountant.hear()
    (badge,) = badges_of(document, today=DUE + timedelta(days=days))
    assert (badge.code, badge.label, badge.tone) == ("overdue", label, "danger")


@pytest.mark.parametrize("steps", [[], ["submit"], ["approve", "pay"], ["approve", "void"]])
def test_what_waits_for_no_payment_is_never_overdue(accountant, steps):
    for step in steps:
        accountant.act(step)
    assert "overdue" not in codes(accountant.hear(), DUE + timedelta(days=99))


def test_a_part_payment_shows_until_the_rest_is_paid(accountant):
    accountant.act("approve")
    accountant.act("pay", amount=Decimal(30))
    assert codes(accountant.hear()) == ["part_paid"]
    accountant.act("pay")
    assert codes(accountant.hear()) == []
    accountant.act("remove_payment")
    assert codes(accountant.hear()) == ["part_paid"]


def test_a_credit_shows_on_its_invoice(accountant):
    accountant.act("approve")
    accountant.credit(50, applied=30)
    assert codes(accountant.hear()) == ["credited"]


def test_sent_shows_until_the_invoice_is_void(accountant):
    accountant.act("approve")
    accountant.act("mark_sent")
    assert codes(accountant.hear()) == ["sent"]
    accountant.act("void")
    assert codes(accountant.hear()) == []


def test_several_come_in_the_order_in_which_they_matter(accountant):
    accountant.act("approve")
    accountant.act("mark_sent")
    accountant.act("pay", amount=Decimal(30))
    document = accountant.hear()
    assert codes(document, DUE + timedelta(days=1)) == ["overdue", "part_paid", "sent"]


def test_a_document_that_xero_forgot_says_so(accountant):
    document = accountant.hear()
    mirror.mark_missing(accountant.company.connection, [document.xero_id], POLL)
    assert codes(Document.objects.get()) == ["missing"]


def test_badges_ask_the_database_nothing(accountant, django_assert_num_queries):
    accountant.act("approve")
    document = accountant.hear()
    with django_assert_num_queries(0), translation.override("de"):
        badges_of(document, today=DUE + timedelta(days=1))
