"""Draws a document as a readable PDF."""

from __future__ import annotations

from decimal import Decimal

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from werkzeug.wrappers import Response

from .call import Call
from .records import Document, Line, Organisation
from .wire import long_date, money

TITLES = {
    "ACCREC": "TAX INVOICE",
    "ACCPAY": "BILL",
    "ACCRECCREDIT": "CREDIT NOTE",
    "ACCPAYCREDIT": "CREDIT NOTE",
}
WIDTHS = (90, 25, 35, 40)


def document_pdf(call: Call, document: Document) -> Response:
    pdf = FPDF()
    pdf.set_creation_date(call.now)
    pdf.add_page()
    _head(pdf, call.organisation, document)
    for line in document.lines:
        _row(pdf, _line_texts(line))
    _totals(pdf, document)
    return Response(bytes(pdf.output()), content_type="application/pdf")


def _head(pdf: FPDF, organisation: Organisation, document: Document) -> None:
    contact = organisation.contacts.peek(document.contact_id)
    title = "DRAFT INVOICE" if document.status == "DRAFT" else TITLES[document.type]
    pdf.set_font("Helvetica", "B", 20)
    _line(pdf, title, 12)
    pdf.set_font("Helvetica", size=11)
    _line(pdf, contact.name if contact else "")
    _line(pdf, f"Number: {document.number}")
    if document.reference:
        _line(pdf, f"Reference: {document.reference}")
    _line(pdf, f"Date: {long_date(document.date)}")
    if document.due_date:
        _line(pdf, f"Due date: {long_date(document.due_date)}")
    _line(pdf, f"{organisation.profile.legal_name}  {organisation.profile.tax_number}")
    pdf.ln(6)
    pdf.set_font("Helvetica", "B", 11)
    _row(pdf, ("Description", "Quantity", "Unit price", f"Amount {document.currency_code}"))
    pdf.set_font("Helvetica", size=11)


def _totals(pdf: FPDF, document: Document) -> None:
    pdf.ln(4)
    _row(pdf, ("", "", "Subtotal", str(document.sub_total)))
    _row(pdf, ("", "", "Total tax", str(document.total_tax)))
    pdf.set_font("Helvetica", "B", 11)
    _row(pdf, ("", "", f"Total {document.currency_code}", str(document.total)))
    _row(pdf, ("", "", "Amount due", str(money(document.amount_due))))


def _line_texts(line: Line) -> tuple[str, str, str, str]:
    if line.unit_amount is None:
        return line.description, "", "", ""
    quantity = (line.quantity or Decimal(0)).normalize()
    return line.description, f"{quantity:f}", str(line.unit_amount), str(line.line_amount)


def _line(pdf: FPDF, text: str, height: float = 6) -> None:
    pdf.cell(0, height, _latin(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _row(pdf: FPDF, texts: tuple[str, ...]) -> None:
    for width, text in zip(WIDTHS, texts, strict=True):
        pdf.cell(width, 7, _latin(text)[:48], border="B", align="L" if width > 50 else "R")
    pdf.ln(7)


def _latin(text: str) -> str:
    """The built-in fonts of PDF know Latin letters only."""
    return text.replace("\n", " ").encode("latin-1", "replace").decode("latin-1")
