"""The buttons of the page: do one act, then show the page again with what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from xero_integration.sandbox.control.acts import perform
from xero_integration.sandbox.control.door import refuse_other_sites
from xero_integration.sandbox.page import frame

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

SAID = {
    "approve": "The document is approved.",
    "pay": "It is paid in full.",
    "part_pay": "The payment is recorded.",
    "remove_payment": "The payment is removed.",
    "void": "The document is voided.",
    "delete": "The document is deleted.",
    "edit": "The changes are saved.",
    "rename_contact": "The contact has a new name.",
    "archive_contact": "The contact is archived.",
    "restore_contact": "The contact is active again.",
    "merge_contact": "The contact is merged; its documents have moved.",
    "rename_item": "The item has a new name.",
    "archive_item": "The item is archived.",
    "disconnect_app": "The app is disconnected from this organisation.",
    "end_sign_in": "The app's sign-in has ended.",
    "advance_clock": "Time has passed.",
}
SUBJECTS = {
    "remove_payment": "payment_id",
    "disconnect_app": "connection_id",
    "end_sign_in": "connection_id",
}


def act(sandbox: Sandbox, request: Request, shortcode: str) -> Response:
    """Take the form of one button."""
    refuse_other_sites(request)
    organisation = frame.organisation_by(sandbox, shortcode)
    name = request.form.get("act", "")
    try:
        if name == "advance_clock":
            sandbox.clock.advance(float(request.form.get("seconds", "")))
        else:
            perform(sandbox, organisation.tenant_id, name, _arguments(name, request))
        outcome = {"done": SAID.get(name, "Done.")}
    except ValueError as refused:
        outcome = {"problem": str(refused)}
    back = urlsplit(request.form.get("back", "")).path
    if not back.startswith("/app/"):
        back = f"{frame.home(organisation)}/documents"
    return redirect(f"{back}?{urlencode(outcome)}", code=303)


def _arguments(name: str, request: Request) -> dict[str, Any]:
    given: dict[str, Any] = {
        k: v for k, v in request.form.items() if k not in ("act", "id", "back")
    }
    subject = {_subject(name): request.form.get("id", "")}
    return subject | ({"changes": _changes(given)} if name == "edit" else given)


def _subject(name: str) -> str:
    for kind in ("contact", "item"):
        if name.endswith(kind):
            return f"{kind}_id"
    return SUBJECTS.get(name, "document_id")


def _changes(given: dict[str, str]) -> dict[str, str]:
    """An empty due date is left alone: Xero takes no empty dates."""
    changes = {"Reference": given.get("reference", "")}
    return changes | ({"DueDate": given["due_date"]} if given.get("due_date") else {})
