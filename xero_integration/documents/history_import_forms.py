"""What to look for in Xero, and what of it to import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from .history_forms import SALES_KINDS, date_field
from .history_import import SHOWN, Search
from .history_scope import HistoryScope

CRITERIA = ("number", "reference", "first_day", "last_day")


class ImportSearchForm(forms.Form):
    connection = forms.ChoiceField(label=_("Organisation"))
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in SALES_KINDS]
    )
    of_contact = forms.BooleanField(label=_("Only of the linked contact"), required=False)
    number = forms.CharField(
        label=_("Number"),
        required=False,
        max_length=200,
        help_text=_("Exactly as in Xero; several with commas."),
    )
    reference = forms.CharField(
        label=_("Reference"),
        required=False,
        max_length=100,
        help_text=_("Any part of it, in either case."),
    )
    first_day = date_field(_("From"))
    last_day = date_field(_("To"))

    def __init__(self, scope: HistoryScope, data: Mapping[str, Any] | None = None) -> None:
        self.scope = scope
        self.usable = [each for each in scope.connections if each.is_usable]
        initial = {"of_contact": bool(scope.linked)}
        super().__init__(data, initial=initial, auto_id="xi-import-%s")
        field: Any = self.fields["connection"]
        field.choices = [(str(each.pk), each.name) for each in self.usable]
        if len(self.usable) == 1:
            field.widget = field.hidden_widget()
            field.initial = str(self.usable[0].pk)
        if not scope.linked:
            del self.fields["of_contact"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        says_something = any(values.get(name) for name in CRITERIA) or self._contact_ids(values)
        if not self.errors and not says_something:
            raise forms.ValidationError(_("Say what to look for: a number, a reference, days."))
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and first > last:
            self.add_error("last_day", _("The last day is before the first."))
        return values

    def wanted(self) -> Search:
        values = self.cleaned_data
        connection = next(each for each in self.usable if str(each.pk) == values["connection"])
        return Search(
            connection=connection,
            kind=values["kind"],
            contact_ids=self._contact_ids(values),
            **{name: values[name] for name in CRITERIA},
        )

    def _contact_ids(self, values: Mapping[str, Any]) -> Sequence[str]:
        if not values.get("of_contact"):
            return ()
        chosen = str(values.get("connection"))
        linked = (one for one in self.scope.linked if str(one.connection.pk) == chosen)
        return next((one.contact_ids for one in linked), ())


def ticked(ids: Sequence[str]) -> list[str]:
    """The well-formed ids among what was sent, at most as many as a search shows."""
    found: dict[str, None] = {}
    for text in ids[:SHOWN]:
        try:
            found[str(UUID(text))] = None
        except ValueError:
            continue
    return list(found)
