"""``If-Match`` holds at every write of something that can be read: what changed stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Api
from tests.api.test_activity import add_operation
from tests.api.test_connections import finish, from_xero
from tests.api.test_links import customer, on, product
from tests.journeys.archive import contact_of
from xero_integration.models import Document

__all__ = ["customer", "product"]

Call = Callable[..., Any]


def held(caller: Api, place: tuple[Any, ...], press: Call, *, done: tuple[int, ...]) -> None:
    """The state that was seen is insisted on: refused with another one, done with this one."""
    stale = press(headers={"If-Match": '"seen-long-ago"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")
    tag = caller.get(*place).headers["ETag"]
    fresh = press(headers={"If-Match": tag})
    assert fresh.status_code in done, fresh.content


def test_a_connection_is_ended_as_it_was_seen(admin, office):
    place = ("connection", None, office.connection.pk)
    held(admin, place, lambda **more: admin.send("delete", *place, **more), done=(200,))


@pytest.mark.parametrize(("act", "state"), [("retry", "refused"), ("cancel", "ready")])
def test_an_operation_is_acted_on_as_it_was_seen(admin, office, act, state):
    operation = add_operation(office, state=state)
    place = ("operation", None, operation.pk)
    address = (f"operation_{act}", None, operation.pk)
    held(admin, place, lambda **more: admin.send("post", *address, **more), done=(200,))


@pytest.mark.parametrize("method", ["post", "delete"])
def test_organisations_are_chosen_among_those_that_were_offered(admin, method):
    choice = finish(admin, from_xero(admin, 1, 2)).json()["choice"]
    place = ("connect_choice", None, choice)
    first = admin.get(*place).json()["organisations"][0]["id"]
    body = {"organisations": [{"id": first}]} if method == "post" else None
    held(
        admin,
        place,
        lambda **more: admin.send(method, *place, body=body, **more),
        done=(200, 204),
    )


@pytest.mark.parametrize("method", ["put", "delete"])
@pytest.mark.parametrize("name", ["contact_link", "item_link"])
def test_a_link_is_changed_as_it_was_seen(admin, office, deal, customer, product, method, name):
    contact, item = contact_of(office), office.some_item_id()
    key, wanted = {
        "contact_link": (customer, {"contact_id": contact}),
        "item_link": (product, {"item_id": item}),
    }[name]
    place, body = (name, None, office.connection.pk, key), {**wanted, **on(office, deal)}
    assert admin.send("put", *place, body=body).status_code == 200
    sent = body if method == "put" else None
    held(
        admin,
        place,
        lambda **more: admin.send(method, *place, body=sent, **more),
        done=(200, 204),
    )


def test_a_link_that_is_not_there_was_not_seen_by_anybody(admin, office):
    place = ("contact_link", None, office.connection.pk, "crm.company:1")
    body = {"contact_id": contact_of(office)}
    for tag in ("*", '"one"'):
        refused = admin.send("put", *place, body=body, headers={"If-Match": tag})
        assert refused.status_code == 412
    assert admin.get(*place).status_code == 404


@pytest.mark.parametrize(("method", "status"), [("put", 200), ("delete", 204)])
def test_a_document_is_attached_and_detached_as_it_was_seen(admin, deal, invoice, method, status):
    place = ("document", deal, invoice)
    held(admin, place, lambda **more: admin.send(method, *place, **more), done=(status,))


@pytest.mark.parametrize("action", ["approve", "submit", "delete"])
def test_nobody_changes_the_status_of_what_they_have_not_seen(admin, office, deal, invoice, action):
    address = ("document_action", deal, invoice, action)
    for body in ({}, {"seen": ""}):
        unseen = admin.send("post", *address, body=body)
        assert (unseen.status_code, unseen.json()["code"]) == (428, "seen_required")
    assert Document.objects.get().status == "DRAFT"
    place = ("document", deal, invoice)
    held(admin, place, lambda **more: admin.send("post", *address, **more), done=(200,))


def test_a_note_needs_no_version(admin, deal, invoice):
    told = admin.send("post", "document_action", deal, invoice, "note", body={"text": "Called."})
    assert told.status_code == 200


@pytest.mark.parametrize(
    ("method", "name"), [("patch", "edit"), ("delete", "edit"), ("post", "edit_overwrite")]
)
def test_an_edit_is_changed_as_it_was_seen(admin, deal, invoice, method, name):
    address = (name, deal, invoice)
    held(
        admin,
        ("edit", deal, invoice),
        lambda **more: admin.send(method, *address, **more),
        done=(200,),
    )


def test_a_document_is_copied_as_it_was_seen(admin, deal, invoice):
    place = ("document", deal, invoice)
    address = ("document_copy", deal, invoice)
    held(admin, place, lambda **more: admin.send("post", *address, **more), done=(201,))
