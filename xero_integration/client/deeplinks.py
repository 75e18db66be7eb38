"""Addresses of documents and contacts in Xero's own pages."""

from __future__ import annotations

from urllib.parse import quote as escaped
from uuid import UUID

REAL = "https://go.xero.com"


def contact(short_code: str, contact_id: UUID | str, base: str = REAL) -> str:
    return f"{_app(base, short_code)}/contacts/contact/{contact_id}"


def invoice(short_code: str, invoice_id: UUID | str, base: str = REAL) -> str:
    """Lead to a sales invoice."""
    return f"{_app(base, short_code)}/invoicing/view/{invoice_id}"


def quote(short_code: str, quote_id: UUID | str, base: str = REAL) -> str:
    return f"{_app(base, short_code)}/quotes/view/{quote_id}"


def bill(short_code: str, invoice_id: UUID | str, base: str = REAL) -> str:
    page = f"/AccountsPayable/Edit.aspx?InvoiceID={invoice_id}"
    return _classic(base, short_code, page)


def credit_note(
    short_code: str, credit_note_id: UUID | str, base: str = REAL, *, to_customer: bool = True
) -> str:
    side = "AccountsReceivable" if to_customer else "AccountsPayable"
    page = f"/{side}/ViewCreditNote.aspx?creditNoteID={credit_note_id}"
    return _classic(base, short_code, page)


def document(kind: str, short_code: str, identifier: UUID | str, base: str = REAL) -> str:
    """Lead to a document by Xero's type: ACCREC, ACCPAY, ACCRECCREDIT or ACCPAYCREDIT."""
    if kind == "ACCPAY":
        return bill(short_code, identifier, base)
    if kind in {"ACCRECCREDIT", "ACCPAYCREDIT"}:
        return credit_note(short_code, identifier, base, to_customer=kind == "ACCRECCREDIT")
    return invoice(short_code, identifier, base)


def _app(base: str, short_code: str) -> str:
    # Short codes start with an exclamation mark, which Xero's own links leave as it is.
    return f"{base.rstrip('/')}/app/{escaped(short_code, safe='!')}"


def _classic(base: str, short_code: str, page: str) -> str:
    code = escaped(short_code, safe="!")
    address = f"{base.rstrip('/')}/organisationlogin/default.aspx"
    return f"{address}?shortcode={code}&redirecturl={page}"
