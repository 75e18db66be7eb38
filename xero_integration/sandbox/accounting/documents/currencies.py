"""Day rates for foreign currencies: fixed, so that every run gives the same totals."""

from __future__ import annotations

from decimal import Decimal

from xero_integration.sandbox.accounting.records import Organisation

# Units of each currency for one US dollar.
PER_DOLLAR = {
    "USD": Decimal("1"),
    "NZD": Decimal("1.65"),
    "AUD": Decimal("1.52"),
    "GBP": Decimal("0.78"),
    "EUR": Decimal("0.92"),
    "CAD": Decimal("1.37"),
    "CHF": Decimal("0.88"),
    "JPY": Decimal("150"),
    "SGD": Decimal("1.34"),
}


def day_rate(organisation: Organisation, currency: str) -> Decimal:
    """Units of the currency for one unit of the base currency."""
    rate = PER_DOLLAR[currency] / PER_DOLLAR[organisation.profile.base_currency]
    return rate.quantize(Decimal("0.000001"))


def looks_wrong(organisation: Organisation, currency: str, rate: Decimal) -> bool:
    """Xero warns on a 200 since April 2026; the threshold is not published."""
    expected = day_rate(organisation, currency)
    return rate <= 0 or not expected / 2 <= rate <= expected * 2
