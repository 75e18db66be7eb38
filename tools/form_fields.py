"""Tells the fields of the invoice form, as ``changes`` and mapping targets name them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django import forms

from xero_integration.documents.draft import SaveAs
from xero_integration.documents.form_choices import form_choices
from xero_integration.documents.form_fields import AmountField, DayField, OptionsField
from xero_integration.documents.form_head import HeadForm
from xero_integration.documents.form_line import LineForm
from xero_integration.documents.form_values import HEAD_FIELDS, LINE_FIELDS
from xero_integration.reference.book import ReferenceBook

HEAD = """## Fields of the invoice form

What `changes` and a target's `values` name; every value is a text. A line's fields are called
`lines-0-description`, the first line being 0; `lines-TOTAL` says how many there are.
"""


def section() -> str:
    rows = [
        "| field | on the page | value |",
        "| --- | --- | --- |",
        *_rows("", HEAD_FIELDS, HeadForm.base_fields),
        *_rows("lines-0-", LINE_FIELDS, LineForm.base_fields),
    ]
    return "\n".join([HEAD, *rows, ""])


def _rows(prefix: str, names: tuple[str, ...], fields: Mapping[str, forms.Field]) -> Iterator[str]:
    for name in names:
        yield f"| `{prefix}{name}` | {fields[name].label or '–'} | {_value(name, fields[name])} |"


def _value(name: str, field: forms.Field) -> str:
    match field:
        case DayField():
            return "a day: `2030-01-31`"
        case AmountField():
            return f"a number with at most {field.places} decimal places: `1250.50`"
        case OptionsField():
            return _options(name)
        case forms.BooleanField():
            return "`on`, or empty"
        case forms.CharField(max_length=int(longest)):
            return f"text, at most {longest} characters"
    return "text"


def _options(name: str) -> str:
    statuses = [(value, str(label)) for value, label in SaveAs.choices]
    listed = form_choices(ReferenceBook(), statuses=statuses)
    values = {
        "save_as": listed.save_as,
        "line_amount_types": listed.tax_modes,
        "discount_kind": listed.discount_kinds,
    }
    if name not in values:
        return "one of those in Xero, by its code or id"
    return ", ".join(f"`{value}` ({label})" for value, label in values[name].choices)
