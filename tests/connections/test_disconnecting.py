"""Disconnecting stops at once, wipes the secrets, tells Xero, keeps the history (P08)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.connections.world import NAMES, Journey
from xero_integration.access.actors import Actor
from xero_integration.connections import services
from xero_integration.connections.models import Connection, Grant
from xero_integration.connections.session import client_for
from xero_integration.exceptions import ConnectionUnavailable

pytestmark = pytest.mark.django_db
ME = Actor("test:1", "Me")


def page(connection: Connection, name: str = "disconnect") -> str:
    return reverse(f"xero_integration:{name}", args=[connection.pk])


def test_a_statement_says_first_what_goes_and_what_stays(journey: Journey) -> None:
    journey.connect()
    connection = Connection.objects.get()
    text = journey.browser.get(page(connection)).content.decode()
    assert "What goes" in text
    assert "What stays" in text
    assert Connection.objects.get().state == "active"
    assert journey.xero.connected() == {NAMES[0]}


def test_it_is_ended_at_xero_and_wiped_here_and_the_row_stays(journey: Journey) -> None:
    journey.connect(name="Books")
    connection = Connection.objects.get()
    answer = journey.browser.post(page(connection), follow=True)

    assert "This connection is disconnected" in answer.content.decode()
    assert "could not be told" not in answer.content.decode()
    assert journey.xero.connected() == set()
    assert journey.xero.living_refresh_tokens() == 0
    assert journey.xero.calls("DELETE", "/connections/") == 1
    assert journey.xero.calls("POST", "/connect/revocation") == 1
    grant = Grant.objects.get()
    assert (grant.token_set, grant.previous_token_set, grant.state) == ("", "", "revoked")
    connection.refresh_from_db()
    assert (connection.state, connection.name) == ("disconnected", "Books")
    assert connection.disconnected_at is not None


def test_no_client_is_handed_out_afterwards_even_for_an_object_read_before(
    journey: Journey,
) -> None:
    journey.connect()
    stale = Connection.objects.get()
    services.disconnect(Connection.objects.get(), actor=ME)
    calls = len(journey.xero.box.log)
    with pytest.raises(ConnectionUnavailable):
        client_for(stale)
    assert len(journey.xero.box.log) == calls


def test_siblings_of_the_same_xero_user_live_on(journey: Journey) -> None:
    journey.connect(NAMES[0])
    journey.connect(NAMES[1], name="Tea")
    services.disconnect(Connection.objects.get(name=NAMES[0]), actor=ME)
    assert journey.xero.connected() == {NAMES[1]}
    assert journey.xero.calls("POST", "/connect/revocation") == 0
    sibling = Connection.objects.get(name="Tea")
    assert client_for(sibling).users.all()


@pytest.mark.contract(5)
def test_another_tenants_connection_of_the_same_user_and_organisation_lives_on(
    journey: Journey,
) -> None:
    journey.connect()
    mine = Connection.objects.select_related("grant").get()
    own = Grant.objects.get()
    other_grant = Grant.objects.create(
        tenant="another",
        xero_user_id=own.xero_user_id,
        token_set=own.token_set,
        expires_at=own.expires_at,
    )
    Connection.objects.create(
        tenant="another",
        name="Theirs",
        grant=other_grant,
        xero_tenant_id=mine.xero_tenant_id,
        xero_connection_id=mine.xero_connection_id,
    )
    assert services.disconnect(mine, actor=ME) is True
    assert journey.xero.connected() == {NAMES[0]}
    assert client_for(Connection.objects.get(name="Theirs")).users.all()


@pytest.mark.parametrize("how", [{"status": 503}, {"drop": "before"}, {"drop": "after"}])
def test_with_xero_out_of_reach_it_still_happens_here_and_says_so(
    journey: Journey, how: dict[str, object]
) -> None:
    journey.connect()
    connection = Connection.objects.get()
    journey.xero.fail("/conne", method="DELETE|POST", times=9, **how)
    answer = journey.browser.post(page(connection), follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Xero could not be told" in text
    assert "Connected apps" in text
    assert Grant.objects.get().token_set == ""
    assert Connection.objects.get().state == "disconnected"


def test_it_works_when_no_key_can_read_the_tokens(journey: Journey, xero_settings) -> None:
    journey.connect()
    xero_settings(ENCRYPTION_KEYS=["d3Jvbmcta2V5LXdyb25nLWtleS13cm9uZy1rZXktMTI="])
    assert services.disconnect(Connection.objects.get(), actor=ME) is False
    assert Grant.objects.get().token_set == ""


def test_asking_twice_is_harmless(journey: Journey) -> None:
    journey.connect()
    connection = Connection.objects.get()
    journey.browser.post(page(connection))
    first = Connection.objects.get().disconnected_at
    answer = journey.browser.post(page(connection), follow=True)
    assert answer.status_code == 200
    assert Connection.objects.get().disconnected_at == first
    assert "could not be told" not in answer.content.decode()


@pytest.mark.contract(5)
def test_another_tenants_connection_is_not_found(journey: Journey) -> None:
    journey.connect()
    connection = Connection.objects.get()
    Connection.objects.update(tenant="elsewhere")
    assert journey.browser.post(page(connection)).status_code == 404
    assert journey.browser.get(page(connection, "connection")).status_code == 404
    assert Connection.objects.get().state == "active"
