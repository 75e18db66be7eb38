"""Creates and changes documents: one element in, one saved document or a list of messages out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xero_integration.sandbox.accounting.contacts import find, write
from xero_integration.sandbox.accounting.context import Context
from xero_integration.sandbox.accounting.records import Contact, Document
from xero_integration.sandbox.accounting.refusals import InvalidElementError, Problems
from xero_integration.sandbox.accounting.wire import Json, money

from .arithmetic import total_up
from .due_dates import default_due_date
from .header import check_header, fill_header
from .kinds import Kind, kind_of
from .line_rules import check_lines
from .lines import build_lines
from .locks import check_lock
from .numbers import next_number, sale_numbered
from .restrictions import check_restrictions
from .status import APPROVAL, CREATABLE, ENDED, has_money, next_status
from .values import read_number

NO_CONTACT = write.NO_IDENTITY


def create(context: Context, kind: Kind, element: Json) -> Document:
    problems = Problems()
    _check_required(kind, element, problems)
    problems.raise_any()
    document = Document(
        document_id=context.new_id(),
        type=str(element["Type"]).upper(),
        contact_id="",
        date=context.today,
        updated=context.now,
        status=_first_status(kind, element),
        created_by=context.app,
    )
    _fill(context, document, element, problems)
    _check_unique(context, kind, document, problems)
    _check_contact(context, element, problems)
    document.due_date = document.due_date or _due_date(context, document, element)
    _check_all(context, document, element, problems)
    document.contact_id = _use_contact(context, document, element["Contact"]).contact_id
    table = kind.table(context.organisation)
    document.number = document.number or next_number(context.organisation, document.type, table)
    table[document.document_id] = document
    context.note(document.document_id, "Created" if document.status == "DRAFT" else "Approved")
    context.notify(kind.category, document.document_id, "CREATE")
    return document


def change(context: Context, document: Document, element: Json) -> Document:
    """Work on a copy, so that a refused change leaves nothing behind."""
    wanted = str(element["Status"]).upper() if element.get("Status") else None
    status = next_status(document, wanted)
    problems = Problems()
    check_lock(context.organisation, document.date, problems)
    problems.raise_any()
    changed = replace(document, status=status)
    if status not in ENDED:
        _edit(context, document, changed, element)
    return _store_change(context, document, changed)


def _edit(context: Context, before: Document, after: Document, element: Json) -> None:
    problems = Problems()
    kind = kind_of(before)
    if element.get("Type") and str(element["Type"]).upper() != before.type:
        problems.add(f"The type of the {kind.title.lower()} cannot be changed")
    _fill(context, after, element, problems)
    if after.number.lower() != before.number.lower():
        _check_unique(context, kind, after, problems)
    if element.get("Contact"):
        _check_contact(context, element, problems)
        meant = find.meant_by(context.organisation, element["Contact"])
        after.contact_id = meant.contact_id if meant else ""
    check_restrictions(before, after)
    _check_all(context, after, element, problems)
    if element.get("Contact"):
        after.contact_id = _use_contact(context, after, element["Contact"]).contact_id


def _store_change(context: Context, before: Document, after: Document) -> Document:
    quiet = replace(before, due_date=after.due_date, sent_to_contact=after.sent_to_contact)
    # Xero does not bump the update date for these two on a part-paid document.
    if quiet != after or not has_money(before):
        after.updated = context.now
    kind = kind_of(after)
    kind.table(context.organisation)[after.document_id] = after
    context.note(after.document_id, _words(before, after))
    context.notify(kind.category, after.document_id, "UPDATE")
    return after


def _words(before: Document, after: Document) -> str:
    if before.status == after.status:
        return "Edited"
    words = {"AUTHORISED": "Approved", "VOIDED": "Voided", "DELETED": "Deleted"}
    return words.get(after.status, after.status.capitalize())


def _fill(context: Context, document: Document, element: Json, problems: Problems) -> None:
    try:
        fill_header(context, document, element)
    except InvalidElementError as wrong:
        problems.messages += wrong.messages
    if "LineItems" in element:
        document.lines = build_lines(context, document, element["LineItems"], problems)
    else:
        document.lines = [replace(line) for line in document.lines]


def _check_all(context: Context, document: Document, element: Json, problems: Problems) -> None:
    organisation = context.organisation
    check_header(context, document, problems)
    if "LineItems" in element or document.status in APPROVAL:
        check_lines(organisation, document, problems)
    check_lock(organisation, document.date, problems)
    rates = {name: rate.rate for name, rate in organisation.tax_rates.items()}
    total_up(document, rates)
    problems.add_if(document.total < 0, "The document total cannot be negative.")
    sent = read_number(element, "Total")
    differs = sent is not None and money(sent) != document.total
    # A stale total in the echo of a document that gets new lines is refused as well.
    problems.add_if(differs, "The document total does not equal the sum of the lines.")
    problems.raise_any()


def _check_required(kind: Kind, element: Json, problems: Problems) -> None:
    known = str(element.get("Type", "")).upper() in kind.types
    problems.add_if(not known, f"{kind.title} Type must be specified")
    problems.add_if(not element.get("Contact"), NO_CONTACT)
    problems.add_if(not element.get("LineItems"), "One or more line items must be specified")


def _first_status(kind: Kind, element: Json) -> str:
    status = str(element.get("Status", "DRAFT")).upper()
    if status not in CREATABLE:
        raise InvalidElementError(f"{kind.title} not of valid status for creation")
    return status


def _check_unique(context: Context, kind: Kind, document: Document, problems: Problems) -> None:
    if not document.number or not document.is_sale:
        return
    holder = sale_numbered(kind.table(context.organisation), document.number)
    problems.add_if(holder is not None, f"{kind.title} # must be unique.")


def _check_contact(context: Context, element: Json, problems: Problems) -> None:
    try:
        write.check_block(context, element["Contact"])
    except InvalidElementError as wrong:
        problems.messages += wrong.messages


def _use_contact(context: Context, document: Document, block: Json) -> Contact:
    contact = write.use_block(context, block)
    if document.is_sale:
        contact.is_customer = True
    else:
        contact.is_supplier = True
    return contact


def _due_date(context: Context, document: Document, element: Json) -> date | None:
    contact = find.meant_by(context.organisation, element["Contact"])
    return default_due_date(contact, document)
