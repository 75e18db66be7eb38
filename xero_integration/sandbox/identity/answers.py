"""The shapes of answers that the identity paths and the guard share."""

from __future__ import annotations

import json
import uuid
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response


def json_answer(payload: Any, *, status: int = 200) -> Response:
    response = Response(json.dumps(payload), status=status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store, no-cache, max-age=0"
    return response


class Denied(HTTPException):
    """A 401 or 403 in the envelope that Xero's gateway uses for both."""

    def __init__(self, status: int, detail: str, *, challenge: str = "") -> None:
        envelope: dict[str, object] = {
            "Type": None,
            "Title": "Unauthorized" if status == 401 else "Forbidden",
            "Status": status,
            "Detail": detail,
            "Instance": str(uuid.uuid4()),
            "Extensions": {},
        }
        response = json_answer(envelope, status=status)
        if challenge:
            response.headers["WWW-Authenticate"] = f"Bearer error={challenge}"
        super().__init__(description=detail, response=response)
        self.code = status


def bad_token() -> Denied:
    return Denied(401, "AuthenticationUnsuccessful", challenge="invalid_token")


def missing_scope() -> Denied:
    # Xero's own granular scopes FAQ spells it so.
    return Denied(401, "AuthorizationUnsuccessful", challenge="insufficent_scope")


def forbidden() -> Denied:
    return Denied(403, "AuthenticationUnsuccessful")
