"""Tax rates."""

from __future__ import annotations

from .noun import Noun
from .records import TaxRate


class TaxRates(Noun[TaxRate]):
    """Read by tax type instead of id; deleted rates are listed too."""

    path = "TaxRates"
    record_type = TaxRate
