"""Payments against invoices, bills and credit notes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from . import batch
from .call import Call, api
from .documents.numbers import sale_numbered
from .documents.render import render as render_document
from .listing import Listing, choose
from .pay import add_payment, remove_payment
from .records import Document, Organisation, Payment
from .refusals import InvalidElementError, not_found
from .where import Fields
from .wire import Json, day_stamp, iso_seconds, money, present, stamp

READ, WRITE = "accounting.payments.read", "accounting.payments"
BRIEF = {
    "Type", "InvoiceID", "InvoiceNumber", "CreditNoteID", "CreditNoteNumber", "CurrencyCode",
    "Contact",
}  # fmt: skip


def _document(organisation: Organisation, payment: Payment) -> Document:
    table = organisation.invoices
    if payment.document_id not in table:
        table = organisation.credit_notes
    return table[payment.document_id]


def _fields(organisation: Organisation) -> Fields:
    return Fields(
        "Payment",
        {
            "PaymentID": lambda row: row.payment_id,
            "Status": lambda row: row.status,
            "Date": lambda row: row.date,
            "Amount": lambda row: row.amount,
            "Reference": lambda row: row.reference or None,
            "PaymentType": lambda row: row.payment_type,
            "IsReconciled": lambda row: row.is_reconciled,
            "UpdatedDateUTC": lambda row: row.updated,
            "Invoice.InvoiceID": lambda row: row.document_id,
            "Invoice.InvoiceNumber": lambda row: _document(organisation, row).number,
            "Account.AccountID": lambda row: row.account_id,
            "Account.Code": lambda row: organisation.accounts[row.account_id].code or None,
        },
        frozenset({"PaymentID", "UpdatedDateUTC", "Status", "Invoice.InvoiceID", "Date"}),
    )


@api(READ)
def list_payments(call: Call) -> Response:
    fields = _fields(call.organisation)
    listing = Listing(call.organisation.payments, lambda row: row.payment_id, fields)
    page = choose(call, listing)
    rows = [render(call.organisation, row) for row in page.rows]
    return call.envelope("Payments", rows, page.pagination)


@api(READ)
def get_payment(call: Call, key: str) -> Response:
    payment = call.organisation.payments.peek(key.lower()) or not_found()
    return call.envelope("Payments", [render(call.organisation, payment, whole=True)])


@api(WRITE)
def write_payments(call: Call) -> Response:
    elements = batch.elements(call, "Payments")
    return batch.run(call, batch.PAYMENTS, elements, lambda element: _save(call, element))


@api(WRITE)
def write_payment(call: Call, key: str) -> Response:
    payment = call.organisation.payments.peek(key.lower()) or not_found()
    element = batch.elements(call, "Payments")[0]
    return batch.run(call, batch.PAYMENTS, [element], lambda each: _delete(call, payment, each))


def _save(call: Call, element: Json) -> batch.Written:
    if element.get("PaymentID"):
        payment = call.organisation.payments.peek(str(element["PaymentID"]).lower())
        if payment is None:
            raise InvalidElementError(
                "An existing Payment with the specified PaymentID could not be found"
            )
        rest = {name: value for name, value in element.items() if name != "PaymentID"}
        return _delete(call, payment, rest)
    payment = add_payment(call, _target(call.organisation, element), element)
    return batch.Written(render(call.organisation, payment, whole=True))


def _delete(call: Call, payment: Payment, element: Json) -> batch.Written:
    if set(element) - {"PaymentID"} != {"Status"} or element["Status"] != "DELETED":
        raise InvalidElementError("Only Status accepted for updates.")
    remove_payment(call, payment)
    return batch.Written(render(call.organisation, payment, whole=True))


def _target(organisation: Organisation, element: Json) -> Document:
    """A payment names one invoice or one credit note, by id or by number."""
    for name, id_field, number_field, table in (
        ("Invoice", "InvoiceID", "InvoiceNumber", organisation.invoices),
        ("CreditNote", "CreditNoteID", "CreditNoteNumber", organisation.credit_notes),
    ):
        block: dict[str, Any] = element.get(name, {})
        key = str(block.get(id_field, "")).lower()
        number = str(block.get(number_field, element.get(number_field, "")))
        if not key and not number:
            continue
        document = table.peek(key) if key else sale_numbered(table, number)
        if document is None:
            raise InvalidElementError(
                f"An existing {name} with the specified {id_field} could not be found"
            )
        return table[document.document_id]
    raise InvalidElementError("A payment must name an Invoice or a CreditNote.")


def render(organisation: Organisation, payment: Payment, *, whole: bool = False) -> Json:
    account = organisation.accounts[payment.account_id]
    document = _document(organisation, payment)
    return present(
        {
            "PaymentID": payment.payment_id,
            "Date": day_stamp(payment.date),
            "BankAmount": money(payment.bank_amount or payment.amount),
            "Amount": money(payment.amount),
            "Reference": payment.reference or None,
            "CurrencyRate": payment.currency_rate.quantize(Decimal("0.0000000001")),
            "PaymentType": payment.payment_type,
            "Status": payment.status,
            "UpdatedDateUTC": stamp(payment.updated),
            "UpdatedDateUTCString": iso_seconds(payment.updated),
            "HasAccount": True,
            "IsReconciled": payment.is_reconciled,
            "Account": present({"AccountID": account.account_id, "Code": account.code or None}),
            "HasValidationErrors": False,
            **_embedded(organisation, document, whole=whole),
        }
    )


def _embedded(organisation: Organisation, document: Document, *, whole: bool) -> Json:
    name = "CreditNote" if document.is_credit_note else "Invoice"
    body = render_document(organisation, document, places=2)
    if not whole:
        body = {key: value for key, value in body.items() if key in BRIEF}
        body |= {"Payments": [], "CreditNotes": [], "LineItems": [], "HasErrors": False}
        body["IsDiscounted"] = bool(document.total_discount)
    return {name: body}


ROUTES = [
    Rule("/api.xro/2.0/Payments", endpoint=list_payments, methods=["GET"]),
    Rule("/api.xro/2.0/Payments", endpoint=write_payments, methods=["PUT", "POST"]),
    Rule("/api.xro/2.0/Payments/<key>", endpoint=get_payment, methods=["GET"]),
    Rule("/api.xro/2.0/Payments/<key>", endpoint=write_payment, methods=["POST"]),
]
