"""Counts what the mirrors hold, for people who look at the lists."""

from __future__ import annotations

from ..connections.models import Connection
from .models import (
    Account,
    BrandingTheme,
    Contact,
    Currency,
    Item,
    ListName,
    Organisation,
    TaxRate,
    TrackingCategory,
)
from .models.base import MirrorRow

_MODELS: dict[ListName, type[MirrorRow]] = {
    ListName.ORGANISATION: Organisation,
    ListName.ACCOUNTS: Account,
    ListName.TAX_RATES: TaxRate,
    ListName.BRANDING_THEMES: BrandingTheme,
    ListName.CURRENCIES: Currency,
    ListName.TRACKING: TrackingCategory,
    ListName.ITEMS: Item,
    ListName.CONTACTS: Contact,
}


def held(connection: Connection) -> dict[str, int]:
    """How many records of each list are in the mirror and still in Xero; one query each."""
    return {
        name.value: model._default_manager.filter(
            connection=connection, gone_at__isnull=True
        ).count()
        for name, model in _MODELS.items()
    }
