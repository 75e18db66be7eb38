"""Which of our permissions an operation's act needs; asking to repeat it needs the same."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..access.permissions import Permission
from .models import Operation

RIGHT_OF_KIND: Mapping[str, Permission] = {
    "invoice.create": Permission.CREATE_DOCUMENT,
    "invoice.update": Permission.CREATE_DOCUMENT,
    "contact.create": Permission.CREATE_DOCUMENT,
    "contact.update": Permission.CREATE_DOCUMENT,
    "document.email": Permission.EMAIL,
    "document.note": Permission.CREATE_DOCUMENT,
}
"""A kind that is not named here is the administrator's."""

RIGHT_OF_STATUS: Mapping[str, Permission] = {
    "AUTHORISED": Permission.APPROVE,
    "VOIDED": Permission.VOID,
    "DELETED": Permission.VOID,
}
"""In addition, by the status that the body wants; a status alone needs this right alone."""

STATUS_KIND = "document.status"


def rights_for(operation: Operation) -> frozenset[Permission]:
    """All that somebody needs who sends this operation again or takes it back."""
    by_status = RIGHT_OF_STATUS.get(_wanted_status(operation.body))
    if operation.kind == STATUS_KIND:
        return frozenset({by_status or Permission.CREATE_DOCUMENT})
    by_kind = RIGHT_OF_KIND.get(operation.kind, Permission.MANAGE_CONNECTION)
    return frozenset({by_kind, by_status} if by_status else {by_kind})


def _wanted_status(body: str) -> str:
    try:
        sent = json.loads(body)
    except ValueError:
        return ""
    return str(sent.get("Status", "")) if isinstance(sent, dict) else ""
