"""Xero's error answers and the exceptions that lead to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from .wire import Json, encode

VALIDATION, BAD_BODY, BAD_QUERY, NO_DATA = 10, 14, 16, 17


class InvalidElementError(Exception):
    """One element breaks Xero's rules; each message is shown as Xero words it."""

    def __init__(self, *messages: str) -> None:
        super().__init__(" ".join(messages))
        self.messages = list(messages)


class UnknownRecordError(Exception):
    """An act names a record that does not exist."""


class Problems:
    """Collects every broken rule of one element before refusing it."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def add(self, message: str) -> None:
        if message not in self.messages:
            self.messages.append(message)

    def add_if(self, broken: object, message: str) -> None:
        if broken:
            self.add(message)

    def raise_any(self) -> None:
        if self.messages:
            raise InvalidElementError(*self.messages)


def json_response(payload: object, status: int = 200) -> Response:
    return Response(encode(payload), status=status, content_type="application/json; charset=utf-8")


def refuse(response: Response) -> NoReturn:
    raise HTTPException(response=response)


def not_found() -> NoReturn:
    """Captured from the real service: text/html and nothing in it."""
    refuse(Response(b"", status=404, content_type="text/html; charset=utf-8"))


def not_built(what: str) -> NoReturn:
    text = f"{what} is not built in the sandbox.\n"
    refuse(Response(text, status=501, mimetype="text/plain"))


def _error(number: int, kind: str, message: str, **more: object) -> Json:
    return {"ErrorNumber": number, "Type": kind, "Message": message, **more}


def bad_body(detail: str = "") -> NoReturn:
    message = f"JSON request body could not be read. {detail}".strip()
    refuse(json_response(_error(BAD_BODY, "PostDataInvalidException", message), 400))


def bad_query(message: str) -> NoReturn:
    refuse(json_response(_error(BAD_QUERY, "QueryParseException", message), 400))


def no_data() -> NoReturn:
    message = "No data was processed as the request held no usable element"
    refuse(json_response(_error(NO_DATA, "NoDataProcessedException", message), 400))


def validation(elements: Iterable[Json]) -> Response:
    """The answer that lists failed elements and says nothing of the saved ones."""
    message = "A validation exception occurred"
    body = _error(VALIDATION, "ValidationException", message, Elements=list(elements))
    return json_response(body, 400)


def invalid_request(message: str) -> NoReturn:
    """A refusal that belongs to no element."""
    refuse(json_response(_error(VALIDATION, "ValidationException", message, Elements=[]), 400))


def error_messages(messages: Iterable[str]) -> list[dict[str, Any]]:
    return [{"Message": message} for message in messages]
