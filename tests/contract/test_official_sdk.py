"""Xero's own Python SDK drives the sandbox over a real socket and gets what it expects."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests
from pypdf import PdfReader
from xero_python.accounting import (
    Account,
    AccountingApi,
    Contact,
    Contacts,
    HistoryRecord,
    HistoryRecords,
    Invoice,
    Invoices,
    Item,
    Items,
    LineItem,
    Payment,
    Payments,
    Purchase,
    RequestEmpty,
)
from xero_python.api_client import ApiClient, Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.exceptions import AccountingBadRequestException
from xero_python.identity import IdentityApi

from tests.sandbox.accounting_fixtures import SCOPES, Xero, connect
from xero_integration.sandbox import Sandbox
from xero_integration.sandbox.server import make_server


class Official:
    """The SDK, signed in and pointed at the box."""

    def __init__(self, url: str, tenant: str, token: dict[str, Any]) -> None:
        self.tenant = tenant
        configuration = Configuration(oauth2_token=OAuth2Token("sandbox-client", "sandbox-secret"))
        self.client = ApiClient(
            configuration,
            oauth2_token_getter=lambda: token,
            oauth2_token_saver=lambda new: None,
        )
        self.accounting = AccountingApi(self.client, base_url=f"{url}/api.xro/2.0")
        self.identity = IdentityApi(self.client, base_url=url)

    def __getattr__(self, name: str) -> Any:
        """Accounting calls always name the organisation first."""
        method = getattr(self.accounting, name)
        return lambda *args, **kwargs: method(self.tenant, *args, **kwargs)


@pytest.fixture
def served(sandbox: Sandbox) -> Iterator[str]:
    server = make_server(sandbox)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.url
    server.shutdown()
    server.server_close()


@pytest.fixture
def sdk(served: str, sandbox: Sandbox, xero: Xero) -> Official:
    # The SDK reads the real clock to see whether its token is still good.
    token = {
        "access_token": connect(sandbox, xero.tenant),
        "expires_in": 1800,
        "expires_at": datetime.now().timestamp() + 1800,
        "token_type": "Bearer",
        "scope": SCOPES,
        "refresh_token": "unused",
    }
    return Official(served, xero.tenant, token)


def sale(contact_id: str, **more: Any) -> Invoice:
    return Invoice(
        type="ACCREC",
        contact=Contact(contact_id=contact_id),
        date=date(2026, 11, 20),
        due_date=date(2026, 12, 4),
        line_items=[
            LineItem(
                description="Golf balls",
                quantity=Decimal("3"),
                unit_amount=Decimal("5.65"),
                account_code="200",
            )
        ],
        **more,
    )


def create(sdk: Official, xero: Xero, **more: Any) -> Invoice:
    invoices = Invoices(invoices=[sale(xero.contact_id(), **more)])
    return sdk.create_invoices(invoices, idempotency_key="key-1").invoices[0]


def test_connections_name_the_organisation(sdk: Official, xero: Xero) -> None:
    connections = sdk.identity.get_connections()
    assert [each.tenant_id for each in connections] == [xero.tenant]
    assert connections[0].tenant_name == "Demo Company (NZ)"


def test_reference_lists_are_read(sdk: Official) -> None:
    organisation = sdk.get_organisations().organisations[0]
    assert (organisation.name, organisation.base_currency.value) == ("Demo Company (NZ)", "NZD")
    assert "OUTPUT2" in {rate.tax_type for rate in sdk.get_tax_rates().tax_rates}
    assert "200" in {account.code for account in sdk.get_accounts().accounts}
    assert len(sdk.get_branding_themes().branding_themes) == 3
    assert {each.name for each in sdk.get_tracking_categories().tracking_categories} == {
        "Region",
        "Team",
    }
    assert len(sdk.get_users().users) == 3
    assert {each.code.value for each in sdk.get_currencies().currencies} == {"NZD", "USD", "AUD"}


def test_contacts_are_created_found_and_updated(sdk: Official) -> None:
    made = sdk.create_contacts(Contacts(contacts=[Contact(name="Fresh Start")])).contacts[0]
    assert made.contact_status == "ACTIVE"
    found = sdk.get_contacts(where='Name=="fresh start"').contacts
    assert [each.contact_id for each in found] == [made.contact_id]
    change = Contacts(contacts=[Contact(email_address="new@fresh.example")])
    changed = sdk.update_contact(made.contact_id, change).contacts[0]
    assert (changed.name, changed.email_address) == ("Fresh Start", "new@fresh.example")
    assert sdk.get_contact(made.contact_id).contacts[0].email_address == "new@fresh.example"


def test_a_taken_contact_name_is_refused(sdk: Official) -> None:
    with pytest.raises(AccountingBadRequestException) as refused:
        sdk.create_contacts(Contacts(contacts=[Contact(name="City Limousines")]))
    assert "already assigned to another contact" in str(refused.value.error_data)


def test_items_are_listed_and_created(sdk: Official) -> None:
    assert "BOOK" in {item.code for item in sdk.get_items().items}
    item = Item(code="PEN", name="Pen", sales_details=Purchase(unit_price=Decimal("1.95")))
    made = sdk.create_items(Items(items=[item])).items[0]
    assert sdk.get_item(made.item_id).items[0].sales_details.unit_price == Decimal("1.95")


def test_an_invoice_is_created_read_listed_and_updated(sdk: Official, xero: Xero) -> None:
    made = create(sdk, xero)
    assert (made.status, made.total) == ("DRAFT", Decimal("19.49"))
    read = sdk.get_invoice(made.invoice_id).invoices[0]
    assert read.line_items[0].tax_amount == Decimal("2.54")
    assert (read.date, read.due_date) == (date(2026, 11, 20), date(2026, 12, 4))
    listed = sdk.get_invoices(page=1, statuses=["DRAFT"], i_ds=[made.invoice_id]).invoices
    assert [each.invoice_number for each in listed] == [made.invoice_number]
    change = Invoices(invoices=[Invoice(reference="PO 7", status="AUTHORISED")])
    changed = sdk.update_invoice(made.invoice_id, change).invoices[0]
    assert (changed.reference, changed.status) == ("PO 7", "AUTHORISED")


def test_a_repeated_key_creates_one_invoice(sdk: Official, xero: Xero) -> None:
    first, second = create(sdk, xero), create(sdk, xero)
    assert first.invoice_id == second.invoice_id


def test_an_invoice_is_voided(sdk: Official, xero: Xero) -> None:
    made = create(sdk, xero, status="AUTHORISED")
    void = Invoices(invoices=[Invoice(status="VOIDED")])
    assert sdk.update_invoice(made.invoice_id, void).invoices[0].status == "VOIDED"


def test_a_payment_pays_the_invoice(sdk: Official, xero: Xero) -> None:
    made = create(sdk, xero, status="AUTHORISED")
    payment = Payment(
        invoice=Invoice(invoice_id=made.invoice_id),
        account=Account(code="090"),
        amount=Decimal("19.49"),
        date=date(2026, 11, 20),
    )
    paid = sdk.create_payments(Payments(payments=[payment])).payments[0]
    assert paid.invoice.status == "PAID"
    assert sdk.get_invoice(made.invoice_id).invoices[0].amount_due == 0
    assert paid.payment_id in {each.payment_id for each in sdk.get_payments().payments}


def test_the_pdf_can_be_read(sdk: Official, xero: Xero) -> None:
    made = create(sdk, xero, status="AUTHORISED")
    path = sdk.get_invoice_as_pdf(made.invoice_id)
    text = PdfReader(Path(path)).pages[0].extract_text()
    assert made.invoice_number in text and "19.49" in text


def test_an_email_is_sent_where_the_cap_allows(sdk: Official, xero: Xero) -> None:
    xero.books.daily_email_cap = 20
    made = create(sdk, xero, status="AUTHORISED")
    sdk.email_invoice(made.invoice_id, RequestEmpty())
    assert sdk.get_invoice(made.invoice_id).invoices[0].sent_to_contact is True


def test_notes_are_written_and_read(sdk: Official, xero: Xero) -> None:
    made = create(sdk, xero)
    note = HistoryRecords(history_records=[HistoryRecord(details="Called Kim")])
    sdk.create_invoice_history(made.invoice_id, note)
    records = sdk.get_invoice_history(made.invoice_id).history_records
    assert "Called Kim" in {each.details for each in records}


def test_the_online_invoice_has_an_address(sdk: Official, xero: Xero) -> None:
    made = create(sdk, xero, status="AUTHORISED")
    online = sdk.get_online_invoice(made.invoice_id).online_invoices[0]
    assert online.online_invoice_url.startswith("https://in.xero.com/")


def test_one_connection_serves_many_calls(served: str, sandbox: Sandbox, xero: Xero) -> None:
    token = connect(sandbox, xero.tenant)
    headers = {
        "Authorization": f"Bearer {token}",
        "xero-tenant-id": xero.tenant,
        "Accept": "application/json",
    }
    with requests.Session() as session:
        session.trust_env = False
        answers = [session.get(f"{served}/api.xro/2.0/Users", headers=headers) for _ in range(3)]
        # The stubs know BaseAdapter only; a session's adapter for http has a pool manager.
        adapter: Any = session.get_adapter(served)
        pools = adapter.poolmanager.pools
        made = [pools[key].num_connections for key in pools.keys()]  # noqa: SIM118 - not a mapping
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert made == [1]
