"""What exactly once means, kind by kind: what Xero and the mirror must hold of an operation.

Each promise answers with a complaint, or with "" when it is kept. A creation that is done made
one record; an edit or a new status that is done stands in Xero; a mail that is done went out,
and none goes out twice. Of what was refused, Xero holds nothing. Only a mail whose fate nobody
could find out may have gone out once and still be shown as not confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.faults.subjects_on_documents import THEIRS
from tests.outbox.company import Company
from xero_integration.client import wire
from xero_integration.documents.action_operations import AT_ONCE
from xero_integration.models import Contact, Document, Operation

DONE, REFUSED, CANCELLED = "done", "refused", "cancelled"
UNCONFIRMED = "unconfirmed"
STATUS_WORDS = {
    "AUTHORISED": "Approved",
    "VOIDED": "Voided",
    "DELETED": "Deleted",
    "SUBMITTED": "Submitted",
}
MIRRORED = ("status", "total", "amount_due", "amount_paid", "amount_credited", "number")


ENDED = ("VOIDED", "DELETED")
"""What is due of these Xero tells now as nothing, now as it was."""


def broken_promise(company: Company, operation: Operation) -> str:
    """The first complaint about how an operation ended."""
    if operation.state not in (DONE, REFUSED, CANCELLED):
        return f"{operation} is still {operation.state}"
    if operation.lease_token is not None:
        return f"{operation} has ended and is still held"
    if operation.state == REFUSED and not operation.error_message:
        return f"{operation} is refused and does not say why"
    complaint = PROMISES[operation.kind](company, operation)
    return f"{operation} is {operation.state}, yet {complaint}" if complaint else ""


def unlike_xero(company: Company) -> str:
    """Where the mirror differs from the books."""
    for document in Document.objects.all():
        held = company.books.invoices[document.xero_id]
        for name in MIRRORED:
            ours, theirs = getattr(document, name), getattr(held, name)
            if ours != theirs and not (name == "amount_due" and held.status in ENDED):
                return f"the mirror holds {name} {ours} of {held.number}, Xero {theirs}"
    return ""


def _invoice_created(company: Company, operation: Operation) -> str:
    mark = str(operation.pk)
    there = [key for key, each in company.books.invoices.items() if each.url.endswith(mark)]
    return _created(operation, there, Document)


def _contact_created(company: Company, operation: Operation) -> str:
    mark = str(operation.pk)
    there = [key for key, each in company.books.contacts.items() if each.number == mark]
    return _created(operation, there, Contact)


def _created(operation: Operation, there: list[str], mirror: Any) -> str:
    wanted = [operation.answer_id] if operation.state == DONE else []
    if there != wanted:
        return f"Xero holds {there}"
    mirrored = mirror.objects.filter(connection=operation.connection, xero_id__in=there)
    return "" if mirrored.count() == len(wanted) else "it is not mirrored"


def _contact_updated(company: Company, operation: Operation) -> str:
    sent = wire.plain(operation.body)
    email = company.books.contacts[sent["ContactID"]].email
    if (email == sent["EmailAddress"]) != (operation.state == DONE):
        return f"the contact's address is {email}"
    if operation.state == DONE and not Contact.objects.filter(email=email).exists():
        return "it is not mirrored"
    return ""


def _status_changed(company: Company, operation: Operation) -> str:
    wanted = wire.plain(operation.body)["Status"]
    entries = _history(company, operation)
    done = [index for index, entry in enumerate(entries) if entry == STATUS_WORDS[wanted]]
    ours = [index for index in done if index > 0]
    if len(ours) != (operation.state == DONE):
        return f"Xero's history says {entries}"
    return _nothing_overwritten(company, operation, STATUS_WORDS[wanted])


def _edited(company: Company, operation: Operation) -> str:
    document = company.books.invoices[operation.target]
    sent = wire.plain(operation.body)
    was_changed_by_others = bool(_theirs(company, operation))
    last_words = {THEIRS} if _known_to_the_press(company, operation) else {sent["Reference"]}
    last_words |= {THEIRS} if was_changed_by_others else set()
    says = document.reference in last_words and len(document.lines) == 2
    times = len(_ours(company, operation, "Edited"))
    if operation.state == DONE and not (says and times == 1):
        return f"Xero holds {document.reference!r} after {times} edits of ours"
    if operation.state != DONE and times > was_changed_by_others:
        return f"Xero's history has {times} edits of ours"
    return _nothing_overwritten(company, operation, "Edited")


def _mailed(company: Company, operation: Operation) -> str:
    sent = sum(company.books.emails_sent.values())
    allowed = {DONE: {1}, REFUSED: {0}, CANCELLED: {0}}[operation.state]
    if operation.error_code == UNCONFIRMED:
        allowed = {0, 1}
    return "" if sent in allowed else f"{sent} mails went out"


def _noted(company: Company, operation: Operation) -> str:
    details = wire.plain(operation.body)["Details"]
    entries = company.books.history.get(operation.target, [])
    count = sum(entry.details == details for entry in entries)
    return "" if count == (operation.state == DONE) else f"Xero holds the note {count} times"


def _history(company: Company, operation: Operation) -> list[str]:
    """What happened to the document, the oldest first."""
    return [entry.changes for entry in company.books.history.get(operation.target, [])]


def _ours(company: Company, operation: Operation, words: str) -> list[int]:
    return _entries(company, operation, words, is_ours=True)


def _theirs(company: Company, operation: Operation) -> list[int]:
    """What an accountant did since it was asked for; before that, it is for the page to tell."""
    entries = company.books.history.get(operation.target, [])
    since = operation.created_at
    found = _entries(company, operation, "Edited", is_ours=False)
    return [index for index in found if entries[index].at > since]


def _known_to_the_press(company: Company, operation: Operation) -> list[int]:
    """What comes in the seconds in which a press is sent without another look may be missed."""
    entries = company.books.history.get(operation.target, [])
    sent_by = operation.created_at + AT_ONCE
    return [index for index in _theirs(company, operation) if entries[index].at >= sent_by]


def _entries(company: Company, operation: Operation, words: str, *, is_ours: bool) -> list[int]:
    entries = company.books.history.get(operation.target, [])
    return [
        index
        for index, entry in enumerate(entries)
        if entry.changes == words and (entry.user != "Accountant") == is_ours
    ]


def _nothing_overwritten(company: Company, operation: Operation, words: str) -> str:
    """What an accountant wrote after our press stays: nothing of ours comes after it."""
    theirs = _known_to_the_press(company, operation)
    ours = _ours(company, operation, words)
    if theirs and ours and max(ours) > min(theirs):
        return f"it came after an accountant's edit: {_history(company, operation)}"
    reference = company.books.invoices[operation.target].reference
    return f"Xero holds {reference!r}" if theirs and reference != THEIRS else ""


PROMISES: Mapping[str, Callable[[Company, Operation], str]] = {
    "invoice.create": _invoice_created,
    "invoice.update": _edited,
    "contact.create": _contact_created,
    "contact.update": _contact_updated,
    "document.status": _status_changed,
    "document.email": _mailed,
    "document.note": _noted,
}
