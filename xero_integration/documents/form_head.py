"""The customer and the details of the invoice form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .draft import CustomerDraft
from .form_choices import FormChoices
from .form_fields import DayField, OptionsField

ADDRESS_FIELDS = {
    "line1": "address_line1",
    "line2": "address_line2",
    "city": "city",
    "region": "region",
    "postal_code": "postal_code",
    "country": "country",
}


def text(label: Any, limit: int, **attrs: str) -> forms.CharField:
    """A line of text within Xero's limit. No maxlength: pasting must not cut silently."""
    field = forms.CharField(label=label, required=False, max_length=limit)
    field.widget.attrs.pop("maxlength", None)
    field.widget.attrs.update(attrs)
    return field


class HeadForm(forms.Form):
    customer_name = text(gettext_lazy("Name"), 255, autocomplete="off")
    customer_email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=255)
    address_line1 = text(gettext_lazy("Address"), 500)
    address_line2 = text(gettext_lazy("Address, second line"), 500)
    city = text(gettext_lazy("City"), 255)
    region = text(gettext_lazy("Region"), 255)
    postal_code = text(gettext_lazy("Postal code"), 50)
    country = text(gettext_lazy("Country"), 50)
    tax_number = text(gettext_lazy("Tax number"), 50)
    contact_id = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    contact_create = forms.CharField(required=False, max_length=5, widget=forms.HiddenInput)
    update_contact = forms.BooleanField(
        label=gettext_lazy("Update the contact in Xero"), required=False
    )
    number = text(gettext_lazy("Invoice number"), 255, autocomplete="off")
    issue_date = DayField(
        label=gettext_lazy("Issue date"),
        error_messages={"required": gettext_lazy("Enter the issue date.")},
    )
    due_date = DayField(label=gettext_lazy("Due date"), required=False)
    reference = text(gettext_lazy("Reference"), 255)
    line_amount_types = OptionsField(label=gettext_lazy("Amounts are"))
    currency = OptionsField(label=gettext_lazy("Currency"))
    branding_theme_id = OptionsField(label=gettext_lazy("Template"))
    save_as = OptionsField(label=gettext_lazy("When created"))

    def __init__(self, values: Mapping[str, Any], *, choices: FormChoices) -> None:
        super().__init__(dict(values))
        offered = {
            "line_amount_types": choices.tax_modes,
            "currency": choices.currencies,
            "branding_theme_id": choices.themes,
            "save_as": choices.save_as,
        }
        self.closed_lists = {"line_amount_types": choices.tax_modes, "save_as": choices.save_as}
        for name, options in offered.items():
            field = self.fields[name]
            if isinstance(field, OptionsField):
                field.offer(options)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, options in self.closed_lists.items():
            if name in cleaned and cleaned[name] not in options.values:
                self.add_error(name, ValidationError(_("Choose one of the list.")))
        return cleaned

    def customer(self, party_key: str) -> CustomerDraft:
        data = self.cleaned_data
        return CustomerDraft(
            party_key=party_key,
            name=data["customer_name"],
            email=data["customer_email"],
            address={part: data[name] for part, name in ADDRESS_FIELDS.items()},
            tax_number=data["tax_number"],
            contact_id=data["contact_id"],
            create=bool(data["contact_create"]) and not data["contact_id"],
            update_contact=data["update_contact"] and bool(data["contact_id"]),
        )
