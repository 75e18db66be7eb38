"""The currencies an organisation is subscribed to."""

from __future__ import annotations

from .noun import Noun
from .records import Currency


class Currencies(Noun[Currency]):
    """Known by ISO code."""

    path = "Currencies"
    record_type = Currency
