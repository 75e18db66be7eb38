"""Whole journeys against the sandbox: what an app does in a day, and what goes wrong."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from xero_integration.client import XeroClient, oauth
from xero_integration.client.records import Contact, Invoice, Payment
from xero_integration.exceptions import (
    NotFound,
    OAuthRefused,
    OutcomeUnknown,
    ScopeMissing,
    TenantForbidden,
    Throttled,
    TokenRejected,
    Unavailable,
    ValidationRefused,
)
from xero_integration.sandbox import Clock, Sandbox

from .sandbox_user import SandboxUser

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(clock=Clock.frozen(NOON))


@pytest.fixture
def user(sandbox: Sandbox) -> SandboxUser:
    return SandboxUser(sandbox)


@pytest.fixture
def client(user: SandboxUser) -> XeroClient:
    return user.client()


def key() -> str:
    return str(uuid4())


def new_contact(client: XeroClient, name: str = "Juniper & Sons") -> Contact:
    (result,) = client.contacts.create({"Name": name}, idempotency_key=key())
    return result.element().record


def revenue_account(client: XeroClient) -> str:
    accounts = [a for a in client.accounts.all() if a.type in {"REVENUE", "SALES"}]
    return next(a.code for a in accounts if a.status == "ACTIVE" and a.code)


def draft(client: XeroClient, contact: Contact, **changes: object) -> dict[str, object]:
    line = {
        "Description": "Care",
        "Quantity": Decimal("3"),
        "UnitAmount": Decimal("0.1234"),
        "AccountCode": revenue_account(client),
    }
    return {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact.contact_id},
        "Date": date(2026, 11, 20),
        "DueDate": date(2026, 12, 4),
        "LineItems": [line],
        "Status": "AUTHORISED",
        **changes,
    }


def new_invoice(client: XeroClient, **changes: object) -> Invoice:
    payload = draft(client, new_contact(client), **changes)
    (result,) = client.invoices.create(payload, idempotency_key=key())
    return result.element().record


class TestConnecting:
    def test_one_consent_brings_the_organisation_that_was_chosen(self, user: SandboxUser) -> None:
        first, second = user.client(organisation=0), user.client(organisation=1)
        names = [c.organisation.get().record.name for c in (first, second)]
        assert names[0] != names[1]
        listed = {c.tenant_name for c in first.identity.connections()}
        assert set(names) <= listed

    def test_the_person_who_connected_is_known(self, user: SandboxUser) -> None:
        tokens = user.tokens()
        assert tokens.email.endswith("@example.com")
        assert tokens.name
        assert UUID(tokens.xero_userid)

    def test_a_lost_refresh_answer_is_forgiven_for_half_an_hour(
        self, user: SandboxUser, sandbox: Sandbox
    ) -> None:
        tokens = user.tokens()
        oauth.refresh(user.config, tokens)
        sandbox.clock.advance(29 * 60)
        assert oauth.refresh(user.config, tokens).refresh_token != tokens.refresh_token
        sandbox.clock.advance(2 * 60)
        with pytest.raises(OAuthRefused) as raised:
            oauth.refresh(user.config, tokens)
        assert raised.value.error == "invalid_grant"

    def test_after_revoking_nothing_is_left(self, user: SandboxUser) -> None:
        tokens = user.tokens()
        oauth.revoke(user.config, tokens)
        with pytest.raises(OAuthRefused) as raised:
            oauth.refresh(user.config, tokens)
        assert raised.value.error == "invalid_grant"

    def test_one_organisation_can_be_disconnected(self, user: SandboxUser) -> None:
        client = user.client()
        (connection,) = client.identity.connections()
        client.identity.disconnect(connection.id)
        with pytest.raises(TenantForbidden):
            client.organisation.get()
        with pytest.raises(NotFound):
            client.identity.disconnect(connection.id)

    def test_trouble_at_the_identity_server_says_nothing_about_the_tokens(
        self, user: SandboxUser, sandbox: Sandbox
    ) -> None:
        tokens = user.tokens()
        sandbox.faults.add_fault("POST", "/connect/token", status=503)
        sandbox.faults.add_fault("POST", "/connect/token", drop="before")
        for _ in range(2):
            with pytest.raises(Unavailable):
                oauth.refresh(user.config, tokens)
        assert oauth.refresh(user.config, tokens).access_token


class TestReferenceLists:
    def test_everything_a_form_needs_can_be_read(self, client: XeroClient) -> None:
        organisation = client.organisation.get().record
        assert organisation.short_code.startswith("!")
        assert organisation.created_date_utc
        assert {a.status for a in client.accounts.all()} >= {"ACTIVE"}
        assert all(r.effective_rate is not None for r in client.tax_rates.all())
        assert organisation.base_currency in {c.code for c in client.currencies.all()}
        assert 0 in {theme.sort_order for theme in client.branding_themes.all()}
        assert all(u.email_address for u in client.users.all())
        assert isinstance(client.tracking_categories.all(), list)


class TestInvoicing:
    def test_an_invoice_is_made_read_paid_and_reopened(self, client: XeroClient) -> None:
        invoice = new_invoice(client, Url="https://crm.example.com/deals/7")
        assert invoice.line_items[0].unit_amount == Decimal("0.1234")
        assert invoice.sub_total == Decimal("0.37")
        assert (invoice.date, invoice.due_date) == (date(2026, 11, 20), date(2026, 12, 4))
        assert client.invoices.get(invoice.invoice_id).record.total == invoice.total

        payment = self._pay(client, invoice)
        paid = client.invoices.get(invoice.invoice_id).record
        assert (paid.status, paid.amount_due) == ("PAID", Decimal(0))
        assert [p.payment_id for p in paid.payments] == [payment.payment_id]

        taken_back = client.payments.delete(payment.payment_id, idempotency_key=key())
        assert taken_back.element().record.status == "DELETED"
        assert client.invoices.get(invoice.invoice_id).record.status == "AUTHORISED"

    def _pay(self, client: XeroClient, invoice: Invoice) -> Payment:
        bank = next(a for a in client.accounts.all() if a.type == "BANK")
        payload = {
            "Invoice": {"InvoiceID": invoice.invoice_id},
            "Account": {"AccountID": bank.account_id},
            "Date": date(2026, 11, 21),
            "Amount": invoice.amount_due,
        }
        (result,) = client.payments.create(payload, idempotency_key=key())
        return result.element().record

    def test_good_ones_of_a_batch_are_kept_and_bad_ones_explained(self, client: XeroClient) -> None:
        contact = new_contact(client)
        batch = [draft(client, contact), draft(client, contact, LineItems=[])]
        good, bad = client.invoices.create(batch, idempotency_key=key())
        assert client.invoices.get(good.element().record.invoice_id).record.status == "AUTHORISED"
        assert bad.errors == ("One or more line items must be specified",)

    def test_a_draft_is_changed_and_deleted(self, client: XeroClient) -> None:
        invoice = new_invoice(client, Status="DRAFT")
        update = {"InvoiceID": invoice.invoice_id, "Reference": "Deal 8"}
        (changed,) = client.invoices.update(update, idempotency_key=key())
        assert changed.element().record.reference == "Deal 8"
        delete = {"InvoiceID": invoice.invoice_id, "Status": "DELETED"}
        (deleted,) = client.invoices.update(delete, idempotency_key=key())
        assert deleted.element().record.status == "DELETED"

    def test_pdf_link_and_notes(self, client: XeroClient) -> None:
        invoice = new_invoice(client)
        assert client.invoices.pdf(invoice.invoice_id).startswith(b"%PDF")
        assert client.invoices.online_url(invoice.invoice_id).startswith("http")
        client.history.add("Invoices", invoice.invoice_id, "Made from deal 7", idempotency_key="n")
        notes = [entry.details for entry in client.history.of("Invoices", invoice.invoice_id)]
        assert "Made from deal 7" in notes

    def test_a_file_is_attached(self, client: XeroClient) -> None:
        invoice = new_invoice(client)
        client.attachments.add(
            "Invoices",
            invoice.invoice_id,
            file_name="offer.txt",
            content=b"Offer",
            content_type="text/plain",
            idempotency_key=key(),
        )
        (found,) = client.attachments.of("Invoices", invoice.invoice_id)
        assert (found.file_name, found.content_length) == ("offer.txt", 5)

    def test_only_what_changed_is_read_again(self, client: XeroClient, sandbox: Sandbox) -> None:
        invoice = new_invoice(client)
        sandbox.clock.advance(5 * 60)
        since = next(client.invoices.pages()).server_time
        assert since == NOON + timedelta(minutes=5)
        assert client.invoices.all(since) == []
        sandbox.clock.advance(5 * 60)
        update = {"InvoiceID": invoice.invoice_id, "Reference": "Changed", "Status": "AUTHORISED"}
        client.invoices.update(update, idempotency_key=key())
        (changed,) = client.invoices.all(since)
        assert (changed.invoice_id, changed.reference) == (invoice.invoice_id, "Changed")


class TestContactsAndItems:
    def test_a_contact_is_made_found_changed_and_archived(self, client: XeroClient) -> None:
        contact = new_contact(client)
        found = client.contacts.all(searchTerm="juniper")
        assert [c.contact_id for c in found] == [contact.contact_id]
        update = {"ContactID": contact.contact_id, "ContactStatus": "ARCHIVED"}
        client.contacts.update(update, idempotency_key=key())[0].element()
        (archived,) = client.contacts.all(IDs=[contact.contact_id])
        assert archived.contact_status == "ARCHIVED"

    def test_a_name_that_is_taken_is_explained(self, client: XeroClient) -> None:
        new_contact(client)
        (again,) = client.contacts.create({"Name": "Juniper & Sons"}, idempotency_key=key())
        assert "already assigned to another contact" in again.errors[0]

    def test_an_item_keeps_four_places(self, client: XeroClient) -> None:
        payload = {"Code": "CARE-4", "SalesDetails": {"UnitPrice": Decimal("0.1234")}}
        (made,) = client.items.create(payload, idempotency_key=key())
        item = client.items.get(made.element().record.item_id).record
        assert item.sales_details is not None
        assert item.sales_details.unit_price == Decimal("0.1234")


class TestTrouble:
    def count(self, client: XeroClient) -> int:
        return len(client.invoices.all(searchTerm="Deal 77"))

    @pytest.mark.parametrize(
        "fault",
        [{"drop": "after"}, {"status": 500, "commit": True}, {"truncate": 40}, {"garbage": True}],
    )
    def test_a_lost_answer_and_the_same_key_make_one_invoice(
        self, client: XeroClient, sandbox: Sandbox, fault: dict[str, object]
    ) -> None:
        payload = draft(client, new_contact(client), Reference="Deal 77")
        sandbox.faults.add_fault("PUT", "/Invoices", **fault)
        with pytest.raises(OutcomeUnknown):
            client.invoices.create(payload, idempotency_key="key-77")
        (result,) = client.invoices.create(payload, idempotency_key="key-77")
        assert result.element().record.reference == "Deal 77"
        assert self.count(client) == 1

    def test_a_key_used_for_something_else_is_told_apart(self, client: XeroClient) -> None:
        contact = new_contact(client)
        client.invoices.create(draft(client, contact), idempotency_key="key-1")
        with pytest.raises(ValidationRefused) as raised:
            client.invoices.create(draft(client, contact, Reference="b"), idempotency_key="key-1")
        assert raised.value.code == "idempotency_mismatch"

    def test_a_spent_minute_says_how_long_to_wait(
        self, client: XeroClient, sandbox: Sandbox
    ) -> None:
        headers = {"X-Rate-Limit-Problem": "minute", "Retry-After": "26"}
        sandbox.faults.add_fault("GET", "/Invoices", status=429, headers=headers)
        with pytest.raises(Throttled) as raised:
            client.invoices.all()
        assert (raised.value.limit, raised.value.retry_after) == ("minute", 26)

    def test_an_expired_token_is_told_from_a_missing_scope(
        self, user: SandboxUser, sandbox: Sandbox
    ) -> None:
        client = user.client()
        sandbox.clock.advance(31 * 60)
        with pytest.raises(TokenRejected):
            client.organisation.get()
        narrow = SandboxUser(Sandbox(clock=sandbox.clock), ["openid", "accounting.contacts"])
        with pytest.raises(ScopeMissing):
            narrow.client().invoices.all()

    def test_another_organisation_is_forbidden(self, user: SandboxUser) -> None:
        http = user.http(user.tokens(), str(uuid4()))
        with pytest.raises(TenantForbidden):
            XeroClient(http).organisation.get()

    def test_an_unknown_invoice_is_not_found(self, client: XeroClient) -> None:
        with pytest.raises(NotFound):
            client.invoices.get(uuid4())

    def test_the_raw_json_of_a_version_is_xeros_own(self, client: XeroClient) -> None:
        invoice = new_invoice(client)
        element = client.invoices.get(invoice.invoice_id)
        assert json.loads(element.raw)["InvoiceID"] == str(invoice.invoice_id)
