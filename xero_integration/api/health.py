"""How the sync stands, for a monitor or a status page."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from ..access.doors import enter
from ..access.permissions import Permission
from ..sync.health_json import as_json
from ..sync.health_scope import health_within, scope_of
from .asking import asked_connection
from .base import Endpoint
from .described import described
from .health_serializers import SyncHealth

CONNECTION = OpenApiParameter(
    "connection", OpenApiTypes.UUID, description="One organisation; all of them without it."
)


class Health(Endpoint):
    @described(
        operation_id="health_read",
        headers=(),
        parameters=[CONNECTION],
        responses={200: SyncHealth},
    )
    def get(self, request: Request) -> Response:
        """How the sync of the caller's organisations stands, and what to do where it does not."""
        visitor = enter(self.host_request, Permission.VIEW_LOG)
        scope = scope_of(visitor.tenant, asked_connection(request))
        return Response(SyncHealth(as_json(health_within(scope))).data)
