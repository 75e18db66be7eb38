"""``/_sandbox/clock``: reading, setting, advancing, freezing and resuming the box's time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request

from xero_integration.sandbox.control.door import arguments_of, only

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox


def show(sandbox: Sandbox, request: Request) -> dict[str, Any]:
    return {"now": sandbox.clock.now(), "frozen": sandbox.clock.is_frozen}


def change(sandbox: Sandbox, request: Request) -> dict[str, Any]:
    """Take ``set`` (ISO moment), ``advance`` (seconds), ``freeze`` and ``resume``."""
    asked = only(arguments_of(request), "set", "advance", "freeze", "resume")
    if "set" in asked:
        sandbox.clock.set(moment(str(asked["set"])))
    if "advance" in asked:
        sandbox.clock.advance(float(asked["advance"]))
    if asked.get("freeze"):
        sandbox.clock.freeze()
    if asked.get("resume"):
        sandbox.clock.resume()
    return show(sandbox, request)


def moment(text: str) -> datetime:
    """Read an ISO moment; without a zone it is UTC, as everywhere at Xero."""
    value = datetime.fromisoformat(text)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
