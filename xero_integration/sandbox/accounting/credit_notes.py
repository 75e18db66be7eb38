"""Credit notes and their allocation to invoices."""

from __future__ import annotations

from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from . import batch
from .allocate import allocate, deallocate
from .call import Call, api
from .documents.kinds import CREDIT_NOTE
from .documents.listing import list_documents
from .documents.numbers import by_key
from .documents.render import render
from .documents.saving import save_all
from .pdf import document_pdf
from .records import Document
from .refusals import not_built, not_found
from .wire import day_stamp, money

READ, WRITE = "accounting.invoices.read", "accounting.invoices"


def _note(call: Call, key: str) -> Document:
    return by_key(call.organisation.credit_notes, key) or not_found()


@api(READ)
def list_credit_notes(call: Call) -> Response:
    return list_documents(call, CREDIT_NOTE)


@api(READ, any_accept=True)
def get_credit_note(call: Call, key: str) -> Response:
    note = _note(call, key)
    accept = call.request.headers.get("Accept", "").lower().strip()
    if accept == "application/pdf":
        return document_pdf(call, note)
    if "application/json" not in accept:
        not_built("An XML answer (send 'Accept: application/json')")
    body = render(call.organisation, note, places=call.price_places)
    return call.envelope("CreditNotes", [body])


@api(READ, any_accept=True)
def get_credit_note_pdf(call: Call, key: str) -> Response:
    return document_pdf(call, _note(call, key))


@api(WRITE)
def write_credit_notes(call: Call) -> Response:
    return save_all(call, CREDIT_NOTE, batch.elements(call, "CreditNotes"))


@api(WRITE)
def write_credit_note(call: Call, key: str) -> Response:
    note = _note(call, key)
    elements = batch.elements(call, "CreditNotes")[:1]
    named = {"CreditNoteID": note.document_id}
    return save_all(call, CREDIT_NOTE, [element | named for element in elements])


@api(WRITE)
def write_allocations(call: Call, key: str) -> Response:
    note = _note(call, key)
    elements = batch.elements(call, "Allocations")
    return batch.run(
        call, batch.ALLOCATIONS, elements, lambda element: allocate(call, note, element)
    )


@api(WRITE)
def delete_allocation(call: Call, key: str, allocation_id: str) -> Response:
    """The answer to this one call is a bare object in another spelling."""
    note = _note(call, key)
    wanted = allocation_id.lower()
    found = next((each for each in note.allocations if each.allocation_id == wanted), None)
    allocation = found or not_found()
    deallocate(call, note, allocation)
    return call.bare(
        {
            "AllocationId": allocation.allocation_id,
            "Date": day_stamp(allocation.date),
            "Amount": money(allocation.amount),
            "Invoice": [{"InvoiceID": allocation.invoice_id}],
            "IsDeleted": True,
        }
    )


ROUTES = [
    Rule("/api.xro/2.0/CreditNotes", endpoint=list_credit_notes, methods=["GET"]),
    Rule("/api.xro/2.0/CreditNotes", endpoint=write_credit_notes, methods=["PUT", "POST"]),
    Rule("/api.xro/2.0/CreditNotes/<key>", endpoint=get_credit_note, methods=["GET"]),
    Rule("/api.xro/2.0/CreditNotes/<key>", endpoint=write_credit_note, methods=["POST"]),
    Rule("/api.xro/2.0/CreditNotes/<key>/pdf", endpoint=get_credit_note_pdf, methods=["GET"]),
    Rule("/api.xro/2.0/CreditNotes/<key>/Allocations", endpoint=write_allocations, methods=["PUT"]),
    Rule(
        "/api.xro/2.0/CreditNotes/<key>/Allocations/<allocation_id>",
        endpoint=delete_allocation,
        methods=["DELETE"],
    ),
]
