"""Opens a document of a deal for what changes nothing in Xero."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from ..access.doors import OpenDeal, open_deal
from ..access.permissions import Permission
from .actions import ActionRefused
from .matrix import Action
from .models import Document
from .subjects import document_of_deal
from .verdicts import rights_of, verdict_now


def readable(
    request: HttpRequest, source: str, pk: str, document: UUID, action: Action
) -> tuple[OpenDeal, Document]:
    """Raises ActionRefused where the document does not allow it now."""
    deal = open_deal(request, source, pk, Permission.VIEW)
    found = document_of_deal(deal, document)
    verdict = verdict_now(action, found, rights_of(request, deal))
    if not verdict.allowed:
        raise ActionRefused.because(verdict)
    return deal, found
