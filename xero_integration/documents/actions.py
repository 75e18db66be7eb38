"""People's actions on a document: checked again with what is so now, then sent as one operation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from ..access.actors import Actor
from ..client import wire
from ..client.history import LONGEST_NOTE
from ..conf import conf
from ..exceptions import NotAllowed, XeroIntegrationError
from ..outbox import runner
from ..outbox import services as outbox
from ..outbox.models import UNCONFIRMED, Operation, OperationState
from .matrix import Action, Verdict, rights_for
from .models import Document, DocumentKind
from .subjects import operations_on, subject_of
from .verdicts import Rights, verdict_now

STATUS_OF: Mapping[Action, str] = {
    Action.APPROVE: "AUTHORISED",
    Action.SUBMIT: "SUBMITTED",
    Action.VOID: "VOIDED",
    Action.DELETE: "DELETED",
}

KIND_OF: Mapping[Action, str] = {
    **dict.fromkeys(STATUS_OF, "document.status"),
    Action.EMAIL: "document.email",
    Action.NOTE: "document.note",
}
"""The actions that are operations; the others only read, or have forms of their own."""


class ActionRefused(XeroIntegrationError):
    """The document is not, or no longer, in a state that allows it; nothing was sent."""

    code = "action_refused"
    default_message = gettext_noop("This is not possible now.")

    @classmethod
    def because(cls, verdict: Verdict) -> ActionRefused:
        """A finished sentence, in which a percent sign is just that."""
        return cls(code=verdict.code, user_message=verdict.message.replace("%", "%%"))


class ChangedMeanwhile(ActionRefused):
    """What the person saw is not what would be approved or voided."""

    code = "changed_meanwhile"
    default_message = gettext_noop(
        "It has changed in Xero since this page was shown. Look at it again before you go on."
    )


class SentAlready(ActionRefused):
    """Another mail so soon is mostly an accident; a tick says that it is not."""

    code = "sent_already"
    default_message = gettext_noop(
        "It was e-mailed a short while ago. Tick the box if the customer should get it again."
    )


def version_of(document: Document) -> str:
    """Names the state that an action was asked on, so that asking twice is asking once."""
    return document.updated_at.isoformat() if document.updated_at else "unknown"


def act(
    document: Document,
    action: Action,
    *,
    actor: Actor,
    rights: Rights,
    seen: str = "",
    nonce: UUID | None = None,
    text: str = "",
    again: bool = False,
) -> Operation:
    """Do it in Xero and return the operation, which tells how it ended.

    ``seen`` is the version that the person was shown; ``nonce`` names one pressing of a button
    for what may be done more than once. Raises NotAllowed without the rights, and
    ActionRefused when the document does not allow it now.
    """
    with transaction.atomic():
        fresh = _lock(document)
        if not rights_for(action, fresh.status) <= frozenset(rights):
            raise NotAllowed(f"{action} needs {', '.join(rights_for(action, fresh.status))}")
        key = str(nonce) if action not in STATUS_OF else seen or version_of(fresh)
        operation = _asked_before(fresh, action, key)
        if operation is None:
            _check(fresh, action, rights, seen=seen, again=again)
            operation = outbox.submit(
                fresh.connection,
                KIND_OF[action],
                subject=subject_of(fresh),
                intent=f"{action}:{key}",
                body=_body(fresh, action, signed(text, actor)),
                actor=actor,
                target=fresh.xero_id,
                in_background=False,
            )
    return runner.run_now(operation) if operation.is_open else operation


def last_email(document: Document) -> Operation | None:
    """The latest mail that went out from here."""
    sent = operations_on([document]).filter(kind="document.email", state=OperationState.DONE)
    return sent.order_by("-finished_at").first()


def was_sent_lately(document: Document) -> bool:
    """From here within the time that is set, or marked in Xero by a change within it.

    One that nobody could confirm may have been sent.
    """
    since = timezone.now() - timedelta(minutes=conf.EMAIL_AGAIN_AFTER)
    mails = operations_on([document]).filter(kind="document.email")
    if mails.filter(error_code=UNCONFIRMED, first_sent_at__gt=since).exists():
        return True
    last = last_email(document)
    moment = last.finished_at if last else document.updated_at
    return (last is not None or document.sent_to_contact) and bool(moment and moment > since)


def longest_note(actor: Actor) -> int:
    """What is left of Xero's limit beside the name."""
    return LONGEST_NOTE - len(signed("", actor))


def signed(text: str, actor: Actor) -> str:
    """Xero calls the author of a note by the app, so the note itself says who wrote it."""
    return f"{text} — {actor.name}"


def _lock(document: Document) -> Document:
    """One action at a time: the second one sees what the first one has asked for."""
    return Document.objects.select_for_update().get(pk=document.pk)


def _asked_before(document: Document, action: Action, key: str) -> Operation | None:
    """The same press again: on its way, or done."""
    same = operations_on([document]).filter(intent=f"{action}:{key}")
    found = same.select_related("connection", "depends_on").first()
    return found if found and (found.is_open or found.state == OperationState.DONE) else None


def _check(document: Document, action: Action, rights: Rights, *, seen: str, again: bool) -> None:
    found = verdict_now(action, document, rights)
    if not found.allowed:
        raise ActionRefused.because(found)
    if action in STATUS_OF and seen and seen != version_of(document):
        raise ChangedMeanwhile(f"{document.pk} was seen at {seen}")
    if action == Action.EMAIL and not again and was_sent_lately(document):
        raise SentAlready(str(document.pk))


def _body(document: Document, action: Action, note: str) -> str:
    if action in STATUS_OF:
        name = "CreditNoteID" if document.kind == DocumentKind.ACCRECCREDIT else "InvoiceID"
        return wire.encode({name: document.xero_id, "Status": STATUS_OF[action]}).decode()
    return wire.encode({"Details": note} if action == Action.NOTE else {}).decode()
