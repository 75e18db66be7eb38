"""Turning Xero's envelopes into typed elements that keep their raw JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

import msgspec

from xero_integration.exceptions import ValidationRefused, XeroError

from . import wire
from .refusals import element_messages

T = TypeVar("T")


@dataclass(frozen=True)
class Element(Generic[T]):
    """One record and the JSON it is read from.

    Read when asked, so that a record nobody foresaw does not hide the others of its page:
    ``record`` raises ``XeroError`` with the code ``unreadable``.
    """

    record_type: type[T]
    raw: bytes

    @cached_property
    def record(self) -> T:
        """The element, typed."""
        return read(self.record_type, self.raw)


class Pagination(msgspec.Struct, frozen=True, rename="camel"):
    """Where a page stands; Xero sends it only with paged lists."""

    page: int = 1
    page_size: int = 0
    page_count: int = 1
    item_count: int = 0


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list. Iterating gives elements; ``records`` reads all, or raises."""

    record_type: type[T]
    raw: list[bytes] = field(repr=False)
    pagination: Pagination | None = None
    server_time: datetime | None = None

    @property
    def records(self) -> list[T]:
        """Every element, typed."""
        return [read(self.record_type, raw) for raw in self.raw]

    def __len__(self) -> int:
        return len(self.raw)

    def __iter__(self) -> Iterator[Element[T]]:
        return (Element(self.record_type, raw) for raw in self.raw)


@dataclass(frozen=True)
class WriteResult(Generic[T]):
    """What became of one payload of a write; ``record`` is None when Xero refused it.

    A refused element's raw JSON echoes what was asked, not what is stored.
    """

    record: T | None
    raw: bytes
    errors: tuple[str, ...] = field(default=())
    warnings: tuple[str, ...] = field(default=())

    @property
    def ok(self) -> bool:
        """Xero took it."""
        return self.record is not None

    def element(self) -> Element[T]:
        """Return what was written, or raise Xero's refusal."""
        if self.record is None:
            raise ValidationRefused("; ".join(self.errors), status=200, messages=self.errors)
        return Element(type(self.record), self.raw)


_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


def _decoder(record_type: Any) -> msgspec.json.Decoder[Any]:
    if record_type not in _decoders:
        _decoders[record_type] = msgspec.json.Decoder(record_type, strict=False)
    return _decoders[record_type]


_envelope_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
_elements_decoder = msgspec.json.Decoder(list[msgspec.Raw])


def read(record_type: type[T], raw: bytes) -> T:
    """Decode one record.

    Xero leaves out what is null, and the fast path counts on it. Records with nulls or empty
    strings where a date, number or id belongs are read again without those entries.
    """
    decoder = _decoder(record_type)
    try:
        record: T = decoder.decode(raw)
    except msgspec.ValidationError:
        record = _read_again(record_type, raw)
    return record


def _read_again(record_type: type[T], raw: bytes) -> T:
    tidy = wire.encode(_without_blanks(wire.plain(raw)))
    try:
        record: T = _decoder(record_type).decode(tidy)
    except msgspec.ValidationError as error:
        detail = f"A {record_type.__name__} from Xero can't be read: {error}"
        raise XeroError(detail, code="unreadable") from None
    return record


def _without_blanks(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: entry for name, entry in value.items() if entry not in (None, "")}
        return {name: _without_blanks(entry) for name, entry in kept.items()}
    return [_without_blanks(entry) for entry in value] if isinstance(value, list) else value


def page(record_type: type[T], key: str, body: bytes) -> Page[T]:
    """Split an envelope into the raw elements under ``key``; an absent list is an empty one."""
    envelope = _envelope(body)
    return Page(
        record_type,
        raw=[bytes(raw) for raw in _elements_decoder.decode(envelope.get(key.lower(), b"[]"))],
        pagination=_pagination(envelope),
        server_time=_server_time(envelope),
    )


def _envelope(body: bytes) -> Mapping[str, msgspec.Raw]:
    return {name.lower(): raw for name, raw in _envelope_decoder.decode(body or b"{}").items()}


def _pagination(envelope: Mapping[str, msgspec.Raw]) -> Pagination | None:
    raw = envelope.get("pagination", b"null")
    return msgspec.json.decode(raw, type=Pagination | None)


def _server_time(envelope: Mapping[str, msgspec.Raw]) -> datetime | None:
    raw = envelope.get("datetimeutc", b"null")
    return wire.moment(msgspec.json.decode(raw, type=str | None))


def results(record_type: type[T], key: str, body: bytes) -> list[WriteResult[T]]:
    """Read the answer of a write, one result per element in Xero's order."""
    return [_result(record_type, raw) for raw in page(record_type, key, body).raw]


def _result(record_type: type[T], raw: bytes) -> WriteResult[T]:
    element = wire.plain(raw)
    if not isinstance(element, dict):
        raise ValueError("An element of Xero's answer is not an object.")
    errors = tuple(dict.fromkeys(element_messages(element)))
    warnings = tuple(dict.fromkeys(element_messages(element, "Warnings")))
    if errors or element.get("StatusAttributeString") == "ERROR":
        return WriteResult(None, raw, errors or ("Xero gave no reason.",), warnings)
    return WriteResult(read(record_type, raw), raw, (), warnings)
