"""Tells the schema what an endpoint takes and gives, in whatever host it is mounted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from .fields import Problem
from .idempotency import HEADER, LONGEST_KEY
from .problems import CONTENT_TYPE

Method = TypeVar("Method", bound=Callable[..., Any])

KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "maxLength": LONGEST_KEY},
    OpenApiParameter.HEADER,
    description="Names this request: sent again with it, it has the same answer for a day.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of what was read: 412 when it has changed since.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of what was read: 304 when it has not changed since.",
)
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, response=[200], description="Names what is told."
)
READ = (IF_NONE_MATCH, ETAG)
CHANGED = (KEY, IF_MATCH)
HEADERS: Mapping[str, Sequence[OpenApiParameter]] = {
    "get": READ,
    "post": (KEY,),
    "put": (*CHANGED, ETAG),
    "patch": (*CHANGED, ETAG),
    "delete": CHANGED,
}


def described(
    *,
    responses: Mapping[Any, Any],
    parameters: Sequence[OpenApiParameter] = (),
    headers: Sequence[OpenApiParameter] | None = None,
    **told: Any,
) -> Callable[[Method], Method]:
    """``extend_schema``, without the host's ``DEFAULT_SCHEMA_CLASS``, which it else builds on.

    Any other answer than the ``responses`` is a problem. ``headers`` are those of the method
    unless they are named.
    """

    def decorate(method: Method) -> Method:
        wanted = HEADERS[method.__name__] if headers is None else headers
        answers = {**responses, ("default", CONTENT_TYPE): Problem}
        if IF_NONE_MATCH in wanted:
            answers[304] = OpenApiResponse(description="It has not changed.")
        method.kwargs = {"schema": AutoSchema}  # type: ignore[attr-defined]
        every = [*parameters, *wanted]
        made: Method = extend_schema(responses=answers, parameters=every, **told)(method)
        return made

    return decorate
