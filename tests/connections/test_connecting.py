"""Connecting: from our page to Xero's consent and back, and every way it can go wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.connections.world import NAMES, Journey, Xero, query_of
from xero_integration.access.actors import Actor
from xero_integration.connections import services
from xero_integration.connections.models import ConnectAttempt, Connection, Grant
from xero_integration.exceptions import ConnectFailed

pytestmark = pytest.mark.django_db


def nothing_is_kept() -> bool:
    return not Grant.objects.exists() and not Connection.objects.exists()


def test_one_organisation_is_taken_and_its_preferences_open(journey: Journey) -> None:
    answer = journey.connect(name="Main books", next="/deals/7/")

    connection = Connection.objects.get()
    assert connection.name == "Main books"
    assert connection.organisation_name == NAMES[0]
    assert connection.state == "active"
    assert connection.xero_role == "FINANCIALADVISER"
    assert answer.status_code == 302
    target = answer.headers["Location"]
    assert target.startswith(reverse("xero_integration:setup", args=[connection.pk]))
    assert query_of(target) == {"connected": "1", "next": "/deals/7/"}
    # Said by the page itself: not every host shows Django's messages (P09).
    assert list(get_messages(answer.wsgi_request)) == []
    assert f"{NAMES[0]} is connected." in journey.browser.get(target).content.decode()


def test_it_is_announced_once_and_after_the_row_is_there(
    journey: Journey, announced: list[tuple[str, str]]
) -> None:
    journey.connect()
    assert announced == [("made", NAMES[0])]


def test_the_way_to_xero_carries_state_and_pkce_and_the_needed_scopes(journey: Journey) -> None:
    asked = query_of(journey.start())
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert {"offline_access", "accounting.invoices"} <= set(asked["scope"].split())
    assert len(asked["state"]) >= 32


def test_only_a_hash_of_the_state_is_stored_and_the_verifier_is_wiped(journey: Journey) -> None:
    url = journey.start()
    state = query_of(url)["state"]
    before = ConnectAttempt.objects.values().get()
    assert state not in str(before)
    assert before["verifier"]

    journey.come_back(journey.xero.consent(url))
    assert ConnectAttempt.objects.get().verifier == ""


@pytest.mark.contract(18)
def test_a_state_is_good_once(journey: Journey) -> None:
    back = journey.xero.consent(journey.start())
    journey.come_back(back)
    calls = journey.xero.calls("POST", "/connect/token")

    again = journey.come_back(back)
    assert again.status_code == 409
    assert "already used" in again.content.decode()
    assert journey.xero.calls("POST", "/connect/token") == calls
    assert Connection.objects.count() == 1


@pytest.mark.parametrize("state", ["", "made-up"])
def test_a_foreign_state_is_refused_without_asking_xero(journey: Journey, state: str) -> None:
    address = reverse("xero_integration_callback:callback")
    answer = journey.browser.get(address, {"state": state, "code": "x"})
    assert answer.status_code == 409
    assert "not started here by you" in answer.content.decode()
    assert len(journey.xero.box.log) == 0


@pytest.mark.contract(18)
@pytest.mark.parametrize(
    ("actor", "tenant"),
    [
        (Actor("somebody:2", "Somebody else"), "north"),
        (Actor("somebody:1", "Me"), "south"),
    ],
)
def test_another_actor_or_tenant_is_refused_even_with_the_right_state(
    xero: Xero, actor: Actor, tenant: str
) -> None:
    me = Actor("somebody:1", "Me")
    url = services.start_connect(
        me, "north", redirect_uri=xero.box.world.identity.apps["sandbox-client"].redirect_uris[0]
    )
    back = query_of(xero.consent(url))
    with pytest.raises(ConnectFailed) as refusal:
        services.finish_connect(actor, tenant, state=back["state"], code=back["code"])
    assert refusal.value.code == "state_unknown"
    assert nothing_is_kept()

    # Nor has the attempt used anything up: the person it belongs to can still finish.
    services.finish_connect(me, "north", state=back["state"], code=back["code"])
    assert Connection.objects.get().tenant == "north"


def test_a_sign_in_that_took_too_long_is_refused(journey: Journey) -> None:
    back = journey.xero.consent(journey.start())
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        answer = journey.come_back(back)
    assert answer.status_code == 409
    assert "took too long" in answer.content.decode()
    assert nothing_is_kept()


def test_cancelling_at_xero_leaves_nothing(journey: Journey) -> None:
    answer = journey.connect(decision="cancel")
    assert answer.status_code == 409
    assert "You cancelled at Xero" in answer.content.decode()
    assert reverse("xero_integration:connections") in answer.content.decode()
    assert nothing_is_kept()
    assert journey.xero.calls("POST", "/connect/token") == 0


def test_a_wrong_verifier_is_refused_by_xero_and_leaves_nothing(journey: Journey) -> None:
    url = journey.start()
    own_challenge = query_of(url)["code_challenge"]
    stolen = journey.xero.consent(url.replace(own_challenge, own_challenge[::-1]))
    answer = journey.come_back(stolen)
    assert answer.status_code == 409
    assert "did not accept the sign-in" in answer.content.decode()
    assert nothing_is_kept()


@pytest.mark.parametrize("path", ["/connect/token", "/connections", "/Users"])
def test_a_failure_on_the_way_leaves_nothing_here_and_nothing_at_xero(
    journey: Journey, path: str
) -> None:
    journey.xero.fail(path, status=503)
    answer = journey.connect()
    assert answer.status_code == 503
    assert nothing_is_kept()
    if path != "/connect/token":
        assert journey.xero.connected() == set()
        assert journey.xero.living_refresh_tokens() == 0


@pytest.mark.contract(18)
def test_a_single_page_app_finishes_by_post(admin: Client, xero: Xero) -> None:
    started = admin.post(
        reverse("xero_integration:connect"),
        {"name": "Books"},
        headers={"Accept": "application/json"},
    )
    back = query_of(xero.consent(started.json()["authorization_url"]))
    answer = admin.post(
        reverse("xero_integration_callback:callback"),
        {"code": back["code"], "state": back["state"]},
        content_type="application/json",
    )
    assert answer.status_code == 200
    told = answer.json()
    assert [each["organisation"] for each in told["connections"]] == [NAMES[0]]
    assert told["url"].startswith(
        reverse("xero_integration:setup", args=[Connection.objects.get().pk])
    )


@pytest.mark.contract(16)
def test_a_post_from_another_site_is_refused_before_anything_happens(sign_in, xero: Xero) -> None:
    browser = sign_in("admin", csrf=True)
    address = reverse("xero_integration_callback:callback")
    assert browser.post(address, {"code": "c", "state": "s"}).status_code == 403
    # Without a session cookie there is nothing to forge: the caller has to sign in.
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(address, {"code": "c", "state": "s"}, content_type="application/json")
    assert answer.status_code == 401


def test_starting_is_a_post_so_that_a_link_can_not_do_it(admin: Client, xero: Xero) -> None:
    assert admin.get(reverse("xero_integration:connect")).status_code == 405
    assert not ConnectAttempt.objects.exists()


@pytest.mark.parametrize("role", ["rep", "approver", "norights"])
def test_others_than_admins_can_not_see_or_start_it(sign_in, xero: Xero, role: str) -> None:
    browser = sign_in(role)
    assert browser.get(reverse("xero_integration:connections")).status_code == 403
    assert browser.post(reverse("xero_integration:connect")).status_code == 403


@pytest.mark.contract(15)
def test_a_next_address_on_another_site_is_dropped(journey: Journey) -> None:
    answer = journey.connect(next="https://evil.example/")
    assert "evil" not in answer.headers["Location"]
