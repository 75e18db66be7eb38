"""``/_sandbox/faults``: the rules that make the box misbehave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request

from xero_integration.sandbox.control.door import arguments_of
from xero_integration.sandbox.faults import rule_from_json

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox


def show(sandbox: Sandbox, request: Request) -> list[dict[str, Any]]:
    return sandbox.faults.listing()


def add(sandbox: Sandbox, request: Request) -> list[dict[str, Any]]:
    sandbox.faults.add_fault(**rule_from_json(arguments_of(request)))
    return sandbox.faults.listing()


def clear(sandbox: Sandbox, request: Request) -> list[dict[str, Any]]:
    """Remove the rule with ``id``, or all of them."""
    rule_id = request.args.get("id")
    sandbox.faults.clear(int(rule_id) if rule_id else None)
    return sandbox.faults.listing()
