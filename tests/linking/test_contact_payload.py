"""An update writes what differs and nothing else; a new contact keeps Xero's limits."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reference.xero import contact
from xero_integration.linking.contact_payload import (
    WantedContact,
    changes,
    create_payload,
    update_payload,
)
from xero_integration.reference.infos import contact_info
from xero_integration.reference.models import Contact
from xero_integration.reference.rows import contact_row
from xero_integration.reference.services import Address, ContactInfo

ACME = {
    "EmailAddress": "Ann@Acme.example",
    "TaxNumber": "NZ 123-456",
    "Addresses": [
        {
            "AddressType": "POBOX",
            "AttentionTo": "Ann",
            "AddressLine1": "1 High Street",
            "AddressLine2": "Level 3",
            "City": "Leeds",
            "PostalCode": "LS1 1AA",
        },
        {"AddressType": "STREET", "AddressLine1": "9 Low Road"},
    ],
}
HIGH_STREET = Address(line1="1 High Street", line2="Level 3", city="Leeds", postal_code="LS1 1AA")


def known(element: dict[str, Any]) -> ContactInfo:
    """The contact as the mirror shows it, from Xero's JSON."""
    return contact_info(Contact(**contact_row(contact("Acme", **element))))


def after(element: dict[str, Any], payload: dict[str, Any]) -> dict[str, Any]:
    """What Xero holds after the write: address slots are merged by type."""
    slots = {slot["AddressType"]: slot for slot in element.get("Addresses", [])}
    for slot in payload.get("Addresses", []):
        slots[slot["AddressType"]] = {**slots.get(slot["AddressType"], {}), **slot}
    return {**element, **payload, "Addresses": list(slots.values())}


def test_nothing_different_makes_no_payload() -> None:
    wanted = WantedContact("Other name", "ann@ACME.example", HIGH_STREET, "NZ123456")
    assert changes(known(ACME), wanted) == []
    assert update_payload(known(ACME), wanted) is None


def test_only_what_differs_is_written() -> None:
    wanted = WantedContact("Other name", "bill@acme.example", HIGH_STREET, "NZ123456")
    assert update_payload(known(ACME), wanted) == {
        "ContactID": known(ACME).id,
        "EmailAddress": "bill@acme.example",
    }
    (change,) = changes(known(ACME), wanted)
    assert (change.label, change.before, change.after) == (
        "E-mail",
        "ann@acme.example",
        "bill@acme.example",
    )


def test_an_address_is_written_as_a_whole_slot_so_that_old_parts_go() -> None:
    payload = update_payload(known(ACME), WantedContact(address=Address(line1="5 Mill Lane")))
    assert payload is not None
    assert payload["Addresses"] == [
        {
            "AddressType": "POBOX",
            "AddressLine1": "5 Mill Lane",
            "AddressLine2": "",
            "AddressLine3": "",
            "AddressLine4": "",
            "City": "",
            "Region": "",
            "PostalCode": "",
            "Country": "",
        }
    ]


def test_how_an_address_is_split_over_its_parts_is_no_difference() -> None:
    one_line = Address(line1="1 HIGH STREET, Level 3", line2="Leeds LS1 1AA")
    assert update_payload(known(ACME), WantedContact(address=one_line)) is None


def test_what_the_host_does_not_know_is_left_alone() -> None:
    blank = WantedContact("Acme", email="n/a", address=Address(line1="--"), tax_number=" - ")
    assert update_payload(known(ACME), blank) is None


def test_a_new_contact_keeps_xeros_limits_and_our_mark() -> None:
    wanted = WantedContact(
        name="  <b>Acme</b>   Ltd " + "x" * 300,
        email="ann@acme.example, bill@acme.example",
        address=Address(line1="1 High\nStreet", postal_code="9" * 60, country="Côte d'Ivoire 2"),
        tax_number="7" * 80,
    )
    payload = create_payload(wanted, contact_number="6f1c")
    assert payload["Name"].startswith("b Acme /b Ltd xxx")
    assert len(payload["Name"]) == 255
    assert payload["ContactNumber"] == "6f1c"
    assert payload["EmailAddress"] == "ann@acme.example"
    assert len(payload["TaxNumber"]) == 50
    assert payload["Addresses"] == [
        {
            "AddressType": "POBOX",
            "AddressLine1": "1 High Street",
            "PostalCode": "9" * 50,
            "Country": "Côte d'Ivoire",
        }
    ]


def test_a_contact_with_a_name_alone_is_just_that() -> None:
    assert create_payload(WantedContact("Acme")) == {"Name": "Acme"}


TEXTS = st.text(max_size=70)
ADDRESSES = st.builds(Address, **{field.name: TEXTS for field in fields(Address)})
EMAILS = st.one_of(TEXTS, st.emails())
WANTED = st.builds(WantedContact, TEXTS, EMAILS, ADDRESSES, TEXTS)


@given(WANTED, st.sampled_from([ACME, {}]))
def test_after_an_update_nothing_differs_any_more(wanted: WantedContact, element) -> None:
    payload = update_payload(known(element), wanted)
    if payload is None:
        assert changes(known(element), wanted) == []
        return
    assert {"Name", "ContactPersons"}.isdisjoint(payload)
    updated = known(after(element, payload))
    assert changes(updated, wanted) == []
    assert updated.street == known(element).street


@given(WANTED)
def test_a_new_contact_needs_no_update(wanted: WantedContact) -> None:
    payload = create_payload(wanted, contact_number="mark")
    created = known({**payload, "Name": payload.get("Name", "x")} | {"Name2": ""})
    assert changes(created, wanted) == []
    assert all(len(payload[name]) <= 255 for name in ("Name", "EmailAddress") if name in payload)


@pytest.mark.parametrize("name", ["  two  blanks ", "<script>", "a\nb\tc"])
def test_names_come_without_what_xero_refuses(name: str) -> None:
    sent = create_payload(WantedContact(name))["Name"]
    assert sent == " ".join(sent.split())
    assert not {"<", ">"} & set(sent)
