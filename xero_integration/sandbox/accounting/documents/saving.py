"""Decides whether an element creates a document or changes one."""

from __future__ import annotations

from werkzeug.wrappers import Response

from xero_integration.sandbox.accounting import batch
from xero_integration.sandbox.accounting.call import Call
from xero_integration.sandbox.accounting.records import Document
from xero_integration.sandbox.accounting.refusals import InvalidElementError
from xero_integration.sandbox.accounting.wire import Json
from xero_integration.sandbox.identity.answers import forbidden

from .header import warnings
from .kinds import Kind
from .numbers import sale_numbered
from .render import render
from .write import change, create

APPROVERS = ("ADVISER", "STANDARD")


def save_all(call: Call, kind: Kind, items: list[Json]) -> Response:
    for element in items:
        _check_role(call, element)
    return batch.run(call, kind.noun, items, lambda element: _save(call, kind, element))


def _check_role(call: Call, element: Json) -> None:
    """Without the approval right, nothing leaves the state of a draft."""
    status = str(element.get("Status", "DRAFT")).upper()
    if call.access.role not in APPROVERS and status in ("AUTHORISED", "VOIDED"):
        raise forbidden()


def _save(call: Call, kind: Kind, element: Json) -> batch.Written:
    existing = _existing(call, kind, element)
    document = change(call, existing, element) if existing else create(call, kind, element)
    body = render(call.organisation, document, places=call.price_places, written=True)
    return batch.Written(body, warnings(call, document))


def _existing(call: Call, kind: Kind, element: Json) -> Document | None:
    """POST finds by id, then by the number of a sale; PUT never changes anything."""
    table = kind.table(call.organisation)
    document_id, number = element.get(kind.id_field), element.get(kind.number_field)
    if call.is_create:
        if document_id:
            raise InvalidElementError(
                f"{kind.id_field} cannot be given when a document is created."
            )
        return None
    if document_id:
        document = table.peek(str(document_id).lower())
        if document is None:
            raise InvalidElementError(
                f"An existing {kind.title} with the specified {kind.id_field} could not be found"
            )
        return document
    is_sale = str(element.get("Type", kind.types[0])).upper() == kind.types[0]
    return sale_numbered(table, str(number)) if number and is_sale else None
