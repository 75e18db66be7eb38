"""One line of the invoice form."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .draft import DraftLine
from .form_choices import FormChoices
from .form_fields import AmountField, OptionsField

HUNDRED = Decimal(100)
TRACKING = ("tracking_1", "tracking_2")
MEANINGFUL = ("description", "unit_amount", "item_id", "product_key")


class LineForm(forms.Form):
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    quantity = AmountField(label=gettext_lazy("Quantity"))
    unit_amount = AmountField(label=gettext_lazy("Unit price"))
    discount = AmountField(label=gettext_lazy("Discount"))
    discount_kind = OptionsField(label=gettext_lazy("Kind of discount"))
    account_code = OptionsField(label=gettext_lazy("Account"))
    tax_type = OptionsField(label=gettext_lazy("Tax rate"))
    tracking_1 = OptionsField(label=gettext_lazy("Tracking"))
    tracking_2 = OptionsField(label=gettext_lazy("Second tracking"))
    item_id = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    product_key = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)
    product_name = forms.CharField(required=False, widget=forms.HiddenInput)
    product_code = forms.CharField(required=False, widget=forms.HiddenInput)
    line_id = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, values: Mapping[str, Any], *, index: int, choices: FormChoices) -> None:
        super().__init__(dict(values), prefix=f"lines-{index}")
        self.index = index
        self.choices = choices
        offered = {
            "discount_kind": choices.discount_kinds,
            "account_code": choices.accounts,
            "tax_type": choices.tax_rates,
        }
        for name, options in offered.items():
            self._options(name).offer(options)
        self._offer_tracking()

    def _options(self, name: str) -> OptionsField:
        field = self.fields[name]
        assert isinstance(field, OptionsField)  # noqa: S101 - declared above
        return field

    def _offer_tracking(self) -> None:
        for name, category in zip(
            ("tracking_1", "tracking_2"), self.choices.tracking, strict=False
        ):
            self._options(name).offer(category.options)
            self.fields[name].label = category.label
        for name in ("tracking_1", "tracking_2")[len(self.choices.tracking) :]:
            del self.fields[name]

    @property
    def is_empty(self) -> bool:
        """Nothing but defaults: such a line is not part of the invoice."""
        return not any(self.data.get(self.add_prefix(name)) for name in MEANINGFUL)

    def clean_quantity(self) -> Decimal:
        quantity: Decimal | None = self.cleaned_data["quantity"]
        if quantity is None:
            return Decimal(1)
        if quantity <= 0 and not self.data.get(self.add_prefix("line_id")):
            # Short, because the field is narrow; its label stands above.
            raise ValidationError(_("Must be more than 0."))
        return quantity

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_discount(cleaned.get("discount"), cleaned.get("discount_kind"))
        priced = cleaned.get("item_id") or cleaned.get("account_code")
        if priced and "unit_amount" in cleaned and cleaned["unit_amount"] is None:
            self.add_error("unit_amount", _("Enter a unit price. It may be 0."))
        return cleaned

    def _check_discount(self, discount: Decimal | None, kind: str | None) -> None:
        if discount is None:
            return
        if discount < 0:
            self.add_error("discount", _("A discount can't be negative."))
        elif kind != "amount" and discount > HUNDRED:
            self.add_error("discount", _("A discount can be at most 100 percent."))

    def draft_line(self) -> DraftLine:
        """The line as entered; call it on a valid form only."""
        data = self.cleaned_data
        by_amount = data["discount_kind"] == "amount"
        discount = data["discount"] or None
        return DraftLine(
            position=self.index,
            description=data["description"],
            quantity=data["quantity"],
            unit_amount=data["unit_amount"] or Decimal(0),
            discount_rate=None if by_amount else discount,
            discount_amount=discount if by_amount else None,
            item_id=data["item_id"],
            account_code=data["account_code"],
            tax_type=data["tax_type"],
            tracking=self._tracking(),
            product_key=data["product_key"],
            product_name=data["product_name"],
            line_id=data["line_id"],
        )

    def _tracking(self) -> tuple[tuple[str, str], ...]:
        names = zip(TRACKING, self.choices.tracking, strict=False)
        chosen = [(category.category_id, self.cleaned_data[name]) for name, category in names]
        return tuple((category, option) for category, option in chosen if option)
