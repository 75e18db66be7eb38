"""The form of the defaults: due date, account, tax, template, status and item policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .choices import DueDateKind, ItemPolicy, StatusOnSave, TaxMode
from .config import MAX_DAYS, DueDateRule, MappingConfig
from .forms import RevisionForm
from .options import OrganisationOptions

MAX_TAX_KEY = 100
TAX_FIELD = "tax_key_"
LONGEST_TAX_NAME = 8 * MAX_TAX_KEY
"""Two digits for each of up to four bytes of a letter."""


class DefaultsForm(RevisionForm):
    due_day = forms.IntegerField(
        label=gettext_lazy("Due date"), min_value=0, max_value=MAX_DAYS, initial=14
    )
    due_kind = forms.ChoiceField(label=gettext_lazy("Counted as"), choices=DueDateKind.choices)
    tax_mode = forms.ChoiceField(label=gettext_lazy("Prices and tax"), choices=TaxMode.choices)
    account = forms.ChoiceField(label=gettext_lazy("Account"), required=False)
    tax_type = forms.ChoiceField(label=gettext_lazy("Tax rate"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Branding theme"), required=False)
    status = forms.ChoiceField(
        label=gettext_lazy("Status of a new invoice"), choices=StatusOnSave.choices
    )
    item_policy = forms.ChoiceField(label=gettext_lazy("Products"), choices=ItemPolicy.choices)
    new_tax_key = forms.CharField(
        label=gettext_lazy("Another tax code of this site"),
        required=False,
        max_length=MAX_TAX_KEY,
    )
    new_tax_type = forms.ChoiceField(label=gettext_lazy("Tax rate in Xero"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        config: MappingConfig,
        options: OrganisationOptions,
        tax_keys: Iterable[str],
        revision: int,
    ) -> None:
        super().__init__(
            _completed(data, config), initial={**_initial(config), "revision": revision}
        )
        self.config, self.options = config, options
        self.tax_keys = sorted({*tax_keys, *config.tax_types, *_tax_keys_in(self.data)})
        self._offer("account", _account_choices(options), config.account_id)
        self._offer("tax_type", options.tax_types, config.tax_type)
        self._offer("theme", options.themes, config.branding_theme_id)
        self._offer("new_tax_type", options.tax_types, "")
        for key in self.tax_keys:
            self.fields[tax_field(key)] = forms.ChoiceField(label=key, required=False)
            self._offer(tax_field(key), options.tax_types, config.tax_types.get(key, ""))

    def _offer(self, name: str, choices: Sequence[Any], chosen: str) -> None:
        """A chosen value that Xero no longer has stays visible, and has to be replaced."""
        field = self.fields[name]
        offered = [("", _("Xero decides")), *choices]
        if chosen and chosen not in set(_values(offered)):
            offered.append((chosen, _("%(name)s (no longer active in Xero)") % {"name": chosen}))
        field.choices = offered  # type: ignore[attr-defined]
        field.initial = chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_due_date(cleaned)
        offered = {
            "account": set(dict(self.options.account_codes)),
            "tax_type": set(dict(self.options.tax_types)),
            "theme": set(dict(self.options.themes)),
        }
        for name, known in offered.items():
            if cleaned.get(name) and cleaned[name] not in known:
                self.add_error(name, _("This is no longer active in Xero. Choose another."))
        if cleaned.get("new_tax_key") and not cleaned.get("new_tax_type"):
            self.add_error("new_tax_type", _("Choose the tax rate for this code."))
        return cleaned

    def _check_due_date(self, cleaned: dict[str, Any]) -> None:
        kind, day = cleaned.get("due_kind"), cleaned.get("due_day")
        if kind and day is not None and not DueDateRule(DueDateKind(kind), day).is_valid:
            self.add_error("due_day", _("A day of the month is a number from 1 to 31."))

    def mapped(self) -> MappingConfig:
        """The settings with the chosen defaults; call it once the form is valid."""
        chosen = self.cleaned_data
        return replace(
            self.config,
            due_date=DueDateRule(DueDateKind(chosen["due_kind"]), chosen["due_day"]),
            tax_mode=TaxMode(chosen["tax_mode"]),
            account_id=chosen["account"],
            account_code=dict(self.options.account_codes).get(chosen["account"], ""),
            tax_type=chosen["tax_type"],
            branding_theme_id=chosen["theme"],
            status=StatusOnSave(chosen["status"]),
            item_policy=ItemPolicy(chosen["item_policy"]),
            tax_types=self._tax_types(),
        )

    def tax_rows(self) -> Iterator[forms.BoundField]:
        yield from (self[tax_field(key)] for key in self.tax_keys)

    def _tax_types(self) -> dict[str, str]:
        chosen = self.cleaned_data
        pairs = {key: chosen[tax_field(key)] for key in self.tax_keys}
        pairs[chosen["new_tax_key"].strip()] = chosen["new_tax_type"]
        return {key: tax_type for key, tax_type in pairs.items() if key and tax_type}


def tax_field(key: str) -> str:
    """Tells which code it is about, as another deal may bring another code at any time.

    A code may be any text; ids of fields are made of this name.
    """
    return f"{TAX_FIELD}{key.encode().hex()}"


def _completed(data: Mapping[str, Any] | None, config: MappingConfig) -> QueryDict | None:
    """A code that the page did not show yet keeps the rate it has."""
    if data is None:
        return None
    entered = QueryDict(mutable=True)
    for key, tax_type in config.tax_types.items():
        if tax_field(key) not in data:
            entered[tax_field(key)] = tax_type
    entered.update(data)
    return entered


def _tax_keys_in(data: Mapping[str, Any]) -> Iterator[str]:
    """The codes that the page showed, also when no recent deal carries them any more."""
    for name in data:
        encoded = name.removeprefix(TAX_FIELD)
        if encoded in ("", name) or len(encoded) > LONGEST_TAX_NAME:
            continue
        try:
            key = bytes.fromhex(encoded).decode()
        except ValueError:
            continue  # no field of ours
        if "\x00" not in key:
            yield key


def _initial(config: MappingConfig) -> dict[str, Any]:
    return {
        "due_kind": config.due_date.kind.value,
        "due_day": config.due_date.day,
        "tax_mode": config.tax_mode.value,
        "account": config.account_id,
        "tax_type": config.tax_type,
        "theme": config.branding_theme_id,
        "status": config.status.value,
        "item_policy": config.item_policy.value,
    }


def _account_choices(options: OrganisationOptions) -> list[tuple[str, Any]]:
    groups = [
        (_("Revenue"), list(options.revenue_accounts)),
        (_("Other accounts"), list(options.other_accounts)),
    ]
    return [(name, members) for name, members in groups if members]


def _values(choices: Iterable[Any]) -> Iterator[str]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from (member for member, _label in label)
        else:
            yield value
