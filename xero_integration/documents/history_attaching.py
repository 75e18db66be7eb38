"""Ties documents to deals and takes them off again; Xero is never told, nothing there changes."""

from __future__ import annotations

from django.db import transaction

from ..access.doors import OpenDeal
from .models import DealLink, Document, DocumentEvent, DocumentEventKind


def attach(deal: OpenDeal, document: Document) -> bool:
    """The document belongs to this deal too, whichever others it has; False if it did already."""
    with transaction.atomic():
        _link, made = DealLink.objects.get_or_create(
            document=document,
            source=deal.ref.source,
            subject_pk=deal.ref.pk,
            defaults={"tenant": deal.tenant, "linked_by_name": deal.actor.name},
        )
        if made:
            note(deal, document, DocumentEventKind.ATTACHED)
    return made


def detach(deal: OpenDeal, document: Document) -> bool:
    """The document leaves this deal only; attaching it again undoes it."""
    links = DealLink.objects.filter(
        document=document, source=deal.ref.source, subject_pk=deal.ref.pk
    )
    with transaction.atomic():
        gone = links.delete()[0] > 0
        if gone:
            note(deal, document, DocumentEventKind.DETACHED)
    return gone


def note(deal: OpenDeal, document: Document, kind: DocumentEventKind) -> None:
    """Write down who did it, for the document's timeline."""
    DocumentEvent.objects.create(
        document=document,
        kind=kind,
        source=deal.ref.source,
        subject_pk=deal.ref.pk,
        actor=deal.actor.key,
        actor_name=deal.actor.name,
    )
