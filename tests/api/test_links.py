"""Links of customers and products by JSON, for who looks after the settings."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from tests.api.conftest import Api, pointers
from tests.journeys.office import Office
from xero_integration.host import HostDraft
from xero_integration.host.registry import get_source
from xero_integration.linking.models import ContactLink, ItemLink, MatchProposal
from xero_integration.reference.models import Contact

UNKNOWN = "crm.company:12"
SEARCHES = ("contact_search", "item_search")


@pytest.fixture
def contacts(office: Office) -> list[str]:
    return list(Contact.objects.order_by("name").values_list("xero_id", flat=True))


def read(office: Office, deal: Any) -> HostDraft:
    source = get_source(office.host.source_key)
    with source.scope(office.tenant):
        return source.draft(deal)


@pytest.fixture
def customer(office: Office, deal: Any) -> str:
    """The key of the deal's customer."""
    party = read(office, deal).party
    assert party is not None
    return party.key


@pytest.fixture
def product(office: Office, deal: Any) -> str:
    found = read(office, deal).lines[0].product
    assert found is not None
    return found.key


def on(office: Office, deal: Any) -> dict[str, str]:
    """How a body names the deal that the customer or product is on."""
    return {"source": office.host.source_key, "deal": str(deal.pk)}


def link(caller: Api, office: Office, xero_id: Any, key: str, **more: Any) -> Any:
    body = {"contact_id": xero_id, **more}
    return caller.send("put", "contact_link", None, office.connection.pk, key, body=body)


def link_item(caller: Api, office: Office, xero_id: Any, key: str, **more: Any) -> Any:
    body = {"item_id": xero_id, **more}
    return caller.send("put", "item_link", None, office.connection.pk, key, body=body)


def linked_before(office: Office, xero_id: str, key: str) -> None:
    ContactLink.objects.create(
        connection=office.connection, party_key=key, contact_id=xero_id, linked_at=timezone.now()
    )


def test_a_customer_is_linked_linked_elsewhere_and_unlinked(
    admin, office, contacts, deal, customer
):
    first = link(admin, office, contacts[0], customer, **on(office, deal), name="Not its name")
    assert first.status_code == 200, first.content
    assert (first.json()["name"], first.json()["problem"]) == ("Harbour Bakery", "")
    assert link(admin, office, contacts[1], customer).json()["contact_id"] == contacts[1]
    one = ("contact_link", None, office.connection.pk, customer)
    assert admin.get(*one).json()["name"] == "Harbour Bakery"
    assert admin.send("delete", *one).status_code == 204
    assert {admin.get(*one).status_code, admin.send("delete", *one).status_code} == {404}


def test_a_product_is_linked_and_unlinked(admin, office, deal, product):
    told = link_item(admin, office, office.some_item_id(), product, **on(office, deal))
    assert told.status_code == 200, told.content
    assert told.json()["item_code"]
    assert told.json()["name"]
    one = ("item_link", None, office.connection.pk, product)
    assert admin.get(*one).json() == told.json()
    listed = admin.get("item_links", None, office.connection.pk).json()
    assert product in [row["key"] for row in listed["results"]]
    assert admin.send("delete", *one).status_code == 204
    assert admin.get(*one).status_code == 404


