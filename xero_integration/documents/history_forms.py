"""The filters above a list of documents, read from the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from .history_filter import OVERDUE, UNPAID_CODE, DocumentFilter, Period, bounds_of
from .models import DocumentKind
from .status import DocumentStatus

SALES_KINDS = (DocumentKind.ACCREC, DocumentKind.ACCRECCREDIT)
NAMED = (Period.MONTH, Period.QUARTER, Period.YEAR)


def date_field(label: Any) -> forms.DateField:
    """Browsers send and expect ISO dates, whatever the language."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget)


def amount_field(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, max_digits=18, decimal_places=2)


class DocumentFilterForm(forms.Form):
    q = forms.CharField(label=_("Number or reference"), required=False, max_length=100)
    period = forms.ChoiceField(label=_("Period"), required=False, choices=Period.choices)
    first_day = date_field(_("From"))
    last_day = date_field(_("To"))
    status = forms.ChoiceField(label=_("Status"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    least = amount_field(_("Amount from"))
    most = amount_field(_("Amount to"))

    def __init__(self, data: Mapping[str, Any], *, currencies: Iterable[str]) -> None:
        values = {name: data.get(name, "") for name in self.base_fields}
        if values["period"] in NAMED:
            # Dates left over from before would contradict the period that was chosen now.
            values |= {"first_day": "", "last_day": ""}
        super().__init__(values, auto_id="xi-filter-%s")
        everything = [("", pgettext("documents", "All"))]
        own = [(UNPAID_CODE, _("Unpaid")), (OVERDUE, _("Overdue"))]
        kinds = [(kind.value, kind.label) for kind in SALES_KINDS]
        self._choices("status", [*everything, *DocumentStatus.choices, *own])
        self._choices("kind", [*everything, *kinds])
        known = [(each, each) for each in currencies if each]
        self._choices("currency", [("", pgettext("currencies", "All")), *known])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and first > last:
            self.add_error("last_day", _("The last day is before the first."))
        return values

    def chosen(self, *, today: dt.date) -> DocumentFilter:
        """What can be read of it; a field that can't is marked and narrows nothing."""
        self.is_valid()
        values = self.cleaned_data
        period = values.get("period") or ""
        first, last = (
            bounds_of(period, today=today)
            if period in NAMED
            else (values.get("first_day"), values.get("last_day"))
        )
        return DocumentFilter(
            first_day=first,
            last_day=last,
            status=values.get("status") or "",
            kind=values.get("kind") or "",
            currency=values.get("currency") or "",
            least=values.get("least"),
            most=values.get("most"),
            words=values.get("q") or "",
        )

    @property
    def is_narrowing(self) -> bool:
        return any(self.data.values())
