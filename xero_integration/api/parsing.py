"""Reads the body of a request, whatever was put into it."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest, RawPostDataException
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import JSONParser


class Written(float):
    """A number that remembers how it was written: who typed ``1250.50`` finds it again."""

    text: str

    def __new__(cls, text: str) -> Written:
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __str__(self) -> str:
        return self.text


class PatientJSONParser(JSONParser):
    """JSON so deep that Python gives up is no failure of ours, and no other text either.

    Always UTF-8 (RFC 8259): a ``charset`` may name any codec of Python's, ``zlib`` among them.
    """

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return json.loads(stream.read().decode(), parse_float=Written, parse_constant=_refuse)
        except ValueError as error:
            raise ParseError(f"JSON parse error - {error}") from None
        except RecursionError:
            raise ParseError(_("What was sent can't be used as it is.")) from None


def read_body(request: HttpRequest) -> None:
    """Keep the bytes before a stream is made of them: after that they can't be had any more."""
    try:
        _bytes = request.body
    except RawPostDataException:
        # Only a form is read before it comes here, by some middleware of the host.
        raise UnsupportedMediaType(request.content_type or "") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
