"""A connection with the lists of its organisation, as the first fill would leave them."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.hosts.protocol import Host
from xero_integration.connections.models import Connection
from xero_integration.reference.models import Account, BrandingTheme, TaxRate


@pytest.fixture
def connection(db: None, host: Host) -> Connection:
    return make_connection("north" if host.has_tenants else "")


def make_connection(tenant: str, name: str = "Demo Company (NZ)") -> Connection:
    made = Connection.objects.create(
        tenant=tenant, name=name, xero_tenant_id=f"org-{tenant}-{name}"[:36]
    )
    for xero_id, code, title, kind, group, status in ACCOUNTS:
        Account.objects.create(
            connection=made,
            xero_id=xero_id,
            code=code,
            name=title,
            type=kind,
            class_name=group,
            status=status,
            tax_type="OUTPUT2",
        )
    for tax_type, title, status in (
        ("OUTPUT2", "15% GST on Income", "ACTIVE"),
        ("ZERORATED", "Zero Rated", "ACTIVE"),
        ("OLD", "12.5% GST", "DELETED"),
    ):
        TaxRate.objects.create(
            connection=made, tax_type=tax_type, name=title, status=status, for_revenue=True
        )
    BrandingTheme.objects.create(connection=made, xero_id="t-2", name="Plain", sort_order=1)
    BrandingTheme.objects.create(connection=made, xero_id="t-1", name="Standard", sort_order=0)
    return made


ACCOUNTS = (
    ("a-200", "200", "Sales", "REVENUE", "REVENUE", "ACTIVE"),
    ("a-260", "260", "Other Revenue", "REVENUE", "REVENUE", "ACTIVE"),
    ("a-270", "270", "Old Sales", "REVENUE", "REVENUE", "ARCHIVED"),
    ("a-850", "850", "Suspense", "CURRLIAB", "LIABILITY", "ACTIVE"),
    ("a-090", "090", "Business Bank", "BANK", "ASSET", "ACTIVE"),
)


def page(name: str, connection: Connection, **query: str) -> str:
    return reverse(f"xero_integration:{name}", args=[connection.pk], query=query or None)


def entries_of(form: Any, **changed: str) -> dict[str, str]:
    """What a browser would send: every field of the form as it stands, with changes."""
    shown = {bound.html_name: bound.value() for bound in form}
    texts = {name: "" if value is None else str(value) for name, value in shown.items()}
    return {**texts, **changed}
