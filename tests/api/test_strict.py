"""A misspelt name is refused wherever something is sent: it would be lost without a word."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import Api, pointers
from tests.api.test_connections import finish, from_xero
from tests.api.test_links import UNKNOWN
from tests.journeys.office import Office

ODD = {"naem": "x"}


def test_a_misspelt_name_is_refused_with_its_place(admin: Api, office: Office, deal: Any) -> None:
    ours = office.connection.pk
    body = {"draft": admin.linked_draft(deal)["id"]}
    document = admin.send("post", "invoices", deal, body=body).json()["document"]
    choice = finish(admin, from_xero(admin, 1, 2)).json()["choice"]
    answers = [
        admin.send("patch", "connection", None, ours, body=ODD),
        admin.send("post", "connections", None, body=ODD),
        admin.send("post", "connect_choice", None, choice, body={"organisations": [], **ODD}),
        admin.send("put", "contact_link", None, ours, UNKNOWN, body=ODD),
        admin.send("put", "item_link", None, ours, UNKNOWN, body=ODD),
        admin.send("post", "document_action", deal, document, "note", body={"text": "A", **ODD}),
        admin.send("post", "invoices", deal, body={"draft": str(uuid4()), **ODD}),
        admin.send("patch", "draft", deal, body=ODD),
        admin.send("put", "draft_contact", deal, body=ODD),
        admin.send("put", "draft_item", deal, 0, body=ODD),
        admin.send("post", "edit_save", deal, document, body={"draft": str(uuid4()), **ODD}),
        admin.send("post", "document_copy", deal, document, body=ODD),
    ]
    assert [(each.status_code, pointers(each)) for each in answers] == [(400, ["/naem"])] * 12


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"customer": {"naem": "x"}}, "/customer/naem"),
        ({"customer": {"address": {"ctiy": "x"}}}, "/customer/address/ctiy"),
        ({"lines": [{"descripton": "x"}]}, "/lines/0/descripton"),
        ({"a/b": "x"}, "/a~1b"),
    ],
)
def test_a_misspelt_name_within_a_draft_is_refused_too(api, deal, body, place):
    refused = api().send("patch", "draft", deal, body=body)
    assert (refused.status_code, pointers(refused)) == (400, [place])


def test_what_xero_adds_to_an_address_may_go_along(admin):
    given = {**from_xero(admin, 1), "session_state": "abc"}
    assert finish(admin, given).status_code == 200
