"""Connections by JSON: start, come back from Xero, choose, change, disconnect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.api.conftest import Api, pointers
from tests.journeys.office import Office
from xero_integration.models import Connection, KeptAnswer
from xero_integration.testing.world import consent

TERMS = "https://host.example/terms/1"
READ_ONLY = 2
"""Which of the sandbox's people it is."""


def from_xero(admin: Api, *organisations: int, **asked: Any) -> dict[str, str]:
    """What Xero adds to the address of the page that it leads back to."""
    start = admin.send("post", "connections", None, body=asked)
    assert start.status_code == 201, start.content
    back = consent(start.json()["authorization_url"], organisations=organisations)
    return dict(parse_qsl(urlsplit(back).query))


def finish(caller: Api, given: dict[str, Any]) -> Any:
    return caller.send("post", "connect_finish", None, body=given)


def change(caller: Api, connection: Connection, changes: dict[str, Any], **options: Any) -> Any:
    return caller.send("patch", "connection", None, connection.pk, body=changes, **options)


@pytest.mark.contract(18)
def test_a_front_end_connects_by_a_post_of_code_and_state(admin: Api) -> None:
    given = from_xero(admin, 1, name="The other books", next="/deals/")
    told = finish(admin, given)
    assert told.status_code == 200, told.content
    (made,) = told.json()["connections"]
    assert (made["name"], made["state"], made["writing"]) == ("The other books", "active", False)
    assert (told.json()["choice"], told.json()["next"]) == (None, "/deals/")
    listed = admin.get("connections").json()
    assert [each["id"] for each in listed["results"]][1:] == [made["id"]]
    assert "token" not in str(listed)


@pytest.mark.contract(18)
def test_a_state_is_good_once(admin: Api) -> None:
    given = from_xero(admin, 1)
    assert finish(admin, given).status_code == 200
    again = finish(admin, given)
    assert (again.status_code, again.json()["code"]) == (409, "state_used")


@pytest.mark.contract(18)
def test_a_state_is_good_for_nobody_else(
    admin: Api, api: Callable[..., Api], office: Office, sign_in: Any
) -> None:
    given = from_xero(admin, 1)
    colleague = finish(api(sign_in("colleague", tenant=office.tenant)), given)
    assert (colleague.status_code, colleague.json()["code"]) == (409, "state_unknown")
    assert finish(admin, given).status_code == 200


@pytest.mark.contract(18)
def test_a_state_is_good_in_no_other_tenant(admin: Api, neighbour: Api) -> None:
    given = from_xero(admin, 1)
    assert finish(neighbour, given).json()["code"] == "state_unknown"


def test_a_state_is_not_even_kept_for_its_idempotency_key(admin: Api) -> None:
    key = {"headers": {"Idempotency-Key": "one press"}}
    admin.send("post", "connections", None, **key)
    assert not KeptAnswer.objects.exists()


def test_who_cancelled_at_xero_is_told_so(admin: Api) -> None:
    start = admin.send("post", "connections", None).json()["authorization_url"]
    back = consent(start, decision="deny")
    told = finish(admin, dict(parse_qsl(urlsplit(back).query)))
    assert (told.status_code, told.json()["code"]) == (409, "cancelled")


@pytest.mark.contract(18)
def test_a_xero_user_with_too_low_a_role_is_refused_as_on_the_page(admin: Api) -> None:
    start = admin.send("post", "connections", None).json()["authorization_url"]
    back = consent(start, user=READ_ONLY, organisations=(1,))
    told = finish(admin, dict(parse_qsl(urlsplit(back).query)))
    assert (told.status_code, told.json()["code"]) == (403, "role_too_low")
    assert Connection.objects.count() == 1


def test_a_person_chooses_among_several_organisations(admin: Api) -> None:
    choice = finish(admin, from_xero(admin, 0, 1, 2)).json()["choice"]
    offered = admin.get("connect_choice", None, choice).json()["organisations"]
    assert sorted(each["connected"] for each in offered) == [False, False, True]
    wanted, named = [each for each in offered if not each["connected"]]
    body = {"organisations": [{"id": wanted["id"]}, {"id": named["id"], "name": "Ours"}]}
    told = admin.send("post", "connect_choice", None, choice, body=body)
    assert told.status_code == 200, told.content
    assert [each["name"] for each in told.json()["connections"]] == [wanted["name"], "Ours"]
    over = admin.get("connect_choice", None, choice)
    assert (over.status_code, over.json()["code"]) == (409, "choice_over")


def test_a_wrong_choice_says_where_it_is_wrong(admin: Api) -> None:
    choice = finish(admin, from_xero(admin, 1, 2)).json()["choice"]
    one, other = admin.get("connect_choice", None, choice).json()["organisations"]

    def chosen(*organisations: Any) -> Any:
        body = {"organisations": list(organisations)}
        return admin.send("post", "connect_choice", None, choice, body=body)

    unknown = chosen({"id": one["id"]}, {"id": "elsewhere"})
    assert (unknown.status_code, pointers(unknown)) == (400, ["/organisations/1/id"])
    taken = chosen({"id": other["id"], "name": "A"}, {"id": one["id"], "name": "a"})
    assert taken.status_code == 400
    assert set(pointers(taken)) <= {"/organisations/0/name", "/organisations/1/name"}
    assert pointers(chosen()) == [""]
    assert Connection.objects.count() == 1


