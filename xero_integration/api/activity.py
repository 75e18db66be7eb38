"""Operations: the list, the story of each, and what a person may press on one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from ..access.doors import Visitor, enter
from ..access.permissions import Permission
from ..outbox.activity import ATTENTION, About, filtered, rows_of
from ..outbox.activity_story import Story, story_of
from ..outbox.entries import filters_in
from ..outbox.kinds import words_of
from ..outbox.models import Operation, OperationState
from ..outbox.pressing import find, find_to_act, give_up, retry_now
from . import activity_serializers as shapes
from .asking import checked, names_nothing
from .base import Endpoint
from .described import CHANGED, described
from .fields import ISO_DAYS, spoken
from .paging import CURSOR, PAGE_SIZE, LatestFirst

FILTERS = [
    OpenApiParameter(
        "state",
        str,
        enum=[ATTENTION, *OperationState.values],
        description="A state, or attention: refused or waiting.",
    ),
    OpenApiParameter("kind", str),
    OpenApiParameter("connection", OpenApiTypes.UUID),
    OpenApiParameter("text", str, description="In what was sent, by whom, or what came of it."),
    OpenApiParameter("since", OpenApiTypes.DATE),
    OpenApiParameter("until", OpenApiTypes.DATE),
]


class Operations(Endpoint):
    @described(
        operation_id="operation_list",
        parameters=[*FILTERS, CURSOR, PAGE_SIZE],
        responses={200: LatestFirst.page_of(shapes.OperationSummary)},
    )
    def get(self, request: Request) -> Response:
        """What was asked of Xero in the caller's organisations, the newest first."""
        visitor = enter(self.host_request, Permission.VIEW_LOG)
        form = _filters(request.query_params, visitor.tenant)
        if names_nothing(form, "connection"):
            raise Http404
        checked(form)
        asked = filtered(visitor.tenant, form.asked("")).select_related("connection")
        pages = LatestFirst()
        rows = rows_of(self.host_request, pages.rows_of(asked, request))
        told = [
            {**_summary(row.operation, row.about), "messages": spoken("\n".join(row.messages))}
            for row in rows
        ]
        return self.answer(pages.told(shapes.OperationSummary(told, many=True).data))


class OneOperation(Endpoint):
    needs = Permission.VIEW_LOG

    @described(operation_id="operation_read", responses={200: shapes.OperationStory})
    def get(self, request: Request, operation_id: UUID) -> Response:
        """The story of one operation: what was to be sent, each try, and what may be done."""
        visitor = enter(self.host_request, Permission.VIEW_LOG)
        return self.answer(self.story(find(visitor, operation_id)))

    def found_to_act(self, visitor: Visitor, operation_id: UUID) -> Operation:
        found = find_to_act(self.host_request, visitor, operation_id)
        self.insist_on(lambda: self.story(found))
        return found

    def story(self, operation: Operation) -> Any:
        return shapes.OperationStory(_story(story_of(self.host_request, operation))).data


class OperationRetry(OneOperation):
    http_method_names = ["post"]

    @described(
        operation_id="operation_retry",
        headers=CHANGED,
        request=None,
        responses={200: shapes.OperationStory},
    )
    def post(self, request: Request, operation_id: UUID) -> Response:
        """Send it now and wait for Xero; the story says what came of it."""
        visitor = enter(self.host_request, Permission.VIEW_LOG)
        retry_now(self.found_to_act(visitor, operation_id), actor=visitor.actor)
        return self.answer(self.story(find(visitor, operation_id)))


class OperationCancel(OneOperation):
    http_method_names = ["post"]

    @described(
        operation_id="operation_cancel",
        headers=CHANGED,
        request=None,
        responses={200: shapes.OperationStory},
    )
    def post(self, request: Request, operation_id: UUID) -> Response:
        """Give up what certainly has not reached Xero; it will not be sent."""
        visitor = enter(self.host_request, Permission.VIEW_LOG)
        give_up(self.found_to_act(visitor, operation_id), actor=visitor.actor)
        return self.answer(self.story(find(visitor, operation_id)))


def _filters(query: Mapping[str, str], tenant: str) -> Any:
    """As on the page, but for days, which are written one way."""
    form = filters_in(query, tenant)
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            field.input_formats = ISO_DAYS
    return form


def _summary(operation: Operation, about: About) -> dict[str, Any]:
    names = ("kind", "state", "actor_name", "created_at", "finished_at")
    return {
        "id": operation.pk,
        **{name: getattr(operation, name) for name in names},
        "kind_label": words_of(operation),
        "state_label": operation.get_state_display(),
        "code": operation.error_code,
        "messages": spoken(operation.error_message),
        "connection": operation.connection_id,
        "connection_name": operation.connection.name,
        "about": about.label,
        "deals": [
            {"deal": deal.ref.key, "title": deal.title, "url": deal.url} for deal in about.deals
        ],
    }


def _story(story: Story) -> dict[str, Any]:
    names = ("number", "action", "outcome", "started_at", "finished_at", "http_status",
             "correlation_id", "idempotency_key")  # fmt: skip
    return {
        **_summary(story.operation, story.about),
        "body": story.operation.body,
        "tries": [
            {
                **{name: getattr(each, name) for name in names},
                "messages": spoken("\n".join(each.messages)),
            }
            for each in story.tries
        ],
        "before": story.before.operation.pk if story.before else None,
        "after": [each.operation.pk for each in story.after],
        "acts": {
            "retry": bool(story.acts.retry),
            "cancel": story.acts.cancel,
            "form_url": story.acts.form_url,
            "denied": story.acts.denied,
        },
    }
