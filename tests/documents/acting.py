"""Documents in every status, in Xero and on a deal, and people who press things on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.journeys.office import Office
from xero_integration.connections.session import client_for
from xero_integration.documents.fetching import take_over_invoices
from xero_integration.documents.mirror import News
from xero_integration.models import DealLink, Document, VersionSource
from xero_integration.sandbox.accounting import acts
from xero_integration.sandbox.accounting.context import Context
from xero_integration.sandbox.accounting.documents.kinds import CREDIT_NOTE
from xero_integration.sandbox.accounting.documents.write import create

JSON = {"Accept": "application/json"}


def day(later: int) -> str:
    return (timezone.localdate() + timedelta(days=later)).isoformat()


def in_xero(office: Office, status: str, **more: Any) -> str:
    """Somebody makes an invoice in Xero and brings it to a status; answers its id."""
    started = status if status in {"DRAFT", "SUBMITTED"} else "AUTHORISED"
    element = {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact_id(office)},
        "Date": day(0),
        "DueDate": day(9),
        "LineAmountTypes": "NoTax",
        "LineItems": [
            {"Description": "Work", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
        ],
        "Status": "DRAFT" if status == "DELETED" else started,
        **more,
    }
    made = acts.create_invoice(office.sandbox, tenant_of(office), element=element).document_id
    if status == "PAID":
        acts.pay(office.sandbox, tenant_of(office), document_id=made)
    elif status == "VOIDED":
        acts.void(office.sandbox, tenant_of(office), document_id=made)
    elif status == "DELETED":
        acts.delete(office.sandbox, tenant_of(office), document_id=made)
    return made


def credit_note_in_xero(office: Office, status: str = "AUTHORISED") -> str:
    element = {
        "Type": "ACCRECCREDIT",
        "Contact": {"ContactID": contact_id(office)},
        "Date": day(0),
        "LineAmountTypes": "NoTax",
        "LineItems": [
            {"Description": "Back", "Quantity": 1, "UnitAmount": 40, "AccountCode": "200"}
        ],
        "Status": status,
    }
    with office.sandbox.lock:
        context = Context.of(office.sandbox, tenant_of(office))
        return create(context, CREDIT_NOTE, element).document_id


def contact_id(office: Office) -> str:
    """Somebody with an e-mail address."""
    contacts = office.organisation.contacts.items()
    return next(key for key, each in contacts if each.email and each.status == "ACTIVE")


def tenant_of(office: Office) -> str:
    return office.connection.xero_tenant_id


def on_deal(office: Office, deal: Any, *xero_ids: str) -> list[Document]:
    """The mirror learns of these, and they belong to the deal."""
    news = News(VersionSource.IMPORT)
    client = client_for(office.connection)
    take_over_invoices(office.connection, client, xero_ids, news)
    mine = {each.xero_id: each for each in Document.objects.filter(xero_id__in=xero_ids)}
    documents = [mine[xero_id] for xero_id in xero_ids]
    link(office, deal, *documents)
    return documents


def link(office: Office, deal: Any, *documents: Document) -> None:
    DealLink.objects.bulk_create(
        DealLink(
            document=document,
            source=office.host.source_key,
            subject_pk=str(deal.pk),
            tenant=office.tenant,
        )
        for document in documents
    )


def url(office: Office, deal: Any, name: str, *more: Any) -> str:
    address = [office.host.source_key, str(deal.pk), *more]
    return reverse(f"xero_integration:{name}", args=address)


def do(browser: Client, address: str, **typed: Any) -> Any:
    """A program presses it."""
    return browser.post(address, typed, headers=JSON)


def status_in_xero(office: Office, document: Document) -> str:
    organisation = office.organisation
    table = organisation.invoices if document.kind == "ACCREC" else organisation.credit_notes
    return table[document.xero_id].status
