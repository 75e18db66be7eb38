"""The organisations that come with the box."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xero_integration.sandbox.world import World


def populate(world: World, now: datetime) -> None:
    """Add every ready-made organisation to an empty world."""
