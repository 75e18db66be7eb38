"""A line of an invoice, bill or credit note."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from .base import Record


class LineTracking(Record, frozen=True, kw_only=True):
    """A tracking category and option on a line; reads often lack the option's id."""

    tracking_category_id: UUID | None = None
    tracking_option_id: UUID | None = None
    name: str = ""
    option: str = ""


class LineItemItem(Record, frozen=True, kw_only=True):
    """The item as a line carries it."""

    item_id: UUID | None = None
    code: str = ""
    name: str = ""


class LineItem(Record, frozen=True, kw_only=True):
    """A line with only a description is legal and has no amounts."""

    line_item_id: UUID | None = None
    description: str = ""
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    item_code: str = ""
    account_code: str = ""
    account_id: UUID | None = None
    tax_type: str = ""
    tax_amount: Decimal | None = None
    line_amount: Decimal | None = None
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None
    tracking: list[LineTracking] = []
    item: LineItemItem | None = None
