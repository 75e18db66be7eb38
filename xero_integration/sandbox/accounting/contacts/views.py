"""The contact endpoints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from xero_integration.sandbox.accounting import batch
from xero_integration.sandbox.accounting.call import Call, api
from xero_integration.sandbox.accounting.listing import Listing, choose, values
from xero_integration.sandbox.accounting.records import Contact
from xero_integration.sandbox.accounting.refusals import not_found
from xero_integration.sandbox.accounting.where import Fields
from xero_integration.sandbox.accounting.wire import Json

from . import find
from .render import paged, plain, render, short_summary
from .write import save

READ, WRITE = "accounting.contacts.read", "accounting.contacts"
SEARCHED = ("FirstName", "LastName", "ContactNumber", "CompanyNumber", "EmailAddress")


def _text(name: str) -> Callable[[Any], str | None]:
    return lambda row: str(row.fields[name]) if row.fields.get(name) else None


FIELDS = Fields(
    "Contact",
    {
        "ContactID": lambda row: row.contact_id,
        "Name": lambda row: row.name,
        "ContactStatus": lambda row: row.status,
        "IsCustomer": lambda row: row.is_customer,
        "IsSupplier": lambda row: row.is_supplier,
        "UpdatedDateUTC": lambda row: row.updated,
        **{
            name: _text(name)
            for name in (*SEARCHED, "AccountNumber", "TaxNumber", "DefaultCurrency")
        },
    },
    optimised=frozenset(
        {"ContactID", "Name", "EmailAddress", "ContactNumber", "AccountNumber", "UpdatedDateUTC"}
    ),
)


@api(READ)
def list_contacts(call: Call) -> Response:
    listing = Listing(call.organisation.contacts, lambda row: row.contact_id, FIELDS)
    listing.indexed = {"contactid": "contact_id", "name": "name"}
    if call.request.args.get("IDs"):
        wanted = [each.lower() for each in values(call, "IDs")]
        listing.narrow = ("contact_id", wanted)
    if not call.flag("includeArchived"):
        listing.predicates.append(lambda row: row.status == "ACTIVE")
    term = call.request.args.get("searchTerm", call.request.args.get("SearchTerm", "")).lower()
    if term:
        listing.predicates.append(lambda row: _found(row, term))
    summary = call.flag("summaryOnly")
    listing.forced_paging = summary
    page = choose(call, listing)
    form: Callable[[Contact], Json] = paged if page.is_paged else plain
    form = short_summary if summary else form
    return call.envelope("Contacts", [form(row) for row in page.rows], page.pagination)


def _found(contact: Contact, term: str) -> bool:
    if term in contact.name.lower():
        return True
    fields = contact.fields
    return any(term in str(fields.get(name, "")).lower() for name in SEARCHED)


@api(READ)
def get_contact(call: Call, key: str) -> Response:
    contact = find.by_key(call.organisation, key) or not_found()
    return call.envelope("Contacts", [render(call.organisation, contact)])


@api(WRITE)
def write_contacts(call: Call) -> Response:
    items = batch.elements(call, "Contacts")
    return batch.run(call, batch.CONTACTS, items, lambda element: save(call, element))


@api(WRITE)
def write_contact(call: Call, key: str) -> Response:
    contact = find.by_key(call.organisation, key) or not_found()
    items = batch.elements(call, "Contacts")[:1]
    named = {"ContactID": contact.contact_id}
    return batch.run(call, batch.CONTACTS, items, lambda element: save(call, element | named))


ROUTES = [
    Rule("/api.xro/2.0/Contacts", endpoint=list_contacts, methods=["GET"]),
    Rule("/api.xro/2.0/Contacts", endpoint=write_contacts, methods=["PUT", "POST"]),
    Rule("/api.xro/2.0/Contacts/<key>", endpoint=get_contact, methods=["GET"]),
    Rule("/api.xro/2.0/Contacts/<key>", endpoint=write_contact, methods=["POST"]),
]
