"""The invoice endpoints: sales invoices (ACCREC) and bills (ACCPAY)."""

from __future__ import annotations

from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from . import batch
from .call import Call, api
from .documents.kinds import INVOICE
from .documents.listing import list_documents
from .documents.numbers import by_key
from .documents.render import render
from .documents.saving import save_all
from .email import email_invoice
from .pdf import document_pdf
from .records import Document
from .refusals import not_built, not_found, validation

READ, WRITE = "accounting.invoices.read", "accounting.invoices"
ONLINE = "https://in.xero.com/"


def _invoice(call: Call, key: str) -> Document:
    return by_key(call.organisation.invoices, key) or not_found()


@api(READ)
def list_invoices(call: Call) -> Response:
    return list_documents(call, INVOICE)


@api(READ, any_accept=True)
def get_invoice(call: Call, key: str) -> Response:
    """A PDF only when nothing else is accepted; a mixed Accept gets JSON."""
    invoice = _invoice(call, key)
    accept = call.request.headers.get("Accept", "").lower().strip()
    if accept == "application/pdf":
        return document_pdf(call, invoice)
    if "application/json" not in accept:
        not_built("An XML answer (send 'Accept: application/json')")
    body = render(call.organisation, invoice, places=call.price_places)
    return call.envelope("Invoices", [body])


@api(READ, any_accept=True)
def get_invoice_pdf(call: Call, key: str) -> Response:
    return document_pdf(call, _invoice(call, key))


@api(WRITE)
def write_invoices(call: Call) -> Response:
    return save_all(call, INVOICE, batch.elements(call, "Invoices"))


@api(WRITE)
def write_invoice(call: Call, key: str) -> Response:
    invoice = _invoice(call, key)
    items = batch.elements(call, "Invoices")[:1]
    named = {"InvoiceID": invoice.document_id}
    return save_all(call, INVOICE, [element | named for element in items])


@api(WRITE)
def email(call: Call, key: str) -> Response:
    return email_invoice(call, _invoice(call, key))


@api(READ)
def online_invoice(call: Call, key: str) -> Response:
    invoice = _invoice(call, key)
    if invoice.type != "ACCREC" or invoice.status not in ("AUTHORISED", "PAID"):
        message = "The online invoice is only available for approved sales invoices."
        element = {"InvoiceID": invoice.document_id, "ValidationErrors": [{"Message": message}]}
        return validation([element])
    if not invoice.online_token:
        invoice = call.organisation.invoices[invoice.document_id]
        invoice.online_token = call.new_id().replace("-", "")
    return call.envelope(
        "OnlineInvoices", [{"OnlineInvoiceUrl": f"{ONLINE}{invoice.online_token}"}]
    )


ROUTES = [
    Rule("/api.xro/2.0/Invoices", endpoint=list_invoices, methods=["GET"]),
    Rule("/api.xro/2.0/Invoices", endpoint=write_invoices, methods=["PUT", "POST"]),
    Rule("/api.xro/2.0/Invoices/<key>", endpoint=get_invoice, methods=["GET"]),
    Rule("/api.xro/2.0/Invoices/<key>", endpoint=write_invoice, methods=["POST"]),
    Rule("/api.xro/2.0/Invoices/<key>/pdf", endpoint=get_invoice_pdf, methods=["GET"]),
    Rule("/api.xro/2.0/Invoices/<key>/Email", endpoint=email, methods=["POST"]),
    Rule("/api.xro/2.0/Invoices/<key>/OnlineInvoice", endpoint=online_invoice, methods=["GET"]),
]
