"""Contacts: names, upserts, archiving, and the block inside an invoice that changes them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.accounting_fixtures import Xero, first, messages
from xero_integration.sandbox.accounting import acts

ARCHIVED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)
PERSONS = [{"FirstName": "Ann", "LastName": "Lee", "EmailAddress": "ann@lee.example"}]


def new(xero: Xero, **changes: Any) -> dict[str, Any]:
    return first(xero.put("Contacts", {"Contacts": [{"Name": "New One"} | changes]}), "Contacts")


def read(xero: Xero, contact_id: str) -> dict[str, Any]:
    return first(xero.get(f"Contacts/{contact_id}"), "Contacts")


def test_put_refuses_a_name_in_use_in_any_case(xero: Xero) -> None:
    refused = xero.put("Contacts", {"Contacts": [{"Name": "city limousines"}]})
    assert messages(refused) == [
        "The contact name city limousines is already assigned to another contact. "
        "The contact name must be unique across all active contacts."
    ]
    zero = "00000000-0000-0000-0000-000000000000"
    assert refused.json()["Elements"][0]["ContactID"] == zero


def test_put_takes_the_name_of_an_archived_contact(xero: Xero) -> None:
    assert new(xero, Name="Old Harbour Traders")["ContactStatus"] == "ACTIVE"


@pytest.mark.parametrize("key", ["ContactID", "ContactNumber", "Name"])
def test_post_updates_by_id_number_or_name(xero: Xero, key: str) -> None:
    made = new(xero, ContactNumber="C-9")
    changed = xero.post("Contacts", {key: made[key], "EmailAddress": "a@b.example"})
    assert first(changed, "Contacts")["ContactID"] == made["ContactID"]
    assert read(xero, made["ContactID"])["EmailAddress"] == "a@b.example"


def test_a_contact_is_found_by_its_number_in_the_path(xero: Xero) -> None:
    made = new(xero, ContactNumber="C-9")
    assert read(xero, "C-9")["ContactID"] == made["ContactID"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Name": ""}, "The contact name must be specified."),
        ({"Name": "a < b"}, "The contact name cannot contain < or >."),
        ({"Name": "a  b"}, "The contact name cannot have leading, trailing or double spaces."),
        ({"EmailAddress": "müller@x.example"}, "Email address must be valid."),
        ({"EmailAddress": "nobody"}, "Email address must be valid."),
        ({"ContactPersons": PERSONS * 6}, "A contact can have at most 5 contact persons."),
        ({"Addresses": [{"AddressType": "STREET", "Country": "N2"}]},
         "Country can only contain letters."),
        ({"TaxNumber": "x" * 51}, "The field TaxNumber must be 50 characters or fewer."),
    ],
)  # fmt: skip
def test_what_is_refused(xero: Xero, changes: dict[str, Any], message: str) -> None:
    refused = xero.put("Contacts", {"Contacts": [{"Name": "New One"} | changes]})
    assert messages(refused) == [message]


def test_both_addresses_and_four_phones_always_show_and_are_merged_by_kind(xero: Xero) -> None:
    made = new(xero, Addresses=[{"AddressType": "POBOX", "City": "Napier"}])
    xero.post("Contacts", {"ContactID": made["ContactID"],
                           "Addresses": [{"AddressType": "POBOX", "PostalCode": "4110"}],
                           "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1"}]})  # fmt: skip
    stored = read(xero, made["ContactID"])
    boxes = {each["AddressType"]: each for each in stored["Addresses"]}
    assert set(boxes) == {"POBOX", "STREET"}
    assert (boxes["POBOX"]["City"], boxes["POBOX"]["PostalCode"]) == ("Napier", "4110")
    assert len(stored["Phones"]) == 4


def test_persons_are_replaced_as_a_whole(xero: Xero) -> None:
    made = new(xero, ContactPersons=PERSONS)
    other = [{"FirstName": "Bo", "EmailAddress": "bo@lee.example"}]
    xero.post("Contacts", {"ContactID": made["ContactID"], "ContactPersons": other})
    assert [each["FirstName"] for each in read(xero, made["ContactID"])["ContactPersons"]] == ["Bo"]


def test_archiving_works_with_open_invoices_and_is_final(xero: Xero) -> None:
    contact_id = new(xero)["ContactID"]
    xero.create(Contact={"ContactID": contact_id}, Status="AUTHORISED")
    archive = xero.post("Contacts", {"ContactID": contact_id, "ContactStatus": "ARCHIVED"})
    assert first(archive, "Contacts")["ContactStatus"] == "ARCHIVED"
    for change in ({"EmailAddress": "a@b.example"}, {"ContactStatus": "ACTIVE"}):
        refused = xero.post("Contacts", {"ContactID": contact_id} | change)
        assert messages(refused) == [ARCHIVED]
    assert messages(xero.put("Invoices", xero.invoice(Contact={"ContactID": contact_id}))) == [
        ARCHIVED
    ]


def test_an_invoice_for_the_name_of_an_archived_contact_is_refused(xero: Xero) -> None:
    body = xero.invoice(Contact={"Name": "Old Harbour Traders"})
    assert messages(xero.put("Invoices", body)) == [ARCHIVED]


def test_an_invoice_finds_its_contact_by_name_in_any_case(xero: Xero) -> None:
    made = xero.create(Contact={"Name": "city LIMOUSINES"})
    assert made["Contact"]["ContactID"] == xero.contact_id("City Limousines")


def test_an_invoice_for_an_unknown_name_makes_a_contact(xero: Xero) -> None:
    before = len(xero.books.contacts)
    made = xero.create(Contact={"Name": "Walk In"})
    assert len(xero.books.contacts) == before + 1
    assert read(xero, made["Contact"]["ContactID"])["IsCustomer"] is True


def test_a_refused_invoice_makes_no_contact(xero: Xero) -> None:
    before = len(xero.books.contacts)
    assert xero.put("Invoices", xero.invoice(Contact={"Name": "Walk In"}, Url="x")).status_code
    assert len(xero.books.contacts) == before


def test_the_id_alone_leaves_the_contact_alone(xero: Xero) -> None:
    made = new(xero, ContactPersons=PERSONS)
    contact_id = made["ContactID"]
    xero.create(Contact={"ContactID": contact_id})
    xero.create(Contact={"ContactID": contact_id, "Name": "New One"})
    stored = read(xero, contact_id)
    assert stored["ContactPersons"] == made["ContactPersons"]
    assert stored["UpdatedDateUTC"] == made["UpdatedDateUTC"]


def test_more_than_the_id_changes_the_contact_and_drops_its_persons(xero: Xero) -> None:
    contact_id = new(xero, ContactPersons=PERSONS)["ContactID"]
    xero.create(Contact={"ContactID": contact_id, "EmailAddress": "new@b.example"})
    stored = read(xero, contact_id)
    assert (stored["EmailAddress"], stored["ContactPersons"]) == ("new@b.example", [])


def test_customer_and_supplier_follow_from_documents(xero: Xero) -> None:
    made = new(xero, IsCustomer=True)
    assert (made["IsCustomer"], made["IsSupplier"]) == (False, False)
    xero.create(Contact={"ContactID": made["ContactID"]})
    assert read(xero, made["ContactID"])["IsCustomer"] is True


def test_payment_terms_give_the_due_date(xero: Xero) -> None:
    terms = {"Sales": {"Day": 20, "Type": "OFFOLLOWINGMONTH"}}
    contact_id = new(xero, PaymentTerms=terms)["ContactID"]
    body = xero.invoice(Contact={"ContactID": contact_id}, Status="AUTHORISED")
    del body["DueDate"]
    made = first(xero.put("Invoices", body), "Invoices")
    assert made["DueDateString"] == "2026-12-20T00:00:00"


def test_the_accountant_merges_and_restores(xero: Xero) -> None:
    gone, kept = new(xero)["ContactID"], xero.contact_id("City Limousines")
    invoice_id = xero.create(Contact={"ContactID": gone})["InvoiceID"]
    acts.merge_contact(xero.sandbox, xero.tenant, contact_id=gone, into=kept)
    stored = read(xero, gone)
    assert (stored["ContactStatus"], stored["MergedToContactID"]) == ("ARCHIVED", kept)
    assert xero.read(invoice_id)["Contact"]["ContactID"] == kept
    acts.restore_contact(xero.sandbox, xero.tenant, contact_id=gone)
    assert "MergedToContactID" not in read(xero, gone)
