"""``/_sandbox/apps`` and ``/_sandbox/limits``: what is set at Xero's developer portal."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request

from xero_integration.sandbox.control.door import arguments_of, only
from xero_integration.sandbox.identity.registration import register_app
from xero_integration.sandbox.identity.state import state_of

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

SWITCHES = ("broad_scopes_ended", "sticky_auth_event")


def show(sandbox: Sandbox, request: Request) -> list[Any]:
    """The registered apps; only whoever registers an app knows its secret."""
    return [
        {field.name: getattr(app, field.name) for field in fields(app) if field.name != "secret"}
        for app in state_of(sandbox.world).apps.values()
    ]


def register(sandbox: Sandbox, request: Request) -> list[Any]:
    """Add an app or replace the one with the same ``client_id``."""
    asked = only(
        arguments_of(request),
        "client_id",
        "secret",
        "name",
        "redirect_uris",
        "allow_loopback_ip",
        "broad_scopes",
    )
    register_app(state_of(sandbox.world), **asked)
    return show(sandbox, request)


def limits(sandbox: Sandbox, request: Request) -> dict[str, Any]:
    """The allowances in force, the breaches so far and the switches of the identity server."""
    identity = state_of(sandbox.world)
    return {
        **{name: getattr(sandbox.limits, name) for name in _allowances(sandbox)},
        "breaches": dict(sandbox.limits.breaches),
        "repeated": sandbox.limits.repeated,
        "most_at_once": dict(sandbox.limits.most_at_once),
        **{name: getattr(identity, name) for name in SWITCHES},
    }


def set_limits(sandbox: Sandbox, request: Request) -> dict[str, Any]:
    """Change allowances (``per_minute``, ``enabled``, ...) and switches by name."""
    asked = only(arguments_of(request), *_allowances(sandbox), *SWITCHES)
    for name, value in asked.items():
        owner = state_of(sandbox.world) if name in SWITCHES else sandbox.limits
        wanted = type(getattr(owner, name))
        if type(value) is not wanted:
            raise ValueError(f"{name} is of type {wanted.__name__}.")
        setattr(owner, name, value)
    return limits(sandbox, request)


def _allowances(sandbox: Sandbox) -> list[str]:
    return [
        field.name
        for field in fields(sandbox.limits)
        if isinstance(getattr(sandbox.limits, field.name), bool | int)
    ]
