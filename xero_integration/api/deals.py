"""A deal's documents as its page shows them, and asking Xero for news of them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from ..access.doors import OpenDeal, open_deal
from ..access.permissions import Permission
from ..documents.deal_refresh import allowed_again_at, refresh
from ..documents.panel import panel_for
from ..documents.panel_context import panel_json
from ..documents.verdicts import rights_of
from .base import Endpoint
from .described import described
from .panel_serializers import Panel
from .problems import problem


class Deal(Endpoint):
    @described(operation_id="deal_read", responses={200: Panel})
    def get(self, request: Request, source: str, pk: str) -> Response:
        """The newest documents of the deal, what may be done with each, and the sums of all."""
        deal = open_deal(self.host_request, source, pk, Permission.VIEW)
        return self.answer(self._shown(deal))

    def _shown(self, deal: OpenDeal) -> Any:
        rights = rights_of(self.host_request, deal)
        return Panel(panel_json(panel_for(deal, rights))).data


class DealRefresh(Deal):
    http_method_names = ["post"]

    @described(operation_id="deal_refresh", request=None, responses={200: Panel})
    def post(self, request: Request, source: str, pk: str) -> Response:
        """Ask Xero for news of the deal's documents: one call for all of them."""
        deal = open_deal(self.host_request, source, pk, Permission.VIEW)
        if refresh(deal):
            return self.answer(self._shown(deal))
        again = allowed_again_at(deal.ref)
        wait = (again - timezone.now()).total_seconds() if again else 0
        told = _("Xero was asked a moment ago. Please wait some seconds.")
        headers = {"Retry-After": str(max(1, round(wait)))}
        return problem("asked_a_moment_ago", told, 429, headers=headers)
