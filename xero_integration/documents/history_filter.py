"""How a list of documents is narrowed: period, status, kind, currency, amount and words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .history_totals import UNPAID, overdue
from .querysets import DocumentQuerySet

OVERDUE, UNPAID_CODE = "overdue", "unpaid"


class Period(models.TextChoices):
    ALL = "", _("All time")
    MONTH = "month", _("This month")
    QUARTER = "quarter", _("This quarter")
    YEAR = "year", _("This year")
    CUSTOM = "custom", _("From … to …")


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What a person chose; empty values narrow nothing."""

    first_day: dt.date | None = None
    last_day: dt.date | None = None
    status: str = ""
    kind: str = ""
    currency: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    words: str = ""

    def apply(self, documents: DocumentQuerySet, *, today: dt.date) -> DocumentQuerySet:
        """``documents`` are a customer's already: a search by words must not walk them all."""
        bounds = {
            "date__gte": self.first_day,
            "date__lte": self.last_day,
            "total__gte": self.least,
            "total__lte": self.most,
            "kind": self.kind or None,
            "currency": self.currency or None,
        }
        wanted = Q(**{name: value for name, value in bounds.items() if value is not None})
        for word in self.words.split():
            wanted &= Q(number__icontains=word) | Q(reference__icontains=word)
        return documents.filter(wanted & self._status(today))

    def _status(self, today: dt.date) -> Q:
        if self.status == OVERDUE:
            return overdue(today)
        if self.status == UNPAID_CODE:
            return UNPAID
        return Q(status=self.status) if self.status else Q()


def bounds_of(period: str, *, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a named period, None where it is open."""
    first = {
        Period.MONTH: today.replace(day=1),
        Period.QUARTER: today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1),
        Period.YEAR: today.replace(month=1, day=1),
    }.get(Period(period))
    return first, _end(Period(period), first) if first else None


def _end(period: Period, first: dt.date) -> dt.date:
    months = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}[period]
    year, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + year, month=month + 1) - dt.timedelta(days=1)
