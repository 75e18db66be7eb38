"""Reading the bodies Xero sends with errors, which come in several shapes or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xero_integration.exceptions import ValidationRefused

from . import wire

# Xero's words, as seen on the wire.
_GENERIC = "A validation exception occurred"
_KEY_REUSED = "is used with a different request"
_OFFLINE = "organisation is offline"
_WITHOUT_SCOPE = ("insufficient_scope", "insufficent_scope", "AuthorizationUnsuccessful")
_LONGEST = 500


@dataclass(frozen=True)
class Refusal:
    """The useful parts of an error body; everything empty when the body says nothing."""

    kind: str = ""
    message: str = ""
    detail: str = ""
    instance: str = ""
    elements: tuple[Any, ...] = ()
    text: str = ""

    @classmethod
    def read(cls, headers: Mapping[str, str], body: bytes) -> Refusal:
        """Take what is there, in either casing; bodies that are not JSON are kept as text."""
        try:
            answer = wire.plain(body)
        except (ValueError, RecursionError):
            return cls(text=_plain_text(headers, body))
        if not isinstance(answer, dict):
            return cls()
        fields = {str(name).lower(): value for name, value in answer.items()}
        elements = fields.get("elements")
        return cls(
            kind=_text(fields.get("type")),
            message=_text(fields.get("message")) or _text(fields.get("title")),
            detail=_text(fields.get("detail")),
            instance=_text(fields.get("instance")),
            elements=tuple(elements) if isinstance(elements, list) else (),
        )

    @property
    def summary(self) -> str:
        parts = (self.kind, self.message, self.detail, self.text)
        return ": ".join(part for part in parts if part)[:_LONGEST]

    @property
    def organisation_is_offline(self) -> bool:
        return _OFFLINE in f"{self.text} {self.message} {self.detail}".lower()

    def lacks_scope(self, headers: Mapping[str, str]) -> bool:
        """Xero's own documentation misspells the OAuth error, so both spellings count."""
        challenge = next((v for k, v in headers.items() if k.lower() == "www-authenticate"), "")
        said = f"{challenge} {self.summary}".lower()
        return any(mark.lower() in said for mark in _WITHOUT_SCOPE)

    def messages(self) -> tuple[str, ...]:
        """Xero's sentences in order, once each; the generic one only if it is alone."""
        found = list(element_messages(self.elements))
        top = self.detail or self.message
        if top and (not found or top != _GENERIC):
            found.append(top)
        return tuple(dict.fromkeys(found))


def element_messages(elements: Any, key: str = "ValidationErrors") -> Iterator[str]:
    """Collect messages from elements and from what is nested in them (lines, contact)."""
    if isinstance(elements, list | tuple):
        for element in elements:
            yield from element_messages(element, key)
    elif isinstance(elements, dict):
        yield from _own_messages(elements.get(key))
        for name, value in elements.items():
            if name != key and isinstance(value, list | dict):
                yield from element_messages(value, key)


def _own_messages(errors: Any) -> Iterator[str]:
    for error in errors if isinstance(errors, list) else ():
        if isinstance(error, dict):
            # One documented bulk example says Description instead of Message.
            message = _text(error.get("Message")) or _text(error.get("Description"))
            if message:
                yield message


def validation_error(refusal: Refusal, **facts: Any) -> ValidationRefused:
    """Make the error of a 400; a reused idempotency key gets a code of its own."""
    messages = refusal.messages()
    reused = any(_KEY_REUSED in message.lower() for message in (*messages, refusal.message))
    code = "idempotency_mismatch" if reused else None
    detail = "; ".join(messages) or refusal.summary
    return ValidationRefused(detail[:_LONGEST], messages=messages, code=code, **facts)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _plain_text(headers: Mapping[str, str], body: bytes) -> str:
    kind = next((v for k, v in headers.items() if k.lower() == "content-type"), "")
    if "html" in kind.lower() or body.lstrip()[:1] == b"<":
        return ""
    return body[:200].decode("utf-8", "replace").strip()
