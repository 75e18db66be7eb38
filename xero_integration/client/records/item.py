"""An item: a product or service with its defaults."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from .base import Moment, Record, on_wire


class PriceDetails(Record, frozen=True, kw_only=True):
    """Defaults for a sale or for a purchase."""

    unit_price: Decimal | None = None
    account_code: str = ""
    cogs_account_code: str = ""
    tax_type: str = ""


class Item(Record, frozen=True, kw_only=True):
    """Known by ``code``; ``item_id`` survives a change of the code."""

    item_id: UUID
    code: str = ""
    name: str = ""
    description: str = ""
    purchase_description: str = ""
    is_sold: bool | None = None
    is_purchased: bool | None = None
    is_tracked_as_inventory: bool = False
    inventory_asset_account_code: str = ""
    quantity_on_hand: Decimal | None = None
    sales_details: PriceDetails | None = None
    purchase_details: PriceDetails | None = None
    updated_wire: str | None = on_wire("UpdatedDateUTC")

    updated_date_utc = Moment("updated_wire")
