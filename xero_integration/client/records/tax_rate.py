"""A tax rate and its components."""

from __future__ import annotations

from decimal import Decimal

from .base import Record


class TaxComponent(Record, frozen=True, kw_only=True):
    """One part of a rate, e.g. the city's share."""

    name: str = ""
    rate: Decimal | None = None
    is_compound: bool = False
    is_non_recoverable: bool = False


class TaxRate(Record, frozen=True, kw_only=True):
    """Known by ``tax_type``; Xero lists deleted rates too, so look at ``status``."""

    tax_type: str
    name: str = ""
    status: str = ""
    report_tax_type: str = ""
    effective_rate: Decimal | None = None
    display_tax_rate: Decimal | None = None
    can_apply_to_assets: bool = False
    can_apply_to_equity: bool = False
    can_apply_to_expenses: bool = False
    can_apply_to_liabilities: bool = False
    can_apply_to_revenue: bool = False
    tax_components: list[TaxComponent] = []
