"""The control API under ``/_sandbox/``: everything that Xero itself has no door for."""

from __future__ import annotations

from werkzeug.routing import Rule

from xero_integration.sandbox.control import (
    acts,
    apps,
    calls,
    hooks,
    lifecycle,
    misbehaviour,
    state,
    time,
)
from xero_integration.sandbox.control.door import Endpoint, door


def _rule(method: str, path: str, function: Endpoint) -> Rule:
    return Rule(f"/_sandbox/{path}", methods=[method], endpoint=door(function))


ROUTES = [
    _rule("GET", "state", state.show),
    _rule("GET", "organisations", state.organisations),
    _rule("GET", "requests", calls.show),
    _rule("DELETE", "requests", calls.clear),
    _rule("POST", "reset", lifecycle.reset),
    _rule("POST", "seed", lifecycle.seed),
    _rule("GET", "act", acts.names),
    _rule("POST", "act", acts.act),
    _rule("GET", "clock", time.show),
    _rule("POST", "clock", time.change),
    _rule("GET", "faults", misbehaviour.show),
    _rule("POST", "faults", misbehaviour.add),
    _rule("DELETE", "faults", misbehaviour.clear),
    _rule("GET", "webhooks", hooks.show),
    _rule("POST", "webhooks", hooks.subscribe),
    _rule("DELETE", "webhooks/<subscription_id>", hooks.unsubscribe),
    _rule("POST", "webhooks/<subscription_id>/verify", hooks.verify),
    _rule("POST", "webhooks/<subscription_id>/repeat", hooks.repeat),
    _rule("GET", "apps", apps.show),
    _rule("POST", "apps", apps.register),
    _rule("GET", "limits", apps.limits),
    _rule("POST", "limits", apps.set_limits),
]
