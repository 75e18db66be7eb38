"""``/_sandbox/requests``: the log of calls that clients made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox


def show(sandbox: Sandbox, request: Request) -> dict[str, Any]:
    """Calls after ``since``, whose path contains ``path`` and whose method is ``method``."""
    since = int(request.args.get("since", 0))
    path = request.args.get("path", "").lower()
    method = request.args.get("method", "").upper()
    found = [
        call.as_json()
        for call in list(sandbox.log)
        if call.sequence > since and path in call.path.lower() and method in ("", call.method)
    ]
    return {"count": len(found), "last": sandbox.log.sequence, "requests": found}


def clear(sandbox: Sandbox, request: Request) -> dict[str, Any]:
    sandbox.log.clear()
    return {"count": 0, "last": sandbox.log.sequence}
