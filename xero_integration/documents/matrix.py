"""What may be done with a document, by its status: the one table of page, plan and API. Pure.

Statuses and what Xero accepts in each: developer.xero.com/documentation/api/accounting/invoices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..access.permissions import Permission
from ..connections.models import ConnectionState
from ..connections.roles import SUFFICIENT
from .models import DocumentKind
from .reasons import WORDS, reason
from .status import DocumentStatus

if TYPE_CHECKING:
    from .models import Document


class Action(models.TextChoices):
    """What can be done with a document."""

    APPROVE = "approve", _("Approve")
    SUBMIT = "submit", _("Submit for approval")
    EMAIL = "email", _("E-mail")
    PDF = "pdf", _("Download PDF")
    OPEN_IN_XERO = "open_in_xero", _("Open in Xero")
    ONLINE_LINK = "online_link", _("Customer’s link")
    EDIT = "edit", _("Edit")
    COPY = "copy", _("Copy to a new invoice")
    VOID_AND_COPY = "void_and_copy", _("Void and copy")
    VOID = "void", _("Void")
    DELETE = "delete", _("Delete")
    NOTE = "note", _("Add a note")
    DETACH = "detach", _("Detach from this deal")
    REFRESH = "refresh", _("Refresh")


STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
NEW_TO_US = "unknown_status"
"""Xero may invent a status: then nothing is changed from here, and reading stays possible."""

# "" is allowed; else a code of ``reasons.WORDS``. In the order of STATUSES.
_TABLE: Mapping[Action, tuple[str, ...]] = {
    Action.APPROVE: ("", "", "approved", "approved", "voided", "deleted"),
    Action.SUBMIT: ("", "submitted", "approved", "approved", "voided", "deleted"),
    Action.EMAIL: ("unapproved", "unapproved", "", "", "voided", "deleted"),
    Action.PDF: ("", "", "", "", "", "deleted"),
    Action.OPEN_IN_XERO: ("", "", "", "", "", ""),
    Action.ONLINE_LINK: ("unapproved", "unapproved", "", "", "voided", "deleted"),
    Action.EDIT: ("", "", "", "settled", "voided", "deleted"),
    Action.COPY: ("", "", "", "", "", ""),
    Action.VOID_AND_COPY: ("use_copy", "use_copy", "", "settled", "voided", "deleted"),
    Action.VOID: ("use_delete", "use_delete", "", "settled", "voided", "deleted"),
    Action.DELETE: ("", "", "use_void", "use_void", "voided", "deleted"),
    Action.NOTE: ("", "", "", "", "", ""),
    Action.DETACH: ("", "", "", "", "", ""),
    Action.REFRESH: ("", "", "", "", "", ""),
}

MATRIX: Mapping[Action, Mapping[str, str]] = MappingProxyType(
    {action: dict(zip(STATUSES, codes, strict=True)) for action, codes in _TABLE.items()}
)

ANY_STATUS = frozenset(
    {Action.PDF, Action.OPEN_IN_XERO, Action.NOTE, Action.DETACH, Action.REFRESH}
)

NOT_FOR_CREDIT_NOTES: Mapping[Action, str] = {
    Action.EMAIL: "credit_note_email",
    Action.ONLINE_LINK: "credit_note_link",
    Action.EDIT: "credit_note_edit",
    Action.COPY: "credit_note_copy",
    Action.VOID_AND_COPY: "credit_note_copy",
}

NEEDS_NO_MONEY = frozenset({Action.VOID, Action.VOID_AND_COPY, Action.EDIT})
"""What Xero refuses while a payment or a credit is set against the document."""

OFFLINE = frozenset({Action.OPEN_IN_XERO, Action.DETACH})
"""What needs no connection of ours."""

WRITES = frozenset(
    {
        Action.APPROVE,
        Action.SUBMIT,
        Action.EMAIL,
        Action.EDIT,
        Action.VOID,
        Action.VOID_AND_COPY,
        Action.DELETE,
    }
)
"""One at a time per document: the second might be meant for what the first made of it."""

NEEDS_WRITING = WRITES | {Action.NOTE}
"""What a read-only connection refuses; copying makes a draft here and stays possible."""

RIGHTS: Mapping[Action, Permission] = {
    Action.APPROVE: Permission.APPROVE,
    Action.SUBMIT: Permission.CREATE_DOCUMENT,
    Action.EMAIL: Permission.EMAIL,
    Action.PDF: Permission.VIEW,
    Action.OPEN_IN_XERO: Permission.VIEW,
    Action.ONLINE_LINK: Permission.VIEW,
    Action.EDIT: Permission.CREATE_DOCUMENT,
    Action.COPY: Permission.CREATE_DOCUMENT,
    Action.VOID_AND_COPY: Permission.CREATE_DOCUMENT,
    Action.VOID: Permission.VOID,
    Action.DELETE: Permission.VOID,
    Action.NOTE: Permission.CREATE_DOCUMENT,
    Action.DETACH: Permission.CREATE_DOCUMENT,
    Action.REFRESH: Permission.VIEW,
}


def rights_for(action: Action, status: str) -> frozenset[Permission]:
    """All that a person needs. Who changes an approved invoice approves what it becomes."""
    needed = {RIGHTS[action]}
    if action == Action.EDIT and status == DocumentStatus.AUTHORISED:
        needed.add(Permission.APPROVE)
    if action == Action.VOID_AND_COPY:
        needed.add(Permission.VOID)
    return frozenset(needed)


def role_may_approve(xero_role: str) -> bool:
    """Whether the connected Xero user may; of one that Xero did not name, Xero will tell."""
    return not xero_role or xero_role in SUFFICIENT


@dataclass(frozen=True, slots=True)
class Verdict:
    """``code`` is stable and "" when allowed; ``message`` says why not and what to do instead."""

    allowed: bool
    code: str = ""
    message: str = ""

    @property
    def is_worth_saying(self) -> bool:
        """Whether a menu names the action with its reason; else it is left out."""
        return self.allowed or WORDS[self.code].shown


ALLOWED = Verdict(allowed=True)


def verdict(
    action: Action,
    document: Document,
    *,
    permitted: bool,
    role_may_approve: bool = True,
    connection_state: str = ConnectionState.ACTIVE,
    read_only: bool = False,
    busy: bool = False,
    can_open: bool = True,
) -> Verdict:
    """Whether the action is possible now; needs no query.

    ``permitted`` tells whether the person has all of ``rights_for``; ``busy``, whether an
    operation on this document is on its way; ``can_open``, whether its address is known.
    """
    codes = (
        "" if permitted else "permission",
        _by_kind(action, document.kind),
        "missing" if document.missing_since and action not in OFFLINE else "",
        _by_status(action, document.status),
        "settled" if action in NEEDS_NO_MONEY and has_money(document) else "",
        "role" if action == Action.APPROVE and not role_may_approve else "",
        "" if can_open or action != Action.OPEN_IN_XERO else "no_address",
        "" if action in OFFLINE else _by_connection(connection_state),
        "read_only" if read_only and action in NEEDS_WRITING else "",
        "busy" if busy and action in WRITES else "",
    )
    code = next(filter(None, codes), "")
    return Verdict(allowed=False, code=code, message=reason(code, document)) if code else ALLOWED


def has_money(document: Document) -> bool:
    """Something was paid, credited or allocated, so Xero keeps the document as it is.

    Of a credit note what was used is what is missing from the rest of an approved one.
    """
    if document.kind == DocumentKind.ACCRECCREDIT:
        approved = document.status == DocumentStatus.AUTHORISED
        return approved and document.remaining_credit < document.total
    return bool(document.amount_paid or document.amount_credited)


def _by_kind(action: Action, kind: str) -> str:
    return NOT_FOR_CREDIT_NOTES.get(action, "") if kind == DocumentKind.ACCRECCREDIT else ""


def _by_status(action: Action, status: str) -> str:
    unknown = "" if action in ANY_STATUS else NEW_TO_US
    return MATRIX[action].get(status, unknown)


def _by_connection(state: str) -> str:
    return {
        ConnectionState.NEEDS_SIGN_IN.value: "needs_sign_in",
        ConnectionState.DISCONNECTED.value: "disconnected",
    }.get(state, "")
