"""Fills a new world with the organisations that come with the box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import organisations

if TYPE_CHECKING:
    from .app import Sandbox


def populate(sandbox: Sandbox) -> None:
    """What happened before the box was opened is nobody's news, so its events are dropped."""
    organisations.populate(sandbox)
    sandbox.world.events.clear()
