"""Lists of documents with every filter Xero offers on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response

from xero_integration.sandbox.accounting.call import Call
from xero_integration.sandbox.accounting.listing import Listing, choose, values
from xero_integration.sandbox.accounting.records import Contact, Organisation
from xero_integration.sandbox.accounting.where import Fields
from xero_integration.sandbox.accounting.where.fields import Value
from xero_integration.sandbox.accounting.wire import Json

from .kinds import INVOICE, Kind
from .render import paged, plain, summary

# As documented for invoices; equality on the first group, ranges on the second.
OPTIMISED = (
    "Status", "Contact.ContactID", "Contact.Name", "Contact.ContactNumber", "Reference",
    "InvoiceNumber", "InvoiceID", "Type", "AmountPaid", "Date", "DueDate", "AmountDue",
    "UpdatedDateUTC",
)  # fmt: skip


INDEXED = (("IDs", "document_id"), ("InvoiceNumbers", "number"), ("ContactIDs", "contact_id"))


def document_fields(organisation: Organisation, kind: Kind) -> Fields:
    def of_contact(read: Callable[[Contact], Value]) -> Callable[[Any], Value]:
        def reader(row: Any) -> Value:
            contact = organisation.contacts.peek(row.contact_id)
            return read(contact) if contact else None

        return reader

    readers: dict[str, Callable[[Any], Value]] = {
        kind.id_field: lambda row: row.document_id,
        kind.number_field: lambda row: row.number or None,
        "Contact.ContactID": lambda row: row.contact_id,
        "Contact.Name": of_contact(lambda contact: contact.name),
        "Contact.ContactNumber": of_contact(lambda contact: contact.number or None),
        "Type": lambda row: row.type,
        "Status": lambda row: row.status,
        "Reference": lambda row: row.reference or None,
        "Date": lambda row: row.date,
        "DueDate": lambda row: row.due_date,
        "UpdatedDateUTC": lambda row: row.updated,
        "CurrencyCode": lambda row: row.currency_code,
        "SentToContact": lambda row: row.sent_to_contact,
        "SubTotal": lambda row: row.sub_total,
        "TotalTax": lambda row: row.total_tax,
        "Total": lambda row: row.total,
        "AmountDue": lambda row: row.amount_due,
        "AmountPaid": lambda row: row.amount_paid,
        "AmountCredited": lambda row: row.amount_credited,
        "FullyPaidOnDate": lambda row: row.fully_paid_on,
    }
    return Fields(kind.title.replace(" ", ""), readers, frozenset(OPTIMISED))


def list_documents(call: Call, kind: Kind) -> Response:
    """Credit notes know `where`, `order` and pages only; Xero ignores what it does not know."""
    organisation = call.organisation
    fields = document_fields(organisation, kind)
    listing = Listing(kind.table(organisation), lambda row: row.document_id, fields)
    listing.indexed = {
        "contact.contactid": "contact_id",
        kind.id_field.lower(): "document_id",
        kind.number_field.lower(): "number",
    }
    if kind is INVOICE:
        _narrow(call, listing)
    summary_only = kind is INVOICE and call.flag("summaryOnly")
    listing.forced_paging = summary_only
    page = choose(call, listing)
    rows = [_form(call, row, paged_list=page.is_paged, short=summary_only) for row in page.rows]
    return call.envelope(kind.noun.plural, rows, page.pagination)


def _form(call: Call, row: Any, *, paged_list: bool, short: bool) -> Json:
    if short:
        return summary(call.organisation, row)
    if paged_list:
        return paged(call.organisation, row, places=call.price_places)
    return plain(call.organisation, row)


def _narrow(call: Call, listing: Listing) -> None:
    predicates = listing.predicates
    for name, attribute in INDEXED:
        wanted = [each.lower() for each in values(call, name)]
        if wanted and listing.narrow is None:
            listing.narrow = (attribute, wanted)
        elif wanted:
            predicates.append(_is_one_of(attribute, set(wanted)))
    statuses = {each.lower() for each in values(call, "Statuses")}
    if statuses:
        predicates.append(_is_one_of("status", statuses))
    if call.flag("createdByMyApp"):
        predicates.append(lambda row: row.created_by == call.app)
    term = call.request.args.get("searchTerm", call.request.args.get("SearchTerm", "")).lower()
    if term:
        predicates.append(lambda row: term in row.number.lower() or term in row.reference.lower())


def _is_one_of(attribute: str, wanted: set[str]) -> Callable[[Any], bool]:
    return lambda row: getattr(row, attribute).lower() in wanted
