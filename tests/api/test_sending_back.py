"""What was read may be sent back whole with one value altered; what is only told stays as it is."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.conftest import Api, pointers
from tests.api.test_connections import finish, from_xero
from tests.api.test_links import customer, on, product
from tests.journeys.archive import contact_of
from tests.journeys.office import Office
from xero_integration.models import Connection
from xero_integration.reference.models import Contact

__all__ = ["customer", "product"]

OTHER: Any = {str: "another", bool: True, type(None): "2026-11-21T10:00:00Z", list: ["x"], dict: {}}


def altered(value: Any) -> Any:
    return not value if isinstance(value, bool) else OTHER[type(value)]


@pytest.fixture
def shown(admin: Api, office: Office) -> dict[str, Any]:
    return admin.get("connection", None, office.connection.pk).json()


def change(admin: Api, body: dict[str, Any]) -> Any:
    return admin.send("patch", "connection", None, body["id"], body=body)


def at_the_browsers(moment: str) -> str:
    """As JavaScript's ``toISOString`` writes it: UTC, and no more than milliseconds."""
    utc = datetime.fromisoformat(moment).astimezone(UTC)
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")


# ---- connections ---------------------------------------------------------------------------


def test_a_connection_is_sent_back_with_another_name(admin, shown):
    told = change(admin, {**shown, "name": "Main books"})
    assert told.status_code == 200, told.content
    assert told.json() == {**shown, "name": "Main books"}


def test_a_connection_that_is_sent_back_unaltered_stays_as_it_is(admin, office, settings, shown):
    """Nobody switches again what is switched, and no terms come before it."""
    assert shown["writing"] is True
    terms = {"TERMS_URL": "https://host.example/terms/2"}
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, **terms}
    read = admin.get("connection", None, office.connection.pk).json()
    assert read["terms_due"] is True
    told = change(admin, read)
    assert (told.status_code, told.json()) == (200, read)


def test_a_disconnected_organisation_can_be_renamed_by_what_was_read(admin, office):
    ended = admin.send("delete", "connection", None, office.connection.pk).json()
    told = change(admin, {**ended, "name": "The old books"})
    assert (told.status_code, told.json()["name"]) == (200, "The old books")


def test_moments_may_come_back_as_a_browser_writes_them(admin, shown):
    told = change(admin, {**shown, "connected_at": at_the_browsers(shown["connected_at"])})
    assert told.status_code == 200, told.content
    for moment in ("2001-01-01T00:00:00Z", "2001-99-01T00:00:00Z", "soon", None, 7):
        refused = change(admin, {**shown, "connected_at": moment})
        assert (refused.status_code, pointers(refused)) == (400, ["/connected_at"])


def test_what_a_connection_only_tells_can_not_be_changed(admin, shown):
    for name in shown.keys() - {"name", "preferred", "writing", "id"}:
        refused = change(admin, {**shown, "name": "Lost", name: altered(shown[name])})
        assert (refused.status_code, pointers(refused)) == (400, [f"/{name}"])
    (message,) = [each["message"] for each in refused.json()["errors"]]
    assert message == "This can't be changed here: send it as it was read, or leave it out."
    assert Connection.objects.get().name == shown["name"]


def test_what_was_offered_is_chosen_by_sending_it_back(admin):
    choice = finish(admin, from_xero(admin, 1, 2)).json()["choice"]
    one, other = admin.get("connect_choice", None, choice).json()["organisations"]

    def chosen(*organisations: dict[str, Any]) -> Any:
        body = {"organisations": organisations}
        return admin.send("post", "connect_choice", None, choice, body=body)

    refused = chosen(one, {**other, "organisation": "Another", "connected": True})
    assert refused.status_code == 400
    places = {"/organisations/1/organisation", "/organisations/1/connected"}
    assert set(pointers(refused)) == places
    told = chosen(other, {**one, "name": "Ours"})
    assert told.status_code == 200, told.content
    assert {each["name"] for each in told.json()["connections"]} == {other["name"], "Ours"}


# ---- drafts --------------------------------------------------------------------------------


def test_a_draft_may_be_sent_back_as_it_was_read(api, deal):
    rep = api()
    draft = rep.get("draft", deal).json()
    told = rep.send("patch", "draft", deal, body={**draft, "reference": "PO 7"})
    assert (told.status_code, told.json()) == (200, {**draft, "reference": "PO 7"})


def test_a_draft_of_a_document_may_be_sent_back_as_it_was_read(admin, deal, invoice):
    draft = admin.get("edit", deal, invoice).json()
    told = admin.send("patch", "edit", deal, invoice, body={**draft, "reference": "PO 7"})
    assert (told.status_code, told.json()) == (200, {**draft, "reference": "PO 7"})


def test_what_a_draft_only_tells_can_not_be_changed(admin, deal):
    draft = admin.linked_draft(deal)
    names = ("id", "deal", "document", "connection", "is_on_its_way", "origins")
    wrong = {name: altered(draft[name]) for name in names}
    wrong["customer"] = {**draft["customer"], "contact_id": "another", "create": False}
    refused = admin.send("patch", "draft", deal, body={**draft, **wrong, "reference": "Lost"})
    places = {f"/{name}" for name in names} | {"/customer/contact_id", "/customer/create"}
    assert (refused.status_code, set(pointers(refused))) == (400, places)
    assert admin.get("draft", deal).json() == draft


# ---- links and settings --------------------------------------------------------------------


def test_a_link_may_be_sent_back_with_another_contact(admin, office, deal, customer):
    place = ("contact_link", None, office.connection.pk, customer)
    body = {"contact_id": contact_of(office), **on(office, deal)}
    link = admin.send("put", *place, body=body).json()
    other = Contact.objects.filter(is_active=True).exclude(xero_id=link["contact_id"])[0]
    for chosen in (link["contact_id"], other.xero_id):
        again = admin.send("put", *place, body={**link, "contact_id": chosen})
        assert (again.status_code, again.json()["contact_id"]) == (200, chosen)


def test_what_a_link_only_tells_can_not_be_changed(admin, office, deal, product):
    place = ("item_link", None, office.connection.pk, product)
    body = {"item_id": office.some_item_id(), **on(office, deal)}
    refused = admin.send("put", *place, body={**body, "key": "crm.product:0"})
    assert (refused.status_code, pointers(refused)) == (400, ["/key"])
    link = admin.send("put", *place, body=body).json()
    for name in link.keys() - {"item_id"}:
        refused = admin.send("put", *place, body={**link, name: altered(link[name])})
        assert (refused.status_code, pointers(refused)) == (400, [f"/{name}"])
    assert admin.get(*place).json() == link


def test_the_code_of_an_account_goes_along_with_its_id(admin, office):
    place = ("mapping", None, office.connection.pk)
    read = admin.get(*place).json()
    offered = admin.get("mapping_choices", None, office.connection.pk).json()
    ids = [each["value"] for each in offered["revenue_accounts"]]
    now = read["config"]["account"]
    other = next(each for each in ids if each != now["id"])

    def save(**account: str) -> Any:
        body = deepcopy(admin.get(*place).json())
        body["config"]["account"] |= account
        return admin.send("put", *place, body=body)

    assert save().status_code == 200
    refused = save(code="another")
    assert (refused.status_code, pointers(refused)) == (400, ["/config/account/code"])
    moved = save(id=other)
    assert (moved.status_code, moved.json()["config"]["account"]["id"]) == (200, other)
    assert save(id=now["id"], code=now["code"]).json()["config"]["account"] == now
    assert save(code="").json()["config"]["account"] == now
