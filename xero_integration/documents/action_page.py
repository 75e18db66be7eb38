"""What a person is shown before an action: what it does, to whom, and what stands in its way."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from ..access.doors import OpenDeal, open_deal
from ..access.permissions import Permission
from ..exceptions import NotAllowed
from ..outbox.models import Operation
from ..reference.models import Contact, Organisation
from .action_forms import ActionForm, EmailForm, NoteForm
from .actions import KIND_OF, last_email, version_of, was_sent_lately
from .matrix import Action, Verdict, has_money, rights_for
from .models import Document, Settlement
from .panel import overdue_days
from .subjects import document_of_deal
from .verdicts import Rights, rights_of, verdict_now


@dataclass(frozen=True, slots=True)
class Ask:
    """The words of one action's page; ``danger`` for what can't be undone."""

    title: Any
    button: Any
    warning: Any = ""
    danger: bool = False


ASKS: Mapping[Action, Ask] = {
    Action.APPROVE: Ask(
        _("Approve %(document)s?"),
        _("Approve"),
        _("From then on it counts, and Xero books it."),
    ),
    Action.SUBMIT: Ask(
        _("Submit %(document)s for approval?"),
        _("Submit for approval"),
        _("Somebody who may approve finds it in Xero among what waits for approval."),
    ),
    Action.VOID: Ask(
        _("Void %(document)s?"), _("Void"), _("Voiding can't be undone, not in Xero either."), True
    ),
    Action.DELETE: Ask(
        _("Delete %(document)s?"),
        _("Delete"),
        _("Deleting can't be undone, not in Xero either."),
        True,
    ),
    Action.EMAIL: Ask(_("E-mail %(document)s?"), _("Send the e-mail")),
    Action.NOTE: Ask(_("Add a note to %(document)s"), _("Add the note")),
}


@dataclass(frozen=True, slots=True)
class Mail:
    """To whom Xero will send, and when it last did; ``sent_at`` None when that is not known."""

    addresses: Sequence[str]
    is_marked_sent: bool
    sent_at: dt.datetime | None
    sent_by: str
    is_recent: bool
    is_demo: bool


@dataclass(frozen=True, slots=True)
class ActionPage:
    """One person at one action of one document."""

    request: HttpRequest
    deal: OpenDeal
    document: Document
    action: Action
    rights: Rights

    @property
    def verdict(self) -> Verdict:
        return verdict_now(self.action, self.document, self.rights)

    @property
    def deal_url(self) -> str:
        return self.deal.source.url(self.request, self.deal.obj) or "/"

    def form(self) -> ActionForm:
        sent = self.request.POST if self.request.method == "POST" else None
        options: dict[str, Any] = {
            "data": sent,
            "initial": {"seen": version_of(self.document), "nonce": uuid.uuid4()},
            "auto_id": "xi-action-%s",
        }
        if self.action == Action.EMAIL:
            return EmailForm(**options)
        if self.action == Action.NOTE:
            return NoteForm(**options, actor=self.deal.actor)
        return ActionForm(**options)


def action_of(name: str) -> Action:
    """404 for what is not an operation: the others have addresses of their own."""
    action = Action(name) if name in Action.values else None
    if action is None or action not in KIND_OF:
        raise Http404("No such action")
    return action


def open_action(
    request: HttpRequest, source: str, pk: str, document: UUID, action: str
) -> ActionPage:
    """Raises NotAllowed without all the rights that the action takes on this document."""
    deal = open_deal(request, source, pk, Permission.VIEW)
    wanted = action_of(action)
    found = document_of_deal(deal, document)
    rights = rights_of(request, deal)
    needed = rights_for(wanted, found.status)
    if not needed <= rights:
        raise NotAllowed(f"{wanted} needs {', '.join(sorted(needed))}")
    return ActionPage(request, deal, found, wanted, rights)


def page_context(
    page: ActionPage, form: ActionForm, *, problem: str = "", refused: Operation | None = None
) -> dict[str, Any]:
    """``problem`` is why this press did nothing; ``refused``, the operation that Xero refused."""
    document, ask = page.document, ASKS[page.action]
    found = page.verdict
    name = document.number or document.get_kind_display()
    return {
        "deal": page.deal,
        "deal_url": page.deal_url,
        "document": document,
        "ask": ask,
        "title": str(ask.title) % {"document": name},
        "form": form,
        "verdict": found,
        "problem": problem if found.allowed else "",
        "refused": refused.error_message.splitlines() if refused else [],
        "settlements": in_the_way(document) if found.code == "settled" else [],
        "mail": mail_of(document) if page.action == Action.EMAIL else None,
        "overdue_days": overdue_days(document, dt.date.today()),
    }


def in_the_way(document: Document) -> list[Settlement]:
    return list(document.settlements.order_by("date", "id")) if has_money(document) else []


def mail_of(document: Document) -> Mail:
    last = last_email(document)
    return Mail(
        addresses=recipients(document),
        is_marked_sent=document.sent_to_contact,
        sent_at=last.finished_at if last else None,
        sent_by=last.actor_name if last else "",
        is_recent=was_sent_lately(document),
        is_demo=Organisation.objects.filter(
            connection=document.connection_id, is_demo=True
        ).exists(),
    )


def recipients(document: Document) -> list[str]:
    """As far as the mirror of Xero's contacts knows; Xero itself decides when it sends."""
    row = Contact.objects.filter(
        connection=document.connection_id, xero_id=document.contact_id
    ).first()
    if row is None:
        return []
    return [address for address in (row.email, *row.include_in_emails) if address]
