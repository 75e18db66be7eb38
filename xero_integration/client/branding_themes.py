"""Branding themes."""

from __future__ import annotations

from .noun import Noun
from .records import BrandingTheme


class BrandingThemes(Noun[BrandingTheme]):
    """How documents look; the theme with sort order 0 is the default."""

    path = "BrandingThemes"
    record_type = BrandingTheme
