"""Which organisations a sign-in at Xero was about: pure, no clock, network or database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ..client.records.connection import Connection as XeroConnection

_ORGANISATION = "ORGANISATION"
# Xero's clock and ours may differ by this much.
_SKEW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Offered:
    """An organisation that the person may choose; plain text, so that it can be kept as JSON."""

    connection_id: str
    tenant_id: str
    name: str

    @classmethod
    def of(cls, connection: XeroConnection) -> Offered:
        return cls(str(connection.id), str(connection.tenant_id), connection.tenant_name)

    @classmethod
    def read(cls, value: dict[str, Any]) -> Offered:
        return cls(**value)

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def offered(
    connections: Iterable[XeroConnection], *, event_id: str, since: datetime
) -> list[Offered]:
    """The organisations of this sign-in, newest first.

    Xero lists every organisation that the person ever connected, so the first of the list may
    be any of them. The event in the access token tells which were picked just now. It was
    seen unchanged on a reconnect (https://github.com/XeroAPI/xero-php-oauth2/issues/18):
    then those updated since the sign-in began count, and at last all, for the person to say.
    """
    organisations = [c for c in connections if c.tenant_type.upper() == _ORGANISATION]
    organisations.sort(key=_updated, reverse=True)
    picked = [c for c in organisations if _same(c.auth_event_id, event_id)]
    recent = [c for c in organisations if _updated(c) >= since - _SKEW]
    return [Offered.of(connection) for connection in picked or recent or organisations]


def _updated(connection: XeroConnection) -> datetime:
    moment = connection.updated_date_utc or connection.created_date_utc
    return moment or datetime.min.replace(tzinfo=UTC)


def _same(one: object, other: object) -> bool:
    return bool(one) and str(one).lower() == str(other).lower()
