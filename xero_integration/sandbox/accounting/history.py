"""History and notes of contacts, items, invoices, credit notes and payments."""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from . import batch, items
from .call import Call, Handler, api
from .contacts import find
from .documents.numbers import by_key
from .records import HistoryRecord, Organisation
from .refusals import InvalidElementError, not_found
from .wire import Json, iso_seconds, present, stamp

MAX_DETAILS = 2500

Finder = Callable[[Organisation, str], str | None]


def find_contact(organisation: Organisation, key: str) -> str | None:
    found = find.by_key(organisation, key)
    return found.contact_id if found else None


def find_invoice(organisation: Organisation, key: str) -> str | None:
    found = by_key(organisation.invoices, key)
    return found.document_id if found else None


def find_credit_note(organisation: Organisation, key: str) -> str | None:
    found = by_key(organisation.credit_notes, key)
    return found.document_id if found else None


def find_item(organisation: Organisation, key: str) -> str | None:
    found = items.find(organisation, key)
    return found.item_id if found else None


def find_payment(organisation: Organisation, key: str) -> str | None:
    return key.lower() if key.lower() in organisation.payments else None


def _reader(finder: Finder, scope: str) -> Handler:
    @api(f"{scope}.read")
    def read(call: Call, key: str) -> Response:
        record_id = finder(call.organisation, key) or not_found()
        entries = call.organisation.history.get(record_id, [])
        return call.envelope("HistoryRecords", [render(entry) for entry in reversed(entries)])

    return read


def _writer(finder: Finder, scope: str) -> Handler:
    @api(scope)
    def write(call: Call, key: str) -> Response:
        record_id = finder(call.organisation, key) or not_found()
        elements = batch.elements(call, "HistoryRecords")
        return batch.run(call, batch.HISTORY, elements, lambda each: _add(call, record_id, each))

    return write


def _add(call: Call, record_id: str, element: Json) -> batch.Written:
    details = str(element.get("Details", ""))
    if not details:
        raise InvalidElementError("Details must be specified")
    if len(details) > MAX_DETAILS:
        raise InvalidElementError(f"Details must be {MAX_DETAILS} characters or fewer.")
    call.note(record_id, "Note", details)
    return batch.Written(
        {
            "DateUTCString": iso_seconds(call.now),
            "DateUTC": stamp(call.now),
            "Details": details,
            "ValidationErrors": [],
        }
    )


def render(entry: HistoryRecord) -> Json:
    return present(
        {
            "Changes": entry.changes,
            "DateUTCString": iso_seconds(entry.at),
            "DateUTC": stamp(entry.at),
            "User": entry.user,
            "Details": entry.details,
        }
    )


def _routes() -> list[Rule]:
    parents: tuple[tuple[str, Finder, str], ...] = (
        ("Contacts", find_contact, "accounting.contacts"),
        ("Invoices", find_invoice, "accounting.invoices"),
        ("CreditNotes", find_credit_note, "accounting.invoices"),
        ("Items", find_item, "accounting.settings"),
        ("Payments", find_payment, "accounting.payments"),
    )
    rules = []
    for name, finder, scope in parents:
        path = f"/api.xro/2.0/{name}/<key>/History"
        rules.append(Rule(path, endpoint=_reader(finder, scope), methods=["GET"]))
        rules.append(Rule(path, endpoint=_writer(finder, scope), methods=["PUT"]))
    return rules


ROUTES = _routes()