def test_who_chooses_none_gives_everything_back(admin: Api) -> None:
    choice = finish(admin, from_xero(admin, 1, 2)).json()["choice"]
    assert admin.send("delete", "connect_choice", None, choice).status_code == 204
    assert admin.get("connect_choice", None, choice).status_code == 409
    assert Connection.objects.count() == 1


def test_a_choice_is_nobody_elses(admin: Api, neighbour: Api) -> None:
    choice = finish(admin, from_xero(admin, 1, 2)).json()["choice"]
    assert neighbour.get("connect_choice", None, choice).json()["code"] == "choice_over"


def test_a_wrong_start_says_where_it_is_wrong(admin: Api, office: Office) -> None:
    taken = admin.send("post", "connections", None, body={"name": office.connection.name})
    assert (taken.status_code, pointers(taken)) == (400, ["/name"])
    away = admin.send("post", "connections", None, body={"next": "https://evil.example/"})
    assert (away.status_code, pointers(away)) == (400, ["/next"])
    nothing = finish(admin, {"code": "x"})
    assert (nothing.status_code, pointers(nothing)) == (400, ["/state"])


def test_a_connection_is_renamed_made_the_first_choice_and_switched_off(
    admin: Api, office: Office
) -> None:
    changes = {"name": "Main books", "preferred": True, "writing": False}
    told = change(admin, office.connection, changes)
    assert told.status_code == 200, told.content
    assert {name: told.json()[name] for name in changes} == changes
    office.connection.refresh_from_db()
    assert office.connection.is_read_only
    assert office.connection.is_preferred


def test_terms_come_before_writing(admin: Api, office: Office, settings: Any) -> None:
    change(admin, office.connection, {"writing": False})
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "TERMS_URL": TERMS}
    refused = change(admin, office.connection, {"writing": True, "name": "Not kept"})
    assert (refused.status_code, refused.json()["code"]) == (409, "terms_not_accepted")
    shown = admin.get("connection", None, office.connection.pk).json()
    assert (shown["terms_due"], shown["terms_url"]) == (True, TERMS)
    assert (shown["writing"], shown["name"]) == (False, office.connection.name)
    told = change(admin, office.connection, {"writing": True, "accept_terms": True})
    assert (told.status_code, told.json()["writing"]) == (200, True)


def test_a_name_that_another_connection_has_is_refused(admin: Api, office: Office) -> None:
    finish(admin, from_xero(admin, 1, name="The other books"))
    refused = change(admin, office.connection, {"name": "the OTHER books"})
    assert (refused.status_code, pointers(refused)) == (400, ["/name"])


def test_the_first_choice_ends_by_another_one_and_not_by_itself(admin, office):
    assert change(admin, office.connection, {"preferred": False}).status_code == 200
    assert change(admin, office.connection, {"preferred": True}).status_code == 200
    assert pointers(change(admin, office.connection, {"preferred": False})) == ["/preferred"]
    (other,) = finish(admin, from_xero(admin, 1)).json()["connections"]
    admin.send("patch", "connection", None, other["id"], body={"preferred": True})
    assert change(admin, office.connection, {"preferred": False}).status_code == 200


def test_who_saw_another_state_changes_nothing(admin: Api, office: Office) -> None:
    tag = admin.get("connection", None, office.connection.pk).headers["ETag"]
    seen = {"headers": {"If-Match": tag}}
    assert change(admin, office.connection, {"name": "One"}, **seen).status_code == 200
    assert change(admin, office.connection, {"name": "Two"}, **seen).status_code == 412


def test_a_connection_is_ended_and_can_be_ended_again(admin: Api, office: Office) -> None:
    for _press in range(2):
        told = admin.send("delete", "connection", None, office.connection.pk)
        assert (told.status_code, told.json()["state"]) == (200, "disconnected")
    assert told.json()["remove_at_xero"] is False
    refused = change(admin, office.connection, {"preferred": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_connected")


def test_a_site_without_a_way_back_says_what_to_set(admin: Api, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.api.only_api"
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "REDIRECT_URI": ""}
    refused = admin.browser.post("/connections/", {}, "application/json")
    assert refused.json()["code"] == "configuration"


def test_a_rep_learns_nothing_of_connections(api: Callable[..., Api], office: Office) -> None:
    rep = api()
    assert rep.get("connections").status_code == 403
    assert change(rep, office.connection, {"name": "Mine"}).status_code == 403
    assert rep.send("delete", "connection", None, office.connection.pk).status_code == 403


def test_another_tenants_connection_does_not_exist(neighbour: Api, office: Office) -> None:
    assert neighbour.get("connections").json()["results"] == []
    assert neighbour.get("connection", None, office.connection.pk).status_code == 404
    assert change(neighbour, office.connection, {"name": "Mine"}).status_code == 404
    assert neighbour.send("delete", "connection", None, office.connection.pk).status_code == 404


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"a":' * 50_000, "{", "", '"text"', "7", "[]", "NaN", "\ud800", "null"]
)
def test_a_body_that_is_no_object_is_refused_and_breaks_nothing(admin: Api, body: str) -> None:
    sent = body.encode(errors="surrogatepass")
    refused = admin.browser.post(admin.url("connect_finish"), sent, "application/json")
    assert (refused.status_code, "code" in refused.json()) == (400, True)
