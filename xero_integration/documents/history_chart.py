"""The last twelve months of a customer's invoices, by the month they are dated in."""

from __future__ import annotations

import datetime as dt

from django.db.models.functions import TruncMonth

from .chart import Chart, Month, chart_of, months_until
from .history_totals import COUNTS, INVOICE, overdue, summed
from .querysets import DocumentQuerySet


def monthly_chart(documents: DocumentQuerySet, *, currency: str, today: dt.date) -> Chart | None:
    """One query; None when nothing was invoiced in these months."""
    days = months_until(today)
    rows = (
        documents.filter(INVOICE, currency=currency, date__gte=days[0])
        .order_by()
        .annotate(month=TruncMonth("date"))
        .values("month")
        .annotate(
            invoiced_sum=summed("total", COUNTS),
            paid_sum=summed("amount_paid", COUNTS),
            overdue_sum=summed("amount_due", overdue(today)),
        )
    )
    sums = {
        row["month"]: Month(row["month"], row["invoiced_sum"], row["paid_sum"], row["overdue_sum"])
        for row in rows
    }
    if not any(sums.get(day) for day in days):
        return None
    return chart_of([sums.get(day, Month(day)) for day in days], currency=currency)
