"""What a set of documents adds up to, per currency, in one query."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, DecimalField, Max, Q, Sum
from django.db.models.functions import Coalesce

from .models import DocumentKind
from .querysets import DocumentQuerySet
from .status import COUNTED, DocumentStatus

MONEY: DecimalField[Decimal, Decimal] = DecimalField(max_digits=18, decimal_places=2)
INVOICE = Q(kind=DocumentKind.ACCREC)
COUNTS = INVOICE & Q(status__in=COUNTED)
UNPAID = INVOICE & Q(status=DocumentStatus.AUTHORISED)


@dataclass(frozen=True, slots=True)
class Totals:
    """``credit`` is what credit notes still hold for the customer."""

    currency: str
    invoiced: Decimal
    paid: Decimal
    due: Decimal
    overdue: Decimal
    credit: Decimal


@dataclass(frozen=True, slots=True)
class Sums:
    totals: list[Totals]
    count: int
    learned_at: dt.datetime | None


def sums_of(documents: DocumentQuerySet, *, today: dt.date) -> Sums:
    """Counted with the totals: no list is read to know how long it is."""
    holding = Q(kind=DocumentKind.ACCRECCREDIT, status=DocumentStatus.AUTHORISED)
    rows = list(
        documents.order_by()
        .values("currency")
        .annotate(
            invoiced=summed("total", COUNTS),
            paid=summed("amount_paid", COUNTS),
            due=summed("amount_due", UNPAID),
            overdue=summed("amount_due", overdue(today)),
            credit=summed("remaining_credit", holding),
            documents=Count("pk"),
            news=Max("learned_at"),
        )
        .order_by("currency")
    )
    return Sums(
        totals=[
            Totals(
                currency=row["currency"],
                invoiced=row["invoiced"],
                paid=row["paid"],
                due=row["due"],
                overdue=row["overdue"],
                credit=row["credit"],
            )
            for row in rows
        ],
        count=sum(row["documents"] for row in rows),
        learned_at=max((row["news"] for row in rows), default=None),
    )


def overdue(today: dt.date) -> Q:
    return UNPAID & Q(due_date__lt=today)


def summed(column: str, only: Q) -> Coalesce:
    return Coalesce(Sum(column, filter=only), Decimal("0.00"), output_field=MONEY)
