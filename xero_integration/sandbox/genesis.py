"""Fills a new world with the organisations that come with the box."""

from __future__ import annotations

from datetime import datetime

from . import organisations
from .world import World


def populate(world: World, now: datetime) -> None:
    organisations.populate(world, now)
