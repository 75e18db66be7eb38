"""Why something can't be done with a document: a plain sentence with a way out for each code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .models import Document


@dataclass(frozen=True, slots=True)
class Words:
    """``shown``: a menu says it, because somebody can do something about it."""

    sentence: Any
    shown: bool = True


WORDS: Mapping[str, Words] = {
    "permission": Words(
        _("You don't have the right to do this. Ask an administrator."), shown=False
    ),
    "approved": Words(_("It is approved already."), shown=False),
    "submitted": Words(_("It waits for approval already."), shown=False),
    "voided": Words(_("It was voided, which can't be undone. Copy it instead."), shown=False),
    "deleted": Words(_("It was deleted, which can't be undone. Copy it instead."), shown=False),
    "use_delete": Words(_("Only approved documents are voided. Delete it instead."), shown=False),
    "use_void": Words(_("Approved documents can't be deleted. Void it instead."), shown=False),
    "use_copy": Words(_("It is not approved yet. Edit, delete or copy it."), shown=False),
    "unapproved": Words(_("It has to be approved first.")),
    "settled": Words(_("%(money)s. Remove the payment or credit in Xero first.")),
    "role": Words(
        _(
            "The connected Xero user may not approve. Submit it for approval, or let an "
            "administrator connect as somebody who may."
        )
    ),
    "unknown_status": Words(
        _("Its status %(status)s is new to this site. Open it in Xero instead.")
    ),
    "needs_sign_in": Words(_("Xero needs a new sign-in. Ask an administrator to reconnect.")),
    "disconnected": Words(_("Xero is disconnected. Ask an administrator to connect it again.")),
    "read_only": Words(
        _("Nothing is sent to Xero yet. Ask an administrator to switch writing on.")
    ),
    "busy": Words(_("Something is on its way to Xero for it. Wait until that has ended.")),
    "missing": Words(_("Xero no longer knows it. Look in Xero, or detach it from the deal.")),
    "no_address": Words(_("Its address in Xero is not known yet. Try again in a minute.")),
    "credit_note_email": Words(
        _("Xero can't e-mail credit notes for us. Download the PDF, or send it from Xero.")
    ),
    "credit_note_link": Words(_("Credit notes have no page for customers."), shown=False),
    "credit_note_edit": Words(_("Credit notes are edited in Xero."), shown=False),
    "credit_note_copy": Words(_("Credit notes are made in Xero."), shown=False),
}


def reason(code: str, document: Document) -> str:
    """The sentence for this very document, in the reader's language."""
    return str(WORDS[code].sentence) % {"money": _money(document), "status": document.status}


def _money(document: Document) -> str:
    """What stands in the way, in sums; the action's page names each payment and credit."""
    sums = {
        gettext("%(amount)s was paid"): document.amount_paid,
        gettext("%(amount)s was credited"): document.amount_credited,
    }
    told = [
        sentence
        % {"amount": f"{number_format(amount, 2, force_grouping=True)} {document.currency}"}
        for sentence, amount in sums.items()
        if amount
    ]
    return ", ".join(told) or gettext("It is settled, or some of it was used")
