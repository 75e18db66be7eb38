"""``/_sandbox/reset`` and ``/_sandbox/seed``: starting over and filling an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request

from xero_integration.sandbox import bulk
from xero_integration.sandbox.control import state
from xero_integration.sandbox.control.door import Unknown, arguments_of, only
from xero_integration.sandbox.identity.state import state_of

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox


def reset(sandbox: Sandbox, request: Request) -> list[dict[str, Any]]:
    """Start over with the ready-made organisations; registered apps stay registered."""
    asked = only(arguments_of(request), "seed")
    apps = state_of(sandbox.world).apps
    sandbox.reset(asked.get("seed"))
    state_of(sandbox.world).apps = apps
    sandbox.faults.clear()
    return state.organisations(sandbox, request)


def seed(sandbox: Sandbox, request: Request) -> list[dict[str, Any]]:
    """Give ``tenant`` generated ``contacts`` and ``invoices``, up to a million and more."""
    asked = only(arguments_of(request), "tenant", "contacts", "invoices")
    tenant_id = str(asked.pop("tenant", ""))
    if tenant_id not in sandbox.world.organisations:
        raise Unknown(f"There is no organisation {tenant_id}.")
    if any(type(count) is not int or count < 0 for count in asked.values()):
        raise ValueError("contacts and invoices are whole numbers.")
    bulk.seed(sandbox, tenant_id, **asked)
    return state.organisations(sandbox, request)
