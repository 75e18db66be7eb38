"""What the page of all documents says: the filtered rows of one page, their sums, the chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from .chart import Chart
from .history_chart import monthly_chart
from .history_forms import DocumentFilterForm
from .history_rows import HistoryRow, rows_of, with_organisation
from .history_scope import HistoryScope
from .history_totals import Sums, sums_of
from .models import Document
from .querysets import DocumentQuerySet

PAGE = 50


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """``query`` is the address of the filters without the page; ``detached`` can be undone."""

    form: DocumentFilterForm
    rows: Sequence[HistoryRow]
    sums: Sums
    number: int
    pages: int
    query: str
    chart: Chart | None
    detached: Document | None = None

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE + 1

    @property
    def last(self) -> int:
        return min(self.number * PAGE, self.sums.count)


def documents_page(scope: HistoryScope, asked: QueryDict) -> DocumentsPage:
    """The queries are as many whatever the customer bought."""
    today = timezone.localdate()
    form = filter_form(scope, asked)
    chosen = filtered(scope, form, today=today)
    sums = sums_of(chosen, today=today)
    pages = max(-(-sums.count // PAGE), 1)
    number = min(max(whole_number(asked.get("page", "")), 1), pages)
    start = (number - 1) * PAGE
    documents = with_organisation(chosen).newest_first()[start : start + PAGE]
    return DocumentsPage(
        form=form,
        rows=rows_of(documents, scope.own_ids),
        sums=sums,
        number=number,
        pages=pages,
        query=_query(asked),
        chart=_chart(scope, form, sums, today=today),
        detached=_detached(scope, asked.get("detached", "")),
    )


def filter_form(scope: HistoryScope, asked: QueryDict) -> DocumentFilterForm:
    currencies = scope.documents().order_by("currency").values_list("currency", flat=True)
    return DocumentFilterForm(asked.dict(), currencies=currencies.distinct())


def filtered(scope: HistoryScope, form: DocumentFilterForm, *, today: dt.date) -> DocumentQuerySet:
    return form.chosen(today=today).apply(scope.documents(), today=today)


def whole_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _chart(
    scope: HistoryScope, form: DocumentFilterForm, sums: Sums, *, today: dt.date
) -> Chart | None:
    """Amounts of two currencies can't share an axis: the chosen one, else the largest."""
    largest = max(sums.totals, key=lambda row: row.invoiced, default=None)
    currency = form.cleaned_data.get("currency") or (largest.currency if largest else "")
    return monthly_chart(scope.documents(), currency=currency, today=today) if currency else None


def _query(asked: QueryDict) -> str:
    kept = asked.copy()
    for name in ("page", "detached"):
        kept.pop(name, None)
    return kept.urlencode()


def _detached(scope: HistoryScope, text: str) -> Document | None:
    """The document that was taken off this deal a moment ago."""
    try:
        pk = UUID(text)
    except ValueError:
        return None
    left = scope.detached().filter(document=pk).first() if pk not in scope.own_ids else None
    return left.document if left else None
