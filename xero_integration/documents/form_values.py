"""The raw values of an invoice form as one flat mapping: merging, paging and moving lines. Pure.

Values are kept exactly as typed, under the names of the form's fields, so that nothing a
person entered is lost, right or wrong. ``edited`` names the fields a person changed, so that
the page stops saying where their value came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Values = dict[str, Any]

HEAD_FIELDS = (
    "customer_name",
    "customer_email",
    "address_line1",
    "address_line2",
    "city",
    "region",
    "postal_code",
    "country",
    "tax_number",
    "contact_id",
    "contact_create",
    "update_contact",
    "number",
    "issue_date",
    "due_date",
    "reference",
    "line_amount_types",
    "currency",
    "branding_theme_id",
    "save_as",
)
LINE_FIELDS = (
    "description",
    "quantity",
    "unit_amount",
    "discount",
    "discount_kind",
    "item_id",
    "account_code",
    "tax_type",
    "tracking_1",
    "tracking_2",
    "product_key",
    "product_name",
    "product_code",
    "line_id",
)
UNCHECKED_IS_ABSENT = ("update_contact",)
TOTAL = "lines-TOTAL"
EDITED = "edited"
MAX_LINES = 1000

# Django refuses a POST of more than 1,000 fields (DATA_UPLOAD_MAX_NUMBER_FIELDS), before any
# view runs. Fifty lines are 750; the other lines stay in the draft.
LINES_PER_PAGE = 50


def name_of(index: int, field: str) -> str:
    return f"lines-{index}-{field}"


def line_total(values: Mapping[str, Any]) -> int:
    text = str(values.get(TOTAL, "0"))
    return min(int(text), MAX_LINES) if text.isascii() and text.isdigit() else 0


def line_of(values: Mapping[str, Any], index: int) -> dict[str, str]:
    return {field: str(values.get(name_of(index, field), "") or "") for field in LINE_FIELDS}


def all_lines(values: Mapping[str, Any]) -> list[dict[str, str]]:
    return [line_of(values, index) for index in range(line_total(values))]


def with_lines(values: Mapping[str, Any], lines: Iterable[Mapping[str, str]]) -> Values:
    """The values with exactly these lines."""
    merged: Values = {key: value for key, value in values.items() if not key.startswith("lines-")}
    rows = list(lines)[:MAX_LINES]
    merged[TOTAL] = str(len(rows))
    for index, line in enumerate(rows):
        merged.update({name_of(index, field): line.get(field, "") for field in LINE_FIELDS})
    return merged


def merge(values: Mapping[str, Any], posted: Mapping[str, str]) -> Values:
    """The draft's values overlaid with those of a submitted form.

    Lines that the form did not show keep what they had.
    """
    merged = dict(values)
    if TOTAL in posted:
        merged[TOTAL] = str(line_total(posted))
    merged.update(dict.fromkeys(UNCHECKED_IS_ABSENT, ""))
    for name in _names(line_total(merged)):
        if name in posted:
            merged[name] = _storable(posted[name])
    return _with_edited(values, _with_own_products(values, merged))


def _with_own_products(before: Mapping[str, Any], after: Values) -> Values:
    """Links are remembered by product, so a form may only name products that the deal named."""
    known = {line["product_key"] for line in all_lines(before)}
    for index, line in enumerate(all_lines(after)):
        if line["product_key"] not in known:
            after[name_of(index, "product_key")] = ""
    return after


def _names(lines: int) -> Iterable[str]:
    yield from HEAD_FIELDS
    for index in range(lines):
        yield from (name_of(index, field) for field in LINE_FIELDS)


def _storable(text: str) -> str:
    """JSON columns of PostgreSQL can't hold a NUL; browsers send lines with CRLF."""
    return text.replace("\x00", "").replace("\r\n", "\n")


def _with_edited(before: Mapping[str, Any], after: Values) -> Values:
    changed = {
        name for name in HEAD_FIELDS if str(before.get(name, "")) != str(after.get(name, ""))
    }
    return {**after, EDITED: sorted(changed.union(before.get(EDITED) or ()))}


def page_count(total: int) -> int:
    return max(1, -(-total // LINES_PER_PAGE))


def page_of(index: int) -> int:
    """The page, from 1, that shows a line."""
    return max(0, index) // LINES_PER_PAGE + 1
