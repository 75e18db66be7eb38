"""What a document's status alone doesn't say: part paid, overdue, sent, credited. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from .models import Document
from .status import DocumentStatus

COUNTING = (DocumentStatus.AUTHORISED, DocumentStatus.PAID)
ENDED = (DocumentStatus.VOIDED, DocumentStatus.DELETED)


@dataclass(frozen=True, slots=True)
class Badge:
    """``code`` is for programs, ``label`` for people in their language, ``tone`` for the eye."""

    code: str
    label: str
    tone: str


def badges_of(document: Document, *, today: dt.date) -> list[Badge]:
    """The badges of a document in the order they matter; asks the database nothing."""
    badges = (derive(document, today) for derive in DERIVED)
    return [badge for badge in badges if badge is not None]


def _missing(document: Document, _today: dt.date) -> Badge | None:
    if document.missing_since is None:
        return None
    return Badge("missing", gettext("No longer in Xero"), "danger")


def _overdue(document: Document, today: dt.date) -> Badge | None:
    due = document.due_date
    if document.status != DocumentStatus.AUTHORISED or due is None or document.amount_due <= 0:
        return None
    days = (today - due).days
    if days <= 0:
        return None
    text = ngettext("%(days)d day overdue", "%(days)d days overdue", days)
    return Badge("overdue", text % {"days": days}, "danger")


def _part_paid(document: Document, _today: dt.date) -> Badge | None:
    if document.status != DocumentStatus.AUTHORISED or document.amount_paid <= 0:
        return None
    return Badge("part_paid", gettext("Part paid"), "info")


def _credited(document: Document, _today: dt.date) -> Badge | None:
    """A credit, prepayment or overpayment was set against it, in part or in full."""
    if document.status not in COUNTING or document.amount_credited <= 0:
        return None
    return Badge("credited", gettext("Credited"), "info")


def _sent(document: Document, _today: dt.date) -> Badge | None:
    if not document.sent_to_contact or document.status in ENDED:
        return None
    return Badge("sent", gettext("Sent"), "neutral")


DERIVED: tuple[Callable[[Document, dt.date], Badge | None], ...] = (
    _missing,
    _overdue,
    _part_paid,
    _credited,
    _sent,
)
