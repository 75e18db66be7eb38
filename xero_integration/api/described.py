"""Tells the schema what an endpoint takes and gives, in whatever host it is mounted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema

from .fields import Problem
from .problems import CONTENT_TYPE

Method = TypeVar("Method", bound=Callable[..., Any])


def described(*, responses: Mapping[Any, Any], **told: Any) -> Callable[[Method], Method]:
    """``extend_schema``, without the host's ``DEFAULT_SCHEMA_CLASS``, which it else builds on.

    Any other answer than the ``responses`` is a problem.
    """
    told["responses"] = {**responses, ("default", CONTENT_TYPE): Problem}

    def decorate(method: Method) -> Method:
        method.kwargs = {"schema": AutoSchema}  # type: ignore[attr-defined]
        made: Method = extend_schema(**told)(method)
        return made

    return decorate
