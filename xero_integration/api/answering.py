"""The answer to whoever had something written to Xero: how it ended, or where to ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from ..documents.models import Document
from ..documents.submitting import mail_after
from ..host.records import SubjectRef
from ..outbox.models import Operation
from .fields import OperationState, operation_json
from .problems import problem

STATUSES = {"refused": 422, "cancelled": 409}
"""Of an operation that ended otherwise than it should; while it is on its way, 202."""


class Sent(OperationState):
    document = serializers.UUIDField(
        allow_null=True, help_text="The document that it made or is about, once there is one."
    )
    mail = OperationState(
        allow_null=True, help_text="The e-mail to the customer, when it was asked for."
    )


def sent_json(operation: Operation, document: Document | None) -> dict[str, Any]:
    mail = mail_after(operation)
    return {
        **operation_json(operation),
        "document": str(document.pk) if document else None,
        "mail": operation_json(mail) if mail else None,
    }


def operation_answer(
    request: HttpRequest,
    ref: SubjectRef,
    operation: Operation,
    *,
    told: Mapping[str, Any],
    done: int = 200,
) -> Response:
    """``done`` is the status of success; ``Location`` is where the operation is asked for."""
    status = done if operation.state == "done" else STATUSES.get(operation.state, 202)
    if status >= 400:
        return _ended(operation, told, status)
    headers = {"Location": _place_of(request, ref, operation)}
    return Response(told, status=status, headers=headers)


def _place_of(request: HttpRequest, ref: SubjectRef, operation: Operation) -> str:
    """Where the host mounted us, within whatever namespaces of its own."""
    match = request.resolver_match
    namespace = match.namespace if match else "xero_integration_api"
    return reverse(f"{namespace}:deal_operation", args=[ref.source, ref.pk, operation.pk])


def _ended(operation: Operation, told: Mapping[str, Any], status: int) -> Response:
    message = " ".join(told["messages"]) or (
        _("Xero did not accept this.") if status == 422 else _("This was given up and not sent.")
    )
    code = operation.error_code or operation.state
    return problem(code, message, status, reasons=told["messages"], operation=told["id"])
