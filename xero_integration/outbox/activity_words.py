"""The story of an operation in people's words: states, steps and how each try ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .models import UNCONFIRMED, Attempt, Operation, OperationState
from .services import BY_A_PERSON, CANCEL, RETRY
from .settle import DOUBTED

TONES: Mapping[str, str] = {
    OperationState.READY: "info",
    OperationState.SENDING: "info",
    OperationState.CHECKING: "warning",
    OperationState.WAITING: "warning",
    OperationState.DONE: "success",
    OperationState.REFUSED: "danger",
    OperationState.CANCELLED: "muted",
}

ACTIONS: Mapping[str, Any] = {
    "send": _("Sent"),
    "repeat": _("Sent again with the same key"),
    "look": _("Looked in Xero"),
    RETRY: _("Asked to go on"),
    CANCEL: _("Given up"),
}

OUTCOMES: Mapping[str, Any] = {
    "done": _("Xero did it."),
    "adopted": _("Found in Xero, not created again."),
    "validation": _("Xero refused it."),
    "refused": _("Xero refused it."),
    DOUBTED: _("Xero refused a repeat. It is looked for before that is believed."),
    "not_found": _("Not in Xero, so it was never done. It is sent anew with a new key."),
    "not_found_yet": _("Not in Xero yet. It is looked for again when Xero has forgotten the key."),
    UNCONFIRMED: _("Not to be found in Xero, which proves nothing here. A person decides."),
    "lease_lost": _("It took too long before it could be sent; nothing was sent."),
    "not_sent": _("Xero could not be reached; nothing was sent."),
    "outcome_unknown": _("Xero did not confirm, so it may have happened or not."),
    "throttled": _("Xero asked us to wait."),
    "unavailable": _("Xero was not available."),
    "refresh_busy": _("The sign-in was being renewed by another process."),
    "needs_sign_in": _("It waits, because Xero asks for a new sign-in."),
    "not_connected": _("It waits, because the organisation is disconnected."),
    "scope_missing": _("It waits, because the connection lacks a permission at Xero."),
    "forbidden": _("It waits, because Xero refuses access to the organisation."),
    "token_rejected": _("Xero did not accept the sign-in; it is renewed and tried again."),
    "configuration": _("A setting of this site is wrong; it is tried again."),
    "encryption_key": _("The stored sign-in can't be read with the current keys."),
    "unreadable": _("Xero's answer could not be read."),
}

_MISSING = _("Xero does not know the record that this is about.")
_OPEN = _("No end was noted: it is under way, or its process was stopped.")


def tone_of(operation: Operation) -> str:
    """What may have happened is no failure: it waits for a person's word."""
    return "warning" if operation.is_unconfirmed else TONES.get(operation.state, "neutral")


def action_of(attempt: Attempt) -> str:
    return str(ACTIONS.get(attempt.action, attempt.action))


def outcome_of(attempt: Attempt) -> str:
    """How a try ended; a code that has no words of its own is shown as it is."""
    if attempt.outcome == BY_A_PERSON:
        return gettext("By %(name)s.") % {"name": attempt.message} if attempt.message else ""
    if not attempt.outcome:
        return str(_OPEN)
    if attempt.outcome == "not_found" and attempt.http_status:
        return str(_MISSING)
    return str(OUTCOMES.get(attempt.outcome, attempt.outcome))
