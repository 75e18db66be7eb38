"""Several organisations in one consent: a person chooses, nothing is taken silently."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import resolve
from django.utils import timezone

from tests.connections.world import NAMES, READ_ONLY, Journey
from xero_integration.connections import services
from xero_integration.connections.models import ConnectAttempt, Connection, Grant

pytestmark = pytest.mark.django_db


def choice_page(journey: Journey, *organisations: str, **more: str) -> Any:
    answer = journey.connect(*(organisations or NAMES), **more)
    assert answer.status_code == 302
    assert resolve(answer.headers["Location"]).url_name == "choose"
    return journey.browser.get(answer.headers["Location"])


def fields_of(page: Any) -> dict[str, str]:
    """Organisation name → number of its row on the page."""
    labels = re.findall(r'name="take-(\d+)".*?<span>(.*?)</span>', page.content.decode(), re.S)
    return {name: number for number, name in labels}


def test_nothing_is_connected_and_nothing_ticked_before_the_choice(journey: Journey) -> None:
    page = choice_page(journey)
    assert set(fields_of(page)) == set(NAMES)
    assert "checked" not in page.content.decode()
    assert not Grant.objects.exists()
    assert not Connection.objects.exists()


def test_several_are_taken_each_under_its_name_from_one_grant(
    journey: Journey, announced: list[tuple[str, str]]
) -> None:
    page = choice_page(journey, next="/deals/7/")
    rows = fields_of(page)
    answer = journey.browser.post(
        page.request["PATH_INFO"],
        {
            f"take-{rows[NAMES[0]]}": "on",
            f"name-{rows[NAMES[0]]}": "Kiwi",
            f"take-{rows[NAMES[2]]}": "on",
            f"name-{rows[NAMES[2]]}": "Aussie",
        },
    )
    assert answer.status_code == 302
    assert "next=%2Fdeals%2F7%2F" in answer.headers["Location"]
    preferences = journey.browser.get(answer.headers["Location"]).content.decode()
    assert "2 organisations are connected. These are the settings of" in preferences
    named = dict(Connection.objects.values_list("name", "organisation_name"))
    assert named == {"Kiwi": NAMES[0], "Aussie": NAMES[2]}
    assert Grant.objects.count() == 1
    assert sorted(announced) == [("made", "Aussie"), ("made", "Kiwi")]
    assert ConnectAttempt.objects.get().token_set == ""


def test_choosing_none_asks_again_and_keeps_what_was_typed(journey: Journey) -> None:
    page = choice_page(journey)
    again = journey.browser.post(page.request["PATH_INFO"], {"name-0": "Typed"})
    assert again.status_code == 422
    assert "choose at least one" in again.content.decode()
    assert "Typed" in again.content.decode()
    assert not Connection.objects.exists()


def test_two_connections_can_not_have_one_name(journey: Journey) -> None:
    page = choice_page(journey)
    same = {"take-0": "on", "name-0": "Books", "take-1": "on", "name-1": "books"}
    again = journey.browser.post(page.request["PATH_INFO"], same)
    assert again.status_code == 422
    assert "already has this name" in again.content.decode()
    assert not Connection.objects.exists()


def test_one_that_is_connected_already_is_shown_as_such(journey: Journey) -> None:
    journey.connect(NAMES[1], name="Tea")
    page = choice_page(journey, NAMES[0], NAMES[1])
    text = " ".join(page.content.decode().split())
    assert text.count("Already connected as Tea") == 1


def test_cancelling_the_choice_gives_everything_back_to_xero(journey: Journey) -> None:
    page = choice_page(journey)
    journey.browser.post(page.request["PATH_INFO"], {"cancel": "1"})
    assert journey.xero.connected() == set()
    assert journey.xero.living_refresh_tokens() == 0
    assert ConnectAttempt.objects.get().token_set == ""
    assert not Grant.objects.exists()


def test_a_choice_left_open_is_given_back_later(journey: Journey) -> None:
    page = choice_page(journey)
    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        assert journey.browser.get(page.request["PATH_INFO"]).status_code == 409
        assert services.forget_abandoned() == 1
    assert journey.xero.connected() == set()
    assert ConnectAttempt.objects.get().token_set == ""


def test_another_person_does_not_see_the_choice(journey: Journey, sign_in: Any, host: Any) -> None:
    page = choice_page(journey)
    attempt = ConnectAttempt.objects.get()
    ConnectAttempt.objects.update(actor="somebody:else")
    assert journey.browser.get(page.request["PATH_INFO"]).status_code == 409
    ConnectAttempt.objects.update(actor=attempt.actor, tenant="elsewhere")
    assert journey.browser.get(page.request["PATH_INFO"]).status_code == 409


def test_xero_down_at_the_choice_keeps_it_open(journey: Journey) -> None:
    page = choice_page(journey)
    journey.xero.fail("/Users", status=503)
    chosen = {"take-0": "on", "name-0": "Books"}
    assert journey.browser.post(page.request["PATH_INFO"], chosen).status_code == 503
    assert not Connection.objects.exists()
    assert journey.browser.post(page.request["PATH_INFO"], chosen).status_code == 302
    assert Connection.objects.get().name == "Books"


def test_where_the_role_is_too_low_it_is_left_out_and_said(journey: Journey) -> None:
    low = journey.xero.tenant_id(NAMES[1])
    for user in journey.xero.box.world.organisations[low].users.values():
        user.role = "READONLY"
    page = choice_page(journey, NAMES[0], NAMES[1])
    both = {"take-0": "on", "name-0": "One", "take-1": "on", "name-1": "Two"}
    answer = journey.browser.post(page.request["PATH_INFO"], both)
    assert Connection.objects.get().organisation_name == NAMES[0]
    assert f"{NAMES[0]} was connected." in answer.content.decode()
    assert f"Connecting to {NAMES[1]} needs" in answer.content.decode()
    assert journey.xero.connected() == {NAMES[0]}


def test_too_low_everywhere_connects_nothing(journey: Journey) -> None:
    page = choice_page(journey, NAMES[0], NAMES[1], user=READ_ONLY)
    both = {"take-0": "on", "name-0": "One", "take-1": "on", "name-1": "Two"}
    answer = journey.browser.post(page.request["PATH_INFO"], both)
    assert answer.status_code == 403
    assert not Connection.objects.exists()
    assert journey.xero.connected() == set()
