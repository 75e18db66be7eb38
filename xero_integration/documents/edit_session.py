"""Opens the invoice form on a document that is in Xero already, or says why that can't be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from ..access.doors import OpenDeal, open_deal
from ..access.permissions import Permission
from ..exceptions import NotAllowed
from . import edit_services
from .edit_purpose import EditInvoice
from .form_session import FormSession, take_in
from .matrix import Action, Verdict, rights_for
from .models import Document, InvoiceDraft
from .verdicts import Rights, rights_of


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document of a deal, with what this caller may do there."""

    request: HttpRequest
    deal: OpenDeal
    document: Document
    rights: Rights

    @property
    def deal_url(self) -> str:
        return self.deal.source.url(self.request, self.deal.obj) or "/"


def open_document(
    request: HttpRequest, source: str, pk: str, document: UUID, action: Action
) -> OpenDocument:
    """404 unless it is the deal's; NotAllowed unless the caller may do this with it."""
    deal = open_deal(request, source, pk, Permission.VIEW)
    mine = Document.objects.of_deal(deal.ref).filter(connection__tenant=deal.tenant)
    found = get_object_or_404(mine.select_related("connection__grant"), pk=document)
    rights = rights_of(request, deal)
    require(action, found, rights)
    return OpenDocument(request, deal, found, rights)


def require(action: Action, document: Document, rights: Rights) -> None:
    needed: Iterable[Permission] = rights_for(action, document.status)
    if not frozenset(needed) <= frozenset(rights):
        raise NotAllowed(f"{action} needs {', '.join(sorted(needed))}")


def open_edit_form(opened: OpenDocument) -> FormSession | Verdict | None:
    """The session of a page's request, with what was typed; else as ``open_edit_session``."""
    session = open_edit_session(opened, named=opened.request.POST.get("draft", ""))
    if isinstance(session, FormSession):
        take_in(session)
    return session


def open_edit_session(opened: OpenDocument, *, named: str = "") -> FormSession | Verdict | None:
    """The document's open draft; the verdict when the document can't be edited now.

    None when the draft that is named was saved already. A form that was open when the
    document changed keeps what was typed and says why it can't be saved.
    """
    row = edit_services.draft_of(opened.document)
    if named and (row is None or str(row.pk) != named):
        return None
    is_on_its_way = row is not None and row.operation is not None and row.operation.is_open
    verdict = edit_services.edit_verdict(opened.document, opened.rights, row)
    if not (verdict.allowed or is_on_its_way or named):
        return verdict
    return _session(opened, row, verdict)


def _session(opened: OpenDocument, row: InvoiceDraft | None, verdict: Verdict) -> FormSession:
    document, request = opened.document, opened.request
    held = edit_services.held_of(document)
    made = None
    if row is None:
        row, made = edit_services.open_edit(opened.deal, document, held)
    edit_services.bring_to(row, opened.deal)
    row.connection = document.connection
    purpose = EditInvoice(document, opened.rights, row, held, verdict)
    values = dict(row.values)
    session = FormSession(request, opened.deal, document.connection, row, values, purpose)
    if made is not None:
        session.book = made.book
    return session
