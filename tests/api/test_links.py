"""Links of customers and products by JSON, for who looks after the settings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Api, pointers
from tests.journeys.office import Office
from xero_integration.linking.models import ContactLink, ItemLink
from xero_integration.reference.models import Contact

CUSTOMER = "crm.company:12"
PRODUCT = "crm.product:7"
SEARCHES = ("contact_search", "item_search")


@pytest.fixture
def contacts(office: Office) -> list[str]:
    return list(Contact.objects.order_by("name").values_list("xero_id", flat=True))


def link(caller: Api, office: Office, xero_id: str, key: str = CUSTOMER, **more: Any) -> Any:
    body = {"contact_id": xero_id, **more}
    return caller.send("put", "contact_link", None, office.connection.pk, key, body=body)


def link_item(caller: Api, office: Office, xero_id: str, key: str = PRODUCT) -> Any:
    body = {"item_id": xero_id}
    return caller.send("put", "item_link", None, office.connection.pk, key, body=body)


def test_a_customer_is_linked_linked_elsewhere_and_unlinked(admin, office, contacts):
    first = link(admin, office, contacts[0], name="Harbour Bakery")
    assert first.status_code == 200, first.content
    assert (first.json()["name"], first.json()["problem"]) == ("Harbour Bakery", "")
    assert link(admin, office, contacts[1]).json()["contact_id"] == contacts[1]
    one = ("contact_link", None, office.connection.pk, CUSTOMER)
    assert admin.get(*one).json()["name"] == "Harbour Bakery"
    assert admin.send("delete", *one).status_code == 204
    assert {admin.get(*one).status_code, admin.send("delete", *one).status_code} == {404}


def test_a_product_is_linked_and_unlinked(admin, office):
    told = link_item(admin, office, office.some_item_id())
    assert told.status_code == 200, told.content
    assert told.json()["item_code"]
    one = ("item_link", None, office.connection.pk, PRODUCT)
    assert admin.get(*one).json() == told.json()
    listed = admin.get("item_links", None, office.connection.pk).json()
    assert PRODUCT in [row["key"] for row in listed["results"]]
    assert admin.send("delete", *one).status_code == 204
    assert admin.get(*one).status_code == 404


def test_links_come_in_pages_with_what_is_wrong_with_each(admin, office, contacts):
    keys = [f"crm.company:{number}" for number in range(5)]
    for key, xero_id in zip(keys, contacts, strict=False):
        link(admin, office, xero_id, key)
    Contact.objects.filter(xero_id=contacts[0]).update(status="ARCHIVED", is_active=False)
    Contact.objects.filter(xero_id=contacts[1]).update(merged_to=contacts[2], is_active=False)
    address = ("contact_links", None, office.connection.pk)
    first = admin.get(*address, data={"page_size": 3}).json()
    second = admin.browser.get(first["next"]).json()
    rows = [*first["results"], *second["results"]]
    assert [row["key"] for row in rows] == keys
    problems = [row["problem"] for row in rows]
    assert problems == ["archived", "merged", "", "", ""]
    assert rows[1]["survivor_id"] == contacts[2]
    assert all(bool(row["reason"]) == bool(row["problem"]) for row in rows)


def test_what_can_be_linked_is_found_by_its_name(admin, office, contacts):
    name = Contact.objects.get(xero_id=contacts[0]).name
    found = admin.get("contact_search", None, office.connection.pk, data={"search": name}).json()
    assert found[0] == {**found[0], "id": contacts[0], "label": name, "active": True}
    items = admin.get("item_search", None, office.connection.pk, data={"search": "a"})
    assert items.status_code == 200, items.content
    for search in ({}, {"search": "\x00"}, {"search": "x" * 201}):
        refused = admin.get("contact_search", None, office.connection.pk, data=search)
        assert (refused.status_code, pointers(refused)) == (400, ["/search"])


@pytest.mark.parametrize("xero_id", ["elsewhere", "", None, [], "\x00", "x" * 40])
def test_only_what_xero_has_can_be_linked(admin, office, xero_id):
    refused = link(admin, office, xero_id)
    assert (refused.status_code, pointers(refused)) == (400, ["/contact_id"])
    refused = link_item(admin, office, xero_id)
    assert (refused.status_code, pointers(refused)) == (400, ["/item_id"])
    assert not ContactLink.objects.exists()


def test_an_archived_contact_can_not_be_linked(admin, office, contacts):
    Contact.objects.filter(xero_id=contacts[0]).update(status="ARCHIVED", is_active=False)
    assert pointers(link(admin, office, contacts[0])) == ["/contact_id"]


@pytest.mark.parametrize("key", ["no-record", "crm.company:" + "1" * 200, "a:\x00", ": :"])
def test_what_can_be_no_record_of_the_host_is_not_linked(admin, office, contacts, key):
    assert link(admin, office, contacts[0], key).status_code == 404
    assert admin.get("contact_link", None, office.connection.pk, key).status_code == 404
    assert not ContactLink.objects.exists()


def test_a_key_may_hold_a_slash(admin, office, contacts):
    key = "email:a/b@host.example"
    assert link(admin, office, contacts[0], key).json()["key"] == key
    assert admin.get("contact_link", None, office.connection.pk, key).status_code == 200


def every_answer(caller: Api, office: Office, contact_id: str) -> set[int]:
    pk = office.connection.pk
    answers = [
        *(caller.get(name, None, pk) for name in ("contact_links", "item_links")),
        *(caller.get(name, None, pk, data={"search": "a"}) for name in SEARCHES),
        link(caller, office, contact_id),
        link_item(caller, office, office.some_item_id()),
    ]
    for name, key in (("contact_link", CUSTOMER), ("item_link", PRODUCT)):
        answers += [caller.get(name, None, pk, key), caller.send("delete", name, None, pk, key)]
    return {answer.status_code for answer in answers}


def test_a_rep_may_not_look_after_the_links(admin, api, office, contacts):
    link(admin, office, contacts[0])
    link_item(admin, office, office.some_item_id())
    assert every_answer(api(), office, contacts[1]) == {403}
    assert ContactLink.objects.get().contact_id == contacts[0]


def test_another_tenants_links_do_not_exist(admin, neighbour, office, contacts):
    link(admin, office, contacts[0])
    assert every_answer(neighbour, office, contacts[1]) == {404}
    assert (ContactLink.objects.count(), ItemLink.objects.count()) == (1, 0)


def test_a_disconnected_organisation_has_nothing_to_look_after(admin, office, contacts):
    admin.send("delete", "connection", None, office.connection.pk)
    assert every_answer(admin, office, contacts[0]) == {404}
