"""Documents for the tests of a customer's history, put into Xero or straight into the mirror."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.urls import reverse

from tests.hosts.lines import Customer
from xero_integration.models import Document
from xero_integration.sandbox.accounting import acts

from .office import Office


def url(office: Office, name: str, deal: Any, document: Document | None = None) -> str:
    address = [office.host.source_key, str(deal.pk)]
    if document is not None:
        address.append(str(document.pk))
    return reverse(f"xero_integration:{name}", args=address)


def linked_deal(office: Office, **more: Any) -> Any:
    """A deal whose customer is linked to the first contact of the organisation."""
    deal = office.host.make_deal(tenant=office.tenant, **more)
    contact_id = contact_of(office)
    office.press(deal, f"pick_contact:{contact_id}", office.open_form(deal))
    return deal


def linked_company(office: Office, customer: Customer | None = None) -> Any:
    """A customer whose contact and products were chosen for an earlier deal."""
    host, tenant = office.host, {"tenant": office.tenant} if office.host.has_tenants else {}
    company = host.make_company(customer, **tenant)
    earlier = host.make_deal(tenant=office.tenant, company=company)
    values = office.link_everything(earlier)
    office.press(earlier, f"pick_contact:{contact_of(office)}", values)
    return company


def contact_of(office: Office, number: int = 0) -> str:
    return list(office.organisation.contacts)[number]


def made_in_xero(office: Office, *, contact: int = 0, **element: Any) -> Any:
    """An accountant writes an invoice in Xero."""
    wanted = {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact_of(office, contact)},
        "Date": "2026-11-02",
        "DueDate": "2026-11-20",
        "LineAmountTypes": "Exclusive",
        "LineItems": [
            {"Description": "Work", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
        ],
        "Status": "AUTHORISED",
        **element,
    }
    tenant_id = office.connection.xero_tenant_id
    return acts.create_invoice(office.sandbox, tenant_id, element=wanted)


def mirrored(office: Office, number: int, **columns: Any) -> Document:
    """A document as the mirror would hold it."""
    values: dict[str, Any] = {
        "connection": office.connection,
        "xero_id": f"{number:08d}-0000-4000-8000-000000000000",
        "kind": "ACCREC",
        "status": "AUTHORISED",
        "number": f"INV-{number:05d}",
        "contact_id": contact_of(office),
        "contact_name": "Bayside Club",
        "date": dt.date(2026, 11, 2),
        "due_date": dt.date(2026, 11, 20),
        "currency": "NZD",
        "total": Decimal("115.00"),
        "amount_due": Decimal("115.00"),
        "learned_at": dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC),
        **columns,
    }
    return Document.objects.create(**values)
