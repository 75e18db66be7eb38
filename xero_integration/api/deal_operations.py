"""One operation of a deal: how it stands, for who may see the deal; taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ..access.doors import OpenDeal, open_deal
from ..access.permissions import Permission
from ..documents.activity_directory import PREFIX
from ..documents.models import Document
from ..documents.subjects import document_of, document_of_deal
from ..exceptions import NotAllowed
from ..outbox.activity_story import may_act
from ..outbox.kinds import words_of
from ..outbox.models import Operation
from ..outbox.pressing import give_up
from .answering import Sent, sent_json
from .base import Endpoint
from .described import described


class DealOperationState(Sent):
    kind = serializers.CharField()
    what = serializers.CharField(help_text="What is done, in words.")


class DealOperation(Endpoint):
    @described(operation_id="deal_operation_read", responses={200: DealOperationState})
    def get(self, request: Request, source: str, pk: str, operation: UUID) -> Response:
        """How something that was sent from this deal stands: where a 202 is followed."""
        deal = open_deal(self.host_request, source, pk, Permission.VIEW)
        return self.answer(_shown(*_found(deal, operation)))

    @described(operation_id="deal_operation_cancel", responses={204: None})
    def delete(self, request: Request, source: str, pk: str, operation: UUID) -> Response:
        """Take back what certainly has not reached Xero; it will not be sent.

        Its draft can be changed again then.
        """
        deal = open_deal(self.host_request, source, pk, Permission.VIEW)
        found, document = _found(deal, operation)
        if not may_act(self.host_request, found):
            raise NotAllowed(f"The rights of {found.kind} are needed to take it back.")
        self.insist_on(lambda: _shown(found, document))
        give_up(found, actor=deal.actor)
        return Response(status=204)


def _found(deal: OpenDeal, pk: UUID) -> tuple[Operation, Document | None]:
    """404 unless it is about the deal or about a document of it."""
    mine = Operation.objects.of_tenant(deal.tenant).select_related("document", "connection")
    operation = get_object_or_404(mine, pk=pk)
    if operation.subject == deal.ref.key:
        return operation, getattr(operation, "document", None)
    if not operation.subject.startswith(f"{PREFIX}:"):
        raise Http404
    return operation, document_of_deal(deal, document_of(operation).pk)


def _shown(operation: Operation, document: Document | None) -> Any:
    words = {"kind": operation.kind, "what": words_of(operation)}
    return {**sent_json(operation, document), **words}
