"""What every endpoint has in common: who calls, how errors are answered, what is never cached."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from drf_spectacular.openapi import AutoSchema
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ..access.actors import actor_record
from ..access.doors import enter, open_deal
from ..access.gate import mark_as_token
from ..access.permissions import Permission
from ..connections.csrf import forgery_refusal
from ..exceptions import NotAllowed
from ..host.registry import all_sources, first_source
from .idempotency import once
from .parsing import PatientJSONParser, read_body
from .problems import TOLD, ProblemRenderer, problem_of

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


class SeenRequired(APIException):
    """Nobody changes the status of what they have not seen."""

    status_code = 428
    default_code = "seen_required"
    default_detail = _("Say which version you saw: send it as “seen”, or its ETag as If-Match.")


class Endpoint(APIView):
    """Authenticated by the host's own classes; permitted by the doors, never by a class here.

    Outside ``ATOMIC_REQUESTS``, as no call to Xero may run inside a transaction (R1).
    """

    versioning_class = None  # the address of the API is its version, whatever others have
    content_negotiation_class = DefaultContentNegotiation
    renderer_classes = [JSONRenderer]
    also_answers: tuple[type[BaseRenderer], ...] = (ProblemRenderer,)
    """What else may be asked for by ``Accept``."""
    parser_classes = [PatientJSONParser]
    permission_classes = []
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    schema = AutoSchema()
    keeps_answers = True
    """Whether an answer is kept for its ``Idempotency-Key``; not where there is a secret in it."""
    needs = Permission.VIEW
    """What it takes to write here, as far as the door asks."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        return transaction.non_atomic_requests(never_cache(super().as_view(**initkwargs)))

    @property
    def host_request(self) -> HttpRequest:
        """What the host's source is given: Django's request, with the caller's ``user``."""
        request: HttpRequest = self.request._request
        return request

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method not in SAFE:
            read_body(request._request)
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

    def perform_authentication(self, request: Request) -> None:
        try:
            super().perform_authentication(request)
        except exceptions.PermissionDenied as error:
            # The framework's class for sessions says so in English, and with its own code.
            if forgery_refusal(request._request) is None:
                raise
            raise ForgedRequest() from error

    def perform_content_negotiation(
        self, request: Request, force: bool = False
    ) -> tuple[BaseRenderer, str]:
        """Each answer names its own type: only what nobody can be given is refused here."""
        offered = [*self.get_renderers(), *(each() for each in self.also_answers)]
        if not force:
            self.get_content_negotiator().select_renderer(request, offered, self.format_kwarg)
        return JSONRenderer(), JSONRenderer.media_type

    def door(self, **place: Any) -> Any:
        """Lets in who may write here; asked again before a kept answer is repeated."""
        if "source" in place:
            return open_deal(self.host_request, place["source"], place["pk"], self.needs)
        return enter(self.host_request, self.needs)

    def _answer_once(self, request: Request) -> None:
        """Repeat the answer to a request that was made before (``Idempotency-Key``)."""
        name = str(request.method).lower()
        handler = getattr(self, name, None)
        caller = self.caller
        if handler is None or not caller or not self.keeps_answers:
            return

        def handled(request: Request, *args: Any, **kwargs: Any) -> Response:
            def respond() -> Response:
                answer: Response
                try:
                    answer = handler(request, *args, **kwargs)
                except NotAllowed:  # who is let in later may come with the same key
                    raise
                except TOLD as error:  # what is told is kept as it is told
                    answer = self.handle_exception(error)
                return answer

            return once(request, caller, respond, let_in=lambda: self.door(**self.kwargs))

        setattr(self, name, handled)

    @property
    def caller(self) -> str:
        """Who asks, and for whom: a host may have one actor for all its tokens. "" for nobody."""
        named = self.kwargs.get("source")
        source = all_sources().get(named) or first_source()
        user = source.actor(self.host_request)
        if user is None:
            return ""
        return f"{actor_record(user).key} {source.tenant(self.host_request, None)}"

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
        """Raises PreconditionFailed when the caller saw something else than is ``shown`` now.

        None when nothing is there, which nobody can have seen.
        """
        if not self.request.headers.get("If-Match"):
            return
        body = shown()
        if body is None or not self._names(etag_of(body), "If-Match"):
            raise PreconditionFailed()

    def _names(self, tag: str, header: str) -> bool:
        """Weak tags too: who compresses answers weakens ours, which name what is said anyhow."""
        said = [each.strip() for each in self.request.headers.get(header, "").split(",")]
        return said == ["*"] or tag in (each.removeprefix("W/") for each in said)


class UnknownAddress(Endpoint):
    """Says in JSON, to everybody alike, that there is nothing here."""

    schema = None  # type: ignore[assignment]  # as the framework names what is in no schema

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404


def etag_of(body: Any) -> str:
    shown = json.dumps(body, sort_keys=True, default=str)
    return f'"{hashlib.sha256(shown.encode()).hexdigest()[:32]}"'
