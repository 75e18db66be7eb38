"""What every endpoint has in common: who calls, how errors are answered, what is never cached."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from drf_spectacular.openapi import AutoSchema
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ..access.actors import actor_record
from ..access.gate import mark_as_token
from ..connections.csrf import forgery_refusal
from ..host.registry import all_sources, first_source
from .idempotency import once
from .parsing import PatientJSONParser
from .problems import TOLD, problem_of

SAFE = ("GET", "HEAD")


class ForgedRequest(APIException):
    """Some other site made a browser send this."""

    status_code = 403
    default_code = "csrf_failed"
    default_detail = _("The CSRF token is missing or wrong.")


class PreconditionFailed(APIException):
    """What the caller saw (``If-Match``) is not what there is."""

    status_code = 412
    default_code = "changed_meanwhile"
    default_detail = _("It has changed since you read it. Read it again before you go on.")


class Endpoint(APIView):
    """Authenticated by the host's own classes; permitted by the doors, never by a class here.

    Outside ``ATOMIC_REQUESTS``, as no call to Xero may run inside a transaction (R1).
    """

    renderer_classes = [JSONRenderer]
    parser_classes = [PatientJSONParser]
    permission_classes = []
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    schema = AutoSchema()
    keeps_answers = True
    """Whether an answer is kept for its ``Idempotency-Key``; not where there is a secret in it."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        return transaction.non_atomic_requests(never_cache(super().as_view(**initkwargs)))

    @property
    def host_request(self) -> HttpRequest:
        """What the host's source is given: Django's request, with the caller's ``user``."""
        request: HttpRequest = self.request._request
        return request

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        authenticator = request.successful_authenticator
        if authenticator is not None and not isinstance(authenticator, SessionAuthentication):
            mark_as_token(request._request)
        # A host's source may know the caller by a session that no class here looked at.
        may_be_forged = authenticator is None and request.method not in SAFE
        if may_be_forged and forgery_refusal(request._request) is not None:
            raise ForgedRequest()
        if request.method not in SAFE:
            self._answer_once(request)

    def _answer_once(self, request: Request) -> None:
        """Repeat the answer to a request that was made before (``Idempotency-Key``)."""
        name = str(request.method).lower()
        handler = getattr(self, name, None)
        caller = self._caller()
        if handler is None or caller is None or not self.keeps_answers:
            return

        def handled(request: Request, *args: Any, **kwargs: Any) -> Response:
            def respond() -> Response:
                answer: Response
                try:
                    answer = handler(request, *args, **kwargs)
                except TOLD as error:  # what is told is kept as it is told
                    answer = self.handle_exception(error)
                return answer

            return once(request, caller, respond)

        setattr(self, name, handled)

    def _caller(self) -> str | None:
        named = self.kwargs.get("source")
        source = all_sources().get(named) or first_source()
        user = source.actor(self.host_request)
        return actor_record(user).key if user is not None else None

    def handle_exception(self, exc: Exception) -> Response:
        answer = problem_of(self.request, exc)
        if answer is None:
            raise exc
        if answer.status_code == 401:
            answer["WWW-Authenticate"] = self.get_authenticate_header(self.request) or "Session"
        answer.exception = True
        return answer

    def answer(self, body: Any, status: int = 200) -> Response:
        """With the ETag of what is said; 304 when the caller has it (``If-None-Match``)."""
        tag = etag_of(body)
        if status == 200 and self.request.method in SAFE and self._names(tag, "If-None-Match"):
            return Response(status=304, headers={"ETag": tag})
        return Response(body, status=status, headers={"ETag": tag})

    def insist_on(self, shown: Callable[[], Any]) -> None:
        """Raises PreconditionFailed when the caller saw something else than is ``shown`` now."""
        if self.request.headers.get("If-Match") and not self._names(etag_of(shown()), "If-Match"):
            raise PreconditionFailed()

    def _names(self, tag: str, header: str) -> bool:
        said = self.request.headers.get(header, "")
        return said.strip() == "*" or tag in (each.strip() for each in said.split(","))


def etag_of(body: Any) -> str:
    shown = json.dumps(body, sort_keys=True, default=str)
    return f'"{hashlib.sha256(shown.encode()).hexdigest()[:32]}"'
