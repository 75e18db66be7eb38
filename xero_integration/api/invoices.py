"""Creates the invoice of a draft: exactly one, however often it is asked for."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from .answering import Sent
from .described import described
from .draft_serializers import DraftToSend
from .sending import Pressed


class Invoices(Pressed):
    done = 201

    @described(
        operation_id="invoice_create",
        request=DraftToSend,
        responses={201: Sent, 202: Sent},
    )
    def post(self, request: Request, source: str, pk: str) -> Response:
        """Send a draft to Xero and wait for its answer.

        Sent again with the same draft it creates nothing more, and tells what came of it. 202
        says that Xero has not confirmed yet: it is looked after, and nothing is to be sent again.
        """
        return self.pressed(request, source=source, pk=pk)