def test_what_nothing_vouches_for_is_not_linked_and_the_answer_says_how(
    admin, office, contacts, deal, customer, product
):
    """A customer's key is no product's, and one that is not on the deal is not told apart."""
    named = on(office, deal)
    answers = [
        link(admin, office, contacts[0], customer),
        link(admin, office, contacts[0], UNKNOWN, **named),
        link(admin, office, contacts[0], product, **named),
        link(admin, office, contacts[0], customer, **{**named, "deal": office.host.unknown_pk()}),
        link(admin, office, contacts[0], customer, **{**named, "source": "no-such"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert "Name a deal that it is on" in answers[0].json()["detail"]
    refused = link_item(admin, office, office.some_item_id(), customer, **named)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert not ContactLink.objects.exists()
    assert not ItemLink.objects.exists()


def test_a_deal_is_named_by_both_its_parts(admin, office, contacts, deal, customer):
    for part, missing in (("source", "deal"), ("deal", "source")):
        only = {part: on(office, deal)[part]}
        refused = link(admin, office, contacts[0], customer, **only)
        assert (refused.status_code, pointers(refused)) == (400, [f"/{missing}"])


def test_a_deal_of_another_tenant_vouches_for_nothing(admin, office, contacts):
    """Nor for who works for both: the organisation is the one's, the deal the other's."""
    if not office.host.has_tenants:
        pytest.skip("this host has no tenants")
    theirs = office.host.make_deal(tenant="south")
    key = read(office, theirs).party.key
    assert link(admin, office, contacts[0], key, **on(office, theirs)).status_code == 404
    user = office.admin.session["_auth_user_id"]
    join = apps.get_app_config("tenancy").get_model("Membership")._default_manager.create
    join(user_id=user, workspace_id="south", role="admin")
    assert admin.get("deal", theirs).status_code == 200
    assert link(admin, office, contacts[0], key, **on(office, theirs)).status_code == 404
    assert not ContactLink.objects.exists()


def test_what_bulk_matching_found_on_a_deal_in_sight_may_be_linked(
    admin, office, contacts, deal, customer
):
    found = {"connection": office.connection, "side": "contact", "source": office.host.source_key}
    rest = {"verdict": "none", "found_at": timezone.now()}
    mine = {"key": customer, "name": "Bakery", "subject_pk": str(deal.pk)}
    MatchProposal.objects.create(**found, **rest, **mine)
    gone = {"key": UNKNOWN, "name": "Hidden", "subject_pk": office.host.unknown_pk()}
    MatchProposal.objects.create(**found, **rest, **gone)
    assert link(admin, office, contacts[0], customer).json()["name"] == "Bakery"
    assert link(admin, office, contacts[0], UNKNOWN).status_code == 404


def test_links_come_in_pages_with_what_is_wrong_with_each(admin, office, contacts):
    keys = [f"crm.company:{number}" for number in range(5)]
    for key, xero_id in zip(keys, contacts, strict=False):
        linked_before(office, xero_id, key)
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
    first = found["results"][0]
    assert first == {**first, "id": contacts[0], "label": name, "active": True}
    items = admin.get("item_search", None, office.connection.pk, data={"search": "a"})
    assert items.status_code == 200, items.content
    assert items.json()["results"]
    for search in ({}, {"search": "\x00"}, {"search": "x" * 201}):
        refused = admin.get("contact_search", None, office.connection.pk, data=search)
        assert (refused.status_code, pointers(refused)) == (400, ["/search"])


@pytest.mark.parametrize("xero_id", ["elsewhere", "", None, [], "\x00", "x" * 40])
def test_only_what_xero_has_can_be_linked(admin, office, deal, customer, product, xero_id):
    refused = link(admin, office, xero_id, customer, **on(office, deal))
    assert (refused.status_code, pointers(refused)) == (400, ["/contact_id"])
    refused = link_item(admin, office, xero_id, product, **on(office, deal))
    assert (refused.status_code, pointers(refused)) == (400, ["/item_id"])
    assert not ContactLink.objects.exists()


def test_an_archived_contact_can_not_be_linked(admin, office, contacts, deal, customer):
    Contact.objects.filter(xero_id=contacts[0]).update(status="ARCHIVED", is_active=False)
    refused = link(admin, office, contacts[0], customer, **on(office, deal))
    assert pointers(refused) == ["/contact_id"]


@pytest.mark.parametrize("key", ["no-record", "crm.company:" + "1" * 200, "a:\x00", ": :"])
def test_what_can_be_no_record_of_the_host_is_not_linked(admin, office, contacts, key):
    assert link(admin, office, contacts[0], key).status_code == 404
    assert admin.get("contact_link", None, office.connection.pk, key).status_code == 404
    assert not ContactLink.objects.exists()


def test_a_key_may_hold_a_slash(admin, office, contacts):
    key = "email:a/b@host.example"
    linked_before(office, contacts[1], key)
    assert link(admin, office, contacts[0], key).json()["key"] == key
    assert admin.get("contact_link", None, office.connection.pk, key).status_code == 200


def every_answer(caller: Api, office: Office, contact_id: str) -> set[int]:
    pk = office.connection.pk
    answers = [
        *(caller.get(name, None, pk) for name in ("contact_links", "item_links")),
        *(caller.get(name, None, pk, data={"search": "a"}) for name in SEARCHES),
        link(caller, office, contact_id, UNKNOWN),
        link_item(caller, office, office.some_item_id(), UNKNOWN),
    ]
    for name, key in (("contact_link", UNKNOWN), ("item_link", UNKNOWN)):
        answers += [caller.get(name, None, pk, key), caller.send("delete", name, None, pk, key)]
    return {answer.status_code for answer in answers}


def test_a_rep_may_not_look_after_the_links(api, office, contacts):
    linked_before(office, contacts[0], UNKNOWN)
    assert every_answer(api(), office, contacts[1]) == {403}
    assert ContactLink.objects.get().contact_id == contacts[0]


def test_another_tenants_links_do_not_exist(neighbour, office, contacts):
    linked_before(office, contacts[0], UNKNOWN)
    assert every_answer(neighbour, office, contacts[1]) == {404}
    assert (ContactLink.objects.count(), ItemLink.objects.count()) == (1, 0)


def test_a_disconnected_organisation_has_nothing_to_look_after(admin, office, contacts):
    linked_before(office, contacts[0], UNKNOWN)
    admin.send("delete", "connection", None, office.connection.pk)
    assert every_answer(admin, office, contacts[0]) == {404}
