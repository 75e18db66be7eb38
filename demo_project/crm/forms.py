"""What people type into the CRM."""

from __future__ import annotations

from typing import Any

from django import forms

from .models import Company, Deal, DealLine, Stage


class DealForm(forms.ModelForm):
    class Meta:
        model = Deal
        fields = (
            "title",
            "company",
            "person",
            "stage",
            "currency",
            "purchase_order",
            "expected_on",
        )
        widgets = {"expected_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class StageForm(forms.Form):
    stage = forms.ChoiceField(choices=Stage.choices)


class CompanyForm(forms.ModelForm):
    class Meta:
        model = Company
        fields = (
            "name",
            "email",
            "phone",
            "street",
            "city",
            "postcode",
            "country",
            "vat_number",
        )


class LineForm(forms.ModelForm):
    class Meta:
        model = DealLine
        fields = ("product", "quantity", "unit_price", "discount", "discount_kind")
        help_texts = {"unit_price": "Leave empty for the list price."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_price"].required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        product = values.get("product")
        if product and values.get("unit_price") is None:
            values["unit_price"] = product.price
        return values
