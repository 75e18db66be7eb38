"""Takes one address out of what hosts keep in an e-mail field."""

from __future__ import annotations

import re


def first_email(text: str) -> str:
    """The first address of a list that people separate by commas, semicolons or lines."""
    parts = (part.strip("<>") for part in re.split(r"[,;\s]+", text))
    return next((part for part in parts if "@" in part), "")
