"""E-mails of sales invoices: who gets one, which are refused, how many a day."""

from __future__ import annotations

from werkzeug.wrappers import Response

from .call import Call
from .records import Contact, Document
from .refusals import Problems, invalid_request

SENDABLE = ("SUBMITTED", "AUTHORISED", "PAID")


def recipients(contact: Contact | None) -> list[str]:
    if contact is None or not contact.email:
        return []
    persons = [each for each in contact.persons if each.get("IncludeInEmails")]
    also = [str(each["EmailAddress"]) for each in persons if each.get("EmailAddress")]
    return [contact.email, *also]


def email_invoice(call: Call, invoice: Document) -> Response:
    """Xero's own wording of the refusals is not published; the reasons are."""
    problems = Problems()
    problems.add_if(invoice.type != "ACCREC", "Only sales invoices can be emailed.")
    sendable = invoice.status in SENDABLE
    problems.add_if(not sendable, "Invoice not of valid status for emailing.")
    addresses = recipients(call.organisation.contacts.peek(invoice.contact_id))
    problems.add_if(not addresses, "The contact of the invoice has no email address.")
    sent = call.organisation.emails_sent
    day = call.now.date().isoformat()
    cap = call.organisation.daily_email_cap
    problems.add_if(sent.get(day, 0) >= cap, f"The daily email limit of {cap} has been reached.")
    if problems.messages:
        invalid_request(problems.messages[0])
    sent[day] = sent.get(day, 0) + 1
    stored = call.organisation.invoices[invoice.document_id]
    stored.sent_to_contact = True
    stored.updated = call.now
    call.note(stored.document_id, "Invoice sent", f"This invoice has been sent to {addresses[0]}.")
    call.notify("INVOICE", stored.document_id, "UPDATE")
    return Response(b"", status=204)
