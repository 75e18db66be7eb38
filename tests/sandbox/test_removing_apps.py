"""Settings → Connected apps: what an app meets after a person took it away."""

from __future__ import annotations

import pytest

from tests.sandbox.control_fixtures import Developer
from tests.sandbox.identity_fixtures import BASE
from tests.sandbox.test_page import Accountant


@pytest.fixture
def developer():
    developer = Developer()
    developer.sign_in()
    return developer


def connection_id(developer):
    (connection,) = developer.sandbox.world.identity.connections.values()
    return connection.id


def act(developer, name, status=200, **arguments):
    order = {"tenant": developer.tenant, "act": name, "connection_id": connection_id(developer)}
    return developer.ask("POST", "act", order | arguments, status=status)


def refreshed(developer):
    return developer.http.post(
        f"{BASE}/connect/token",
        data={"grant_type": "refresh_token", "refresh_token": developer.tokens["refresh_token"]},
        auth=("sandbox-client", "sandbox-secret"),
    )


def test_an_organisation_taken_away_is_forbidden_while_the_sign_in_lives(developer):
    act(developer, "disconnect_app")
    assert developer.api("GET", "Organisation").status_code == 403
    assert refreshed(developer).status_code == 200


def test_a_sign_in_that_ended_is_an_invalid_grant(developer):
    act(developer, "end_sign_in")
    assert developer.api("GET", "Organisation").status_code == 403
    answer = refreshed(developer)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


@pytest.mark.parametrize("name", ["disconnect_app", "end_sign_in"])
def test_what_is_gone_already_is_told(developer, name):
    act(developer, name)
    assert "not connected any more" in act(developer, name, status=400)["error"]


@pytest.mark.parametrize("label", ["Disconnect", "End the sign-in"])
def test_the_accountants_page_has_a_button_for_it(label):
    me = Accountant()
    me.sign_in()
    page = me.press(me.see(f"{me.home}/calls"), label)
    assert "No app is connected." in page
