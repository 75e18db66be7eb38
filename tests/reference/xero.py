"""Records as Xero would send them, and a connection to file them under."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from xero_integration.client.answers import read
from xero_integration.client.records import Account, Contact, Item
from xero_integration.models import Connection

NAMESPACE = UUID(int=7)


def connection(name: str = "Books") -> Connection:
    return Connection.objects.create(name=name, xero_tenant_id=str(uuid5(NAMESPACE, name)))


def id_of(name: str) -> str:
    return str(uuid5(NAMESPACE, name))


def contact(name: str, *, key: str = "", at: int = 0, **fields: Any) -> Contact:
    """``at`` is the second at which Xero last changed it."""
    element = {
        "ContactID": id_of(key or name),
        "Name": name,
        "ContactStatus": "ACTIVE",
        "UpdatedDateUTC": wire_time(at),
        **fields,
    }
    return read(Contact, json.dumps(element).encode())


def item(code: str, name: str = "", *, at: int = 0, **fields: Any) -> Item:
    element = {"ItemID": id_of(code), "Code": code, "Name": name, "IsSold": True}
    element |= {"UpdatedDateUTC": wire_time(at), **fields}
    return read(Item, json.dumps(element).encode())


def account(code: str, name: str, **fields: Any) -> Account:
    element = {"AccountID": id_of(name), "Code": code, "Name": name, "Status": "ACTIVE"}
    element |= {"Type": "REVENUE", "Class": "REVENUE", **fields}
    return read(Account, json.dumps(element).encode())


def wire_time(second: int) -> str:
    moment = datetime(2026, 3, 1, tzinfo=UTC).timestamp() + second
    return f"/Date({int(moment * 1000)}+0000)/"
