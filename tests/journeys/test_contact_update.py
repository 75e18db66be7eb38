"""The customer's contact: linked once, updated only where it differs and only when asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hosts.lines import Customer
from xero_integration.sandbox.accounting import acts

from .office import Office, text_of

CONTACTS = "/api.xro/2.0/Contacts"
KNOWN = Customer(
    name="Known Customer",
    email="known@customer.example",
    address="1 Known Street",
    city="Auckland",
    postcode="1010",
    country="New Zealand",
    vat_number="12-345-678",
)
ADDRESS = {
    "AddressType": "POBOX",
    "AddressLine1": KNOWN.address,
    "City": KNOWN.city,
    "PostalCode": KNOWN.postcode,
    "Country": KNOWN.country,
}


def known_contact(office: Office, **changes: Any) -> str:
    """A contact that holds exactly what the host knows of the customer, but for ``changes``."""
    contact_id = next(iter(office.organisation.contacts))
    known = {
        "Name": "Known Customer Limited",
        "EmailAddress": KNOWN.email,
        "TaxNumber": KNOWN.vat_number,
        "Addresses": [ADDRESS],
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "555 0100"}],
    }
    edited = {**known, **changes}
    act(office, acts.edit_contact, contact_id=contact_id, changes=edited)
    office.read_news()
    return contact_id


def act(office: Office, what: Any, **details: Any) -> None:
    what(office.sandbox, office.connection.xero_tenant_id, **details)


def linked(office: Office, deal: Any, contact_id: str) -> dict[str, str]:
    values = office.link_everything(deal)
    return office.values_after(office.press(deal, f"pick_contact:{contact_id}", values))


def sent_contacts(office: Office) -> list[dict[str, Any]]:
    bodies = [call.body for call in office.calls_made() if call.path.startswith(CONTACTS)]
    return [contact for body in bodies if isinstance(body, dict) for contact in body["Contacts"]]


@pytest.fixture
def deal(office: Office) -> Any:
    return office.host.make_deal(tenant=office.tenant, company=KNOWN)


def test_the_option_appears_once_the_customer_is_linked(office, deal):
    before = text_of(office.rep.get(office.form_url(deal)))
    assert "Update the contact in Xero" not in before
    linked(office, deal, known_contact(office))
    assert "Update the contact in Xero" in text_of(office.rep.get(office.form_url(deal)))


def test_with_the_option_off_the_contact_is_left_alone(office, deal):
    contact_id = known_contact(office, EmailAddress="other@customer.example")
    values = linked(office, deal, contact_id)
    assert "update_contact" not in values
    office.forget_calls()
    office.press(deal, "create", values)
    assert office.calls() == ["PUT /api.xro/2.0/Invoices"]
    assert office.organisation.contacts[contact_id].email == "other@customer.example"


@pytest.mark.parametrize(
    ("in_xero", "written"),
    [
        ({"EmailAddress": "other@customer.example"}, {"EmailAddress"}),
        ({"TaxNumber": "99-999-999"}, {"TaxNumber"}),
        ({"Addresses": [{**ADDRESS, "AddressLine1": "2 Old Street"}]}, {"Addresses"}),
        ({"EmailAddress": "", "TaxNumber": ""}, {"EmailAddress", "TaxNumber"}),
    ],
)
def test_with_the_option_on_only_what_differs_is_written(office, deal, in_xero, written):
    contact_id = known_contact(office, **in_xero)
    values = {**linked(office, deal, contact_id), "update_contact": "on"}
    office.forget_calls()
    office.press(deal, "create", values)
    (sent,) = sent_contacts(office)
    assert set(sent) == {"ContactID"} | written
    contact = office.organisation.contacts[contact_id]
    assert (contact.name, contact.email) == ("Known Customer Limited", KNOWN.email)
    assert contact.fields["TaxNumber"] == KNOWN.vat_number
    assert contact.addresses["POBOX"]["AddressLine1"] == KNOWN.address
    assert contact.phones["DEFAULT"]["PhoneNumber"] == "555 0100"


def test_before_and_after_of_just_the_changed_fields_is_shown(office, deal):
    contact_id = known_contact(office, EmailAddress="other@customer.example")
    linked(office, deal, contact_id)
    page = office.rep.get(office.form_url(deal)).content.decode()
    changes = page[page.index('id="xi-contact-changes"') :].partition("</table>")[0]
    assert "other@customer.example" in changes
    assert KNOWN.email in changes
    assert KNOWN.vat_number not in changes
    assert KNOWN.address not in changes


def test_with_the_option_on_and_nothing_different_no_call_is_made(office, deal):
    values = {**linked(office, deal, known_contact(office)), "update_contact": "on"}
    assert "Nothing differs from the contact in Xero" in text_of(
        office.rep.get(office.form_url(deal))
    )
    office.forget_calls()
    office.press(deal, "create", values)
    assert office.calls() == ["PUT /api.xro/2.0/Invoices"]


def test_an_update_once_written_is_not_written_again(office, deal):
    contact_id = known_contact(office, EmailAddress="other@customer.example")
    office.press(deal, "create", {**linked(office, deal, contact_id), "update_contact": "on"})
    again = {**office.open_form(deal), "update_contact": "on"}
    office.forget_calls()
    office.press(deal, "create", again)
    assert office.calls() == ["PUT /api.xro/2.0/Invoices"]


def test_a_new_contact_is_created_and_remembered_for_the_customers_next_deal(office):
    company = office.host.make_company(KNOWN)
    first, second = (
        office.host.make_deal(tenant=office.tenant, company=company) for _number in range(2)
    )
    office.press(first, "create", office.link_everything(first))
    (contact_id,) = {invoice["Contact"]["ContactID"] for invoice in office.invoices()}
    assert office.organisation.contacts[contact_id].name == KNOWN.name
    next_values = office.open_form(second)
    assert next_values["contact_id"] == contact_id
    office.forget_calls()
    office.press(second, "create", next_values)
    assert office.calls() == ["PUT /api.xro/2.0/Invoices"]


def test_a_refused_update_sends_no_invoice_and_keeps_the_form(office, deal):
    contact_id = known_contact(office, EmailAddress="other@customer.example")
    values = {**linked(office, deal, contact_id), "update_contact": "on"}
    act(office, acts.archive_contact, contact_id=contact_id)
    answer = office.press(deal, "create", values)
    assert office.invoices() == []
    assert answer.status_code == 422
    assert office.values_after(answer)["customer_email"] == KNOWN.email


@pytest.mark.parametrize("how", ["archived", "merged", "gone"])
def test_a_linked_contact_that_is_no_longer_usable_shows_why_and_stops_the_invoice(
    office, deal, how
):
    contact_id = known_contact(office)
    values = linked(office, deal, contact_id)
    other_id = list(office.organisation.contacts)[1]
    if how == "archived":
        act(office, acts.archive_contact, contact_id=contact_id)
    elif how == "merged":
        act(office, acts.merge_contact, contact_id=contact_id, into=other_id)
    office.read_news()
    if how == "gone":
        values = {**values, "contact_id": "6b1b7d8e-0000-4000-8000-000000000000"}
    office.forget_calls()
    answer = office.press(deal, "create", values)
    said = {
        "archived": "This contact is archived in Xero.",
        "merged": "This contact was merged into another one in Xero.",
        "gone": "This contact is no longer in Xero.",
    }
    assert answer.status_code == 422
    assert said[how] in text_of(answer)
    assert "Update the contact in Xero" not in text_of(answer)
    assert office.calls() == []


def test_a_merged_contact_names_the_one_that_is_left_and_one_press_links_it(office, deal):
    contact_id = known_contact(office)
    other_id = list(office.organisation.contacts)[1]
    other_name = office.organisation.contacts[other_id].name
    values = linked(office, deal, contact_id)
    act(office, acts.merge_contact, contact_id=contact_id, into=other_id)
    office.read_news()
    page = office.rep.get(office.form_url(deal))
    assert f"It is {other_name} now." in text_of(page)
    assert f'value="pick_contact:{other_id}"' in page.content.decode()
    values = office.values_after(office.press(deal, f"pick_contact:{other_id}", values))
    office.press(deal, "create", values)
    assert [invoice["Contact"]["ContactID"] for invoice in office.invoices()] == [other_id]


def test_a_renamed_contact_stays_linked_and_says_what_it_was_called(office, deal):
    contact_id = known_contact(office)
    values = linked(office, deal, contact_id)
    act(office, acts.rename_contact, contact_id=contact_id, name="Renamed Limited")
    office.read_news()
    note = "Was called Known Customer Limited when it was linked; now Renamed Limited in Xero."
    assert note in text_of(office.rep.get(office.form_url(deal)))
    kept = office.press(deal, f"pick_contact:{contact_id}", values)
    assert note not in text_of(kept)
    assert office.press(deal, "create", office.values_after(kept)).status_code == 302
