"""/connections: every organisation of all time, in Xero's camelCase, and how one is removed."""

from __future__ import annotations

import re

import pytest

from tests.sandbox.identity_fixtures import BASE, AppClient, bearer, box, claims


@pytest.fixture
def app():
    return AppClient(box())


def delete(app, tokens, connection_id):
    return app.http.delete(f"{BASE}/connections/{connection_id}", headers=bearer(tokens))


def test_a_connection_has_xeros_seven_fields(app):
    (connection,) = app.connections(app.connect())
    assert list(connection) == [
        "id",
        "authEventId",
        "tenantId",
        "tenantType",
        "tenantName",
        "createdDateUtc",
        "updatedDateUtc",
    ]
    assert connection["tenantType"] == "ORGANISATION"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}", connection["createdDateUtc"])


def test_lists_earlier_organisations_too_and_filters_by_sign_in(app):
    app.connect(organisations=(1,))
    tokens = app.connect(organisations=(0, 2))
    assert len(app.connections(tokens)) == 3
    event = claims(tokens["access_token"])["authentication_event_id"]
    now = app.connections(tokens, authEventId=event.upper())
    assert {each["tenantId"] for each in now} == {app.tenant(0), app.tenant(2)}


def test_another_user_sees_only_their_own(app):
    app.connect(user=0)
    assert len(app.connections(app.connect(user=1, organisations=(1,)))) == 1


def test_the_official_sdk_asks_with_a_capital(app):
    answer = app.http.get(f"{BASE}/Connections", headers=bearer(app.connect()))
    assert len(answer.json()) == 1


def test_removing_one_leaves_the_others(app):
    tokens = app.connect(organisations=(0, 1))
    first, second = app.connections(tokens)
    answer = delete(app, tokens, first["id"])
    assert (answer.status_code, answer.content) == (204, b"")
    assert app.connections(tokens) == [second]
    assert delete(app, tokens, first["id"]).status_code == 404


def test_the_tenant_id_is_no_connection_id(app):
    tokens = app.connect()
    answer = delete(app, tokens, app.tenant(0))
    assert answer.status_code == 403
    assert answer.json()["Title"] == "Forbidden"
    assert len(app.connections(tokens)) == 1


def test_reconnecting_keeps_the_id_and_the_day_of_creation(app):
    tokens = app.connect()
    (before,) = app.connections(tokens)
    delete(app, tokens, before["id"])
    app.sandbox.clock.advance(3600)
    (after,) = app.connections(app.connect())
    assert after["id"] == before["id"]
    assert after["createdDateUtc"] == before["createdDateUtc"]
    assert after["updatedDateUtc"] > before["updatedDateUtc"]
    assert after["authEventId"] != before["authEventId"]


def test_the_sign_in_id_may_stick_on_reconnecting(app):
    app.sandbox.world.identity.sticky_auth_event = True
    (before,) = app.connections(app.connect())
    (after,) = app.connections(app.connect())
    assert after["authEventId"] == before["authEventId"]


def test_needs_a_valid_token(app):
    answer = app.http.get(f"{BASE}/connections")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer error=invalid_token"
