"""The organisations that come with the box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import australia, new_zealand, united_kingdom
from .build import build

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

BLUEPRINTS = (new_zealand.BLUEPRINT, united_kingdom.BLUEPRINT, australia.BLUEPRINT)


def populate(sandbox: Sandbox) -> None:
    """Add every ready-made organisation to an empty world."""
    for blueprint in BLUEPRINTS:
        organisation = build(sandbox, blueprint)
        sandbox.world.organisations[organisation.tenant_id] = organisation
