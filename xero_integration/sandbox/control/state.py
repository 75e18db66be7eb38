"""``/_sandbox/state``: what the box holds, filtered by organisation, kind and id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from itertools import islice
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request

from xero_integration.sandbox.accounting.tables import Table
from xero_integration.sandbox.control.door import Unknown, plain
from xero_integration.sandbox.identity.state import state_of
from xero_integration.sandbox.webhooks import webhooks_of

if TYPE_CHECKING:
    from xero_integration.sandbox.accounting.records import Organisation
    from xero_integration.sandbox.app import Sandbox

LIMIT = 1_000


def show(sandbox: Sandbox, request: Request) -> dict[str, Any]:
    """One organisation's records with ``tenant``, else an overview of the whole box."""
    asked = request.args
    tenant_id = asked.get("tenant", "")
    if not tenant_id:
        return _overview(sandbox)
    books = sandbox.world.organisations.get(tenant_id)
    if books is None:
        raise Unknown(f"There is no organisation {tenant_id}.")
    limit = int(asked.get("limit", LIMIT))
    kind, wanted_id = asked.get("kind", ""), asked.get("id", "")
    kinds = _kinds(books)
    if kind and kind not in kinds:
        raise Unknown(f"There is no kind {kind}; known are {', '.join(kinds)}.")
    if wanted_id:
        return {kind: _one(kinds.get(kind, {}), wanted_id)}
    return {name: _some(kinds[name], limit) for name in ([kind] if kind else kinds)}


def organisations(sandbox: Sandbox, request: Request) -> list[dict[str, Any]]:
    """The organisations in the box with the size of each collection."""
    return [
        {
            "tenant": tenant_id,
            "name": books.name,
            "short_code": books.profile.short_code,
            "country": books.profile.country_code,
            "currency": books.profile.base_currency,
            "counts": {kind: len(records) for kind, records in _kinds(books).items()},
        }
        for tenant_id, books in sandbox.world.organisations.items()
    ]


def _overview(sandbox: Sandbox) -> dict[str, Any]:
    """Everything outside the books; secrets and tokens are left out."""
    identity = state_of(sandbox.world)
    return {
        "organisations": _names(sandbox),
        "users": plain(identity.users),
        "apps": {
            app.client_id: plain(app) | {"secret": "" if app.secret is None else "set"}
            for app in identity.apps.values()
        },
        "connections": plain(identity.connections),
        "webhooks": [each.as_json() for each in webhooks_of(sandbox.world).subscriptions.values()],
        "events": len(sandbox.world.events),
    }


def _names(sandbox: Sandbox) -> dict[str, str]:
    return {tenant: books.name for tenant, books in sandbox.world.organisations.items()}


def _kinds(books: Organisation) -> dict[str, Mapping[str, Any]]:
    values = {field.name: getattr(books, field.name) for field in fields(books)}
    return {name: value for name, value in values.items() if isinstance(value, Mapping)}


def _one(records: Mapping[str, Any], wanted_id: str) -> dict[str, Any]:
    record = _read(records, wanted_id)
    if record is None:
        raise Unknown(f"There is nothing with the id {wanted_id}.")
    return {wanted_id: record}


def _some(records: Mapping[str, Any], limit: int) -> dict[str, Any]:
    return {key: _read(records, key) for key in islice(records, limit)}


def _read(records: Mapping[str, Any], key: str) -> Any:
    """Looking must not turn generated records into stored ones."""
    return records.peek(key) if isinstance(records, Table) else records.get(key)
