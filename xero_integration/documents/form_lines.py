"""What the buttons of the lines do to the values: add, remove, move, take an item. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .form_values import LINE_FIELDS, Values, all_lines, with_lines

NEW_LINE = {**dict.fromkeys(LINE_FIELDS, ""), "quantity": "1", "discount_kind": "percent"}
INHERITED = ("account_code", "tax_type", "tracking_1", "tracking_2")


def add_line(values: Mapping[str, Any]) -> tuple[Values, int]:
    """One more line at the end, with the account and tax of the line before it."""
    lines = all_lines(values)
    inherited = {field: lines[-1][field] for field in INHERITED} if lines else {}
    return with_lines(values, [*lines, {**NEW_LINE, **inherited}]), len(lines)


def remove_line(values: Mapping[str, Any], index: int) -> tuple[Values, int]:
    lines = all_lines(values)
    kept = [line for position, line in enumerate(lines) if position != index]
    return with_lines(values, kept), min(index, max(0, len(kept) - 1))


def move_line(values: Mapping[str, Any], index: int, by: int) -> tuple[Values, int]:
    """Swap a line with its neighbour; at either end nothing happens."""
    lines = all_lines(values)
    target = index + by
    if not (0 <= index < len(lines) and 0 <= target < len(lines)):
        return dict(values), index
    lines[index], lines[target] = lines[target], lines[index]
    return with_lines(values, lines), target


def change_line(values: Mapping[str, Any], index: int, changes: Mapping[str, str]) -> Values:
    lines = all_lines(values)
    if 0 <= index < len(lines):
        lines[index] = {**lines[index], **changes}
    return with_lines(values, lines)


def taken_from_item(line: Mapping[str, str], item: Mapping[str, str]) -> dict[str, str]:
    """What a line takes from a Xero item.

    A line of the deal keeps what the deal says and takes what it lacks; a line typed here
    takes the item's description, price, account and tax.
    """
    offered = {field: text for field, text in item.items() if text}
    if line.get("product_key"):
        offered = {field: text for field, text in offered.items() if not line.get(field)}
    return offered


def plain_number(value: Decimal | None) -> str:
    """A number as inputs hold it: a point, no separators, no trailing zeros past two places."""
    if value is None:
        return ""
    trimmed = value.normalize()
    places = max(2, -int(trimmed.as_tuple().exponent))
    return f"{value:.{places}f}"
