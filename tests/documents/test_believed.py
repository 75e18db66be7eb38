"""What did we believe on 3 May: documents as they were known at a moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from tests.outbox.company import Company
from xero_integration.host.records import SubjectRef
from xero_integration.models import DealLink, Document

from .accountant import WEBHOOK, Accountant

Hear = Callable[..., Document]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def hear(accountant: Accountant) -> Hear:
    """``hear("2026-05-01T10:00", "approve")``: the accountant acts, and we learn it then."""

    def heard(when: str, *steps: str, by: Accountant = accountant) -> Document:
        for step in steps:
            name, _, amount = step.partition(" ")
            by.act(name, **({"amount": Decimal(amount)} if amount else {}))
        told = by.told()
        with time_machine.travel(at(when), tick=False):
            return by.hear(told, WEBHOOK)

    return heard


@pytest.fixture
def story(hear: Hear) -> None:
    hear("2026-05-01T10:00")
    hear("2026-05-02T10:00", "approve")
    hear("2026-05-04T10:00", "pay 30")
    hear("2026-05-06T10:00", "pay")


@pytest.mark.parametrize(
    ("when", "status", "due", "paid"),
    [
        ("2026-05-01T10:00", "DRAFT", "230.00", "0.00"),
        ("2026-05-02T09:59", "DRAFT", "230.00", "0.00"),
        ("2026-05-03T12:00", "AUTHORISED", "230.00", "0.00"),
        ("2026-05-05T00:00", "AUTHORISED", "200.00", "30.00"),
        ("2026-06-01T00:00", "PAID", "0.00", "230.00"),
    ],
)
def test_a_document_is_told_as_it_was_known_then(story, when, status, due, paid):
    (believed,) = Document.objects.as_of(at(when))
    assert believed.status == status
    assert (believed.amount_due, believed.amount_paid) == (Decimal(due), Decimal(paid))


def test_a_day_means_its_end_where_we_are(story, settings):
    (believed,) = Document.objects.as_of(date(2026, 5, 4))
    assert believed.amount_paid == 30
    settings.TIME_ZONE = "Pacific/Auckland"
    with timezone.override("Pacific/Auckland"):
        # The payment of 22:00 on the 4th in Auckland was that of 10:00 in Greenwich.
        assert [each.amount_paid for each in Document.objects.as_of(date(2026, 5, 4))] == [30]
        assert [each.amount_paid for each in Document.objects.as_of(date(2026, 5, 3))] == [0]


def test_what_was_unknown_by_then_is_left_out(story, accountant, hear):
    hear("2026-05-10T10:00", by=Accountant(accountant.company))
    assert list(Document.objects.as_of(date(2026, 4, 30))) == []
    assert len(list(Document.objects.as_of(date(2026, 5, 9)))) == 1
    assert len(list(Document.objects.as_of(date(2026, 5, 10)))) == 2


def test_it_says_who_told_us_and_when_and_all_that_xero_said(story):
    (believed,) = Document.objects.as_of(date(2026, 5, 4))
    document = Document.objects.get()
    assert (believed.document_id, believed.xero_id) == (document.pk, document.xero_id)
    assert (believed.source, believed.actor_name) == ("webhook", "Robin Rep")
    assert believed.learned_at == at("2026-05-04T10:00")
    assert [line.description for line in believed.record.line_items] == [
        "Oven",
        "Please handle with care",
    ]
    assert [payment.amount for payment in believed.record.payments] == [Decimal(30)]


def test_of_two_that_were_learned_at_once_the_later_counts(hear):
    hear("2026-05-01T10:00")
    hear("2026-05-01T10:00", "approve")
    assert [each.status for each in Document.objects.as_of(date(2026, 5, 1))] == ["AUTHORISED"]


def test_credit_notes_are_told_too(accountant: Accountant):
    note = accountant.credit(50)
    accountant.hear(accountant.told_of_credit(note))
    (believed,) = Document.objects.as_of(timezone.now())
    assert (believed.kind, believed.remaining_credit) == ("ACCRECCREDIT", Decimal(50))
    assert believed.record.credit_note_number == believed.number


def test_one_deals_documents_may_be_asked_for(story, accountant, hear):
    other = hear("2026-05-01T10:00", by=Accountant(accountant.company))
    DealLink.objects.create(document=other, source="deal", subject_pk="7")
    told = Document.objects.of_deal(SubjectRef("deal", "7")).as_of(date(2026, 5, 9))
    assert [each.document_id for each in told] == [other.pk]


def test_a_moment_without_a_time_zone_is_refused(company: Company):
    with pytest.raises(ValueError, match="time zone"):
        list(Document.objects.as_of(datetime(2026, 5, 3)))


def test_many_documents_cost_as_many_queries_as_few(company, django_assert_num_queries):
    for _ in range(3):
        Accountant(company).hear()
    with django_assert_num_queries(2):
        assert len(list(Document.objects.as_of(timezone.now() + timedelta(days=1)))) == 3
