"""Lists and single records, as typed values and as raw JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import responses

from xero_integration.client import XeroClient
from xero_integration.exceptions import NotFound, Unavailable, XeroError

from .conftest import API
from .wire_samples import CONTACT_ID, INVOICE, INVOICE_ID, envelope

Answers = Callable[..., Any]


class TestAnInvoice:
    @pytest.fixture
    def invoice(self, client: XeroClient, answers: Answers) -> Any:
        answers("GET", f"Invoices/{INVOICE_ID}", body=envelope("Invoices", INVOICE))
        return client.invoices.get(UUID(INVOICE_ID))

    def test_amounts_are_exact_to_the_last_place(self, invoice: Any) -> None:
        line = invoice.record.line_items[0]
        assert str(line.unit_amount) == "0.1234"
        assert str(line.quantity) == "325.2000"
        assert str(invoice.record.amount_due) == "24.65"
        assert invoice.record.payments[0].amount == Decimal("20.00")
        assert invoice.record.credit_notes[0].applied_amount == Decimal("1.50")

    def test_dates_are_days_and_changes_are_moments(self, invoice: Any) -> None:
        record = invoice.record
        assert (record.date, record.due_date) == (date(2026, 9, 14), date(2026, 9, 22))
        assert record.updated_date_utc == datetime(2026, 9, 14, 9, 29, 59, 100_000, UTC)
        assert record.expected_payment_date is None
        assert record.payments[0].date == date(2026, 9, 14)

    def test_ids_links_and_words_are_there(self, invoice: Any) -> None:
        record = invoice.record
        assert record.invoice_id == UUID(INVOICE_ID)
        assert record.contact.contact_id == UUID(CONTACT_ID)
        assert (record.type, record.status, record.currency_code) == ("ACCREC", "AUTHORISED", "NZD")
        assert record.url == "https://crm.example.com/7"
        assert record.line_items[0].tracking[0].option == "North"
        assert record.line_items[1].description == "Only words"
        assert record.line_items[1].quantity is None

    def test_the_raw_json_is_xeros_own(self, invoice: Any) -> None:
        assert invoice.raw == INVOICE.encode()

    def test_four_places_were_asked_for(self, invoice: Any, xero: responses.RequestsMock) -> None:
        assert xero.calls[0].request.url == f"{API}/Invoices/{INVOICE_ID}?unitdp=4"


class TestOddAnswers:
    def test_nulls_and_empty_strings_count_as_absent(
        self, client: XeroClient, answers: Answers
    ) -> None:
        odd = {
            "ContactID": CONTACT_ID,
            "Name": None,
            "MergedToContactID": "",
            "Discount": "",
            "Phones": None,
            "Addresses": [{"AddressType": "STREET", "City": None}],
            "UpdatedDateUTC": "",
        }
        answers("GET", f"Contacts/{CONTACT_ID}", body=envelope("Contacts", json.dumps(odd)))
        contact = client.contacts.get(CONTACT_ID).record
        assert (contact.name, contact.merged_to_contact_id, contact.phones) == ("", None, [])
        assert contact.addresses[0].city == ""
        assert contact.updated_date_utc is None

    def test_a_number_in_quotes_is_a_number(self, client: XeroClient, answers: Answers) -> None:
        odd = {"ContactID": CONTACT_ID, "PaymentTerms": {"Sales": {"Day": "20", "Type": "X"}}}
        answers("GET", f"Contacts/{CONTACT_ID}", body=envelope("Contacts", json.dumps(odd)))
        terms = client.contacts.get(CONTACT_ID).record.payment_terms
        assert terms is not None
        assert terms.sales is not None
        assert terms.sales.day == 20

    def test_new_words_in_an_enum_are_just_words(
        self, client: XeroClient, answers: Answers
    ) -> None:
        organisation = {
            "OrganisationID": CONTACT_ID,
            "Class": "GALACTIC",
            "DefaultSalesTax": "Remember previous",
            "PaymentTerms": {},
            "ShortCode": "!Qj35V",
            "PeriodLockDate": "/Date(1789344000000+0000)/",
            "CreatedDateUTC": "/Date(1426849200000)/",
        }
        answers("GET", "Organisation", body=envelope("Organisations", json.dumps(organisation)))
        record = client.organisation.get().record
        assert (record.class_, record.short_code) == ("GALACTIC", "!Qj35V")
        assert record.period_lock_date == date(2026, 9, 14)
        assert record.end_of_year_lock_date is None

    @pytest.mark.parametrize("body", ['{"Invoices":[{"InvoiceID"', "<html>", "[]", '"x"', "[" * 9])
    def test_a_body_that_cannot_be_read_is_a_failure_in_passing(
        self, client: XeroClient, answers: Answers, body: str
    ) -> None:
        answers("GET", f"Invoices/{INVOICE_ID}", body=body)
        with pytest.raises(Unavailable):
            client.invoices.get(INVOICE_ID)

    def test_one_odd_record_does_not_hide_the_others(
        self, client: XeroClient, answers: Answers
    ) -> None:
        odd = json.dumps({"InvoiceID": INVOICE_ID, "LineItems": "none"})
        body = envelope("Invoices", INVOICE, odd, pagination=(1, 1, 2))
        answers("GET", "Invoices", body=body)
        (page,) = client.invoices.pages()
        first, second = page
        assert first.record.invoice_number == "INV-0001"
        with pytest.raises(XeroError) as raised:
            _ = second.record
        assert raised.value.code == "unreadable"
        assert not raised.value.retryable

    def test_an_answer_without_the_element_is_not_found(
        self, client: XeroClient, answers: Answers
    ) -> None:
        answers("GET", f"Invoices/{INVOICE_ID}", body=envelope("Invoices"))
        with pytest.raises(NotFound):
            client.invoices.get(INVOICE_ID)

    @pytest.mark.parametrize("number", ["", "INV/7", "../Contacts"])
    def test_what_cannot_be_a_path_is_not_asked(self, client: XeroClient, number: str) -> None:
        with pytest.raises(ValueError, match="path"):
            client.invoices.get(number)

    def test_a_number_is_quoted(
        self, client: XeroClient, answers: Answers, xero: responses.RequestsMock
    ) -> None:
        answers("GET", "Invoices/INV%201%3Fx", body=envelope("Invoices", INVOICE))
        assert client.invoices.get("INV 1?x").record.invoice_number == "INV-0001"


@pytest.mark.parametrize(
    ("noun", "key", "element", "field", "value"),
    [
        ("accounts", "Accounts", {"AccountID": CONTACT_ID, "Code": "200"}, "code", "200"),
        (
            "tax_rates",
            "TaxRates",
            {"TaxType": "OUTPUT2", "EffectiveRate": 15.0, "CanApplyToRevenue": True},
            "effective_rate",
            Decimal("15.0"),
        ),
        (
            "branding_themes",
            "BrandingThemes",
            {"BrandingThemeID": CONTACT_ID, "SortOrder": 0},
            "sort_order",
            0,
        ),
        ("currencies", "Currencies", {"Code": "NZD"}, "code", "NZD"),
        (
            "tracking_categories",
            "TrackingCategories",
            {"TrackingCategoryID": CONTACT_ID, "Name": "Region", "Options": []},
            "name",
            "Region",
        ),
        (
            "users",
            "Users",
            {"UserID": CONTACT_ID, "OrganisationRole": "FINANCIALADVISER"},
            "organisation_role",
            "FINANCIALADVISER",
        ),
        ("items", "Items", {"ItemID": CONTACT_ID, "Code": "CARE"}, "code", "CARE"),
    ],
)
def test_a_short_list_takes_one_call(
    client: XeroClient,
    answers: Answers,
    xero: responses.RequestsMock,
    noun: str,
    key: str,
    element: dict[str, Any],
    field: str,
    value: Any,
) -> None:
    answers("GET", key, body=envelope(key, json.dumps(element)))
    (record,) = getattr(client, noun).all()
    assert getattr(record, field) == value
    assert len(xero.calls) == 1


def test_actions_of_the_plan_are_told(client: XeroClient, answers: Answers) -> None:
    body = envelope(
        "Actions",
        '{"Name":"CreateApprovedInvoice","Status":"ALLOWED"}',
        '{"Name":"CreateApprovedBill","Status":"NOT-ALLOWED"}',
    )
    answers("GET", "Organisation/Actions", body=body)
    assert client.organisation.actions() == {
        "CreateApprovedInvoice": True,
        "CreateApprovedBill": False,
    }


def test_connections_are_listed_with_aware_dates(client: XeroClient, answers: Answers) -> None:
    listed = {
        "id": CONTACT_ID,
        "authEventId": INVOICE_ID,
        "tenantId": INVOICE_ID,
        "tenantType": "ORGANISATION",
        "tenantName": "Demo Company (NZ)",
        "createdDateUtc": "2026-09-13T21:11:27.4939630",
        "updatedDateUtc": "2026-09-14T21:11:27.4959640",
    }
    answers("GET", f"https://api.xero.com/connections?authEventId={INVOICE_ID}", json=[listed])
    (connection,) = client.identity.connections(INVOICE_ID)
    assert connection.tenant_name == "Demo Company (NZ)"
    assert connection.auth_event_id == UUID(INVOICE_ID)
    assert connection.created_date_utc == datetime(2026, 9, 13, 21, 11, 27, 493_963, UTC)


def test_disconnecting_uses_the_connections_own_id(
    client: XeroClient, answers: Answers, xero: responses.RequestsMock
) -> None:
    answers("DELETE", f"https://api.xero.com/connections/{CONTACT_ID}", status=204)
    client.identity.disconnect(CONTACT_ID)
    assert len(xero.calls) == 1
