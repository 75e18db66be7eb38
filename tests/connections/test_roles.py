"""Only a Standard or an Adviser user of the organisation may connect it (P02)."""

from __future__ import annotations

import json
import uuid

import pytest

from tests.connections.world import ADVISER, NAMES, READ_ONLY, STANDARD, Journey
from xero_integration.client.answers import Element
from xero_integration.client.records.user import User
from xero_integration.connections.models import Connection, Grant
from xero_integration.connections.roles import Person, role_of


@pytest.mark.django_db
@pytest.mark.parametrize(("user", "role"), [(STANDARD, "STANDARD"), (ADVISER, "FINANCIALADVISER")])
def test_standard_and_adviser_succeed(journey: Journey, user: str, role: str) -> None:
    assert journey.connect(user=user).status_code == 302
    assert Connection.objects.get().xero_role == role


@pytest.mark.django_db
def test_read_only_is_refused_with_both_roles_and_the_one_found(journey: Journey) -> None:
    answer = journey.connect(user=READ_ONLY)
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "Standard or Adviser" in text
    assert "Read only" in text
    assert NAMES[0] in text
    assert not Grant.objects.exists()
    assert journey.xero.connected() == set()
    assert journey.xero.living_refresh_tokens() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["INVOICEONLY", "MANAGEDCLIENT", "CASHBOOKCLIENT", "NEWROLE", ""])
def test_every_other_role_is_refused(journey: Journey, role: str) -> None:
    for user in journey.xero.box.world.organisations[journey.xero.tenant_id()].users.values():
        user.role = role
    assert journey.connect().status_code == 403
    assert not Connection.objects.exists()


@pytest.mark.django_db
def test_somebody_the_organisation_does_not_list_is_refused(journey: Journey) -> None:
    journey.xero.box.world.organisations[journey.xero.tenant_id()].users.clear()
    answer = journey.connect()
    assert answer.status_code == 403
    assert "The role found is: none" in answer.content.decode()


@pytest.mark.django_db
def test_a_refused_reconnect_leaves_the_working_connection_alone(journey: Journey) -> None:
    journey.connect(user=STANDARD)
    organisation = journey.xero.box.world.organisations[journey.xero.tenant_id()]
    organisation.users[journey.xero.user_id(STANDARD)].role = "READONLY"
    assert journey.connect(user=STANDARD).status_code == 403
    assert Connection.objects.get().state == "active"
    assert journey.xero.connected() == {NAMES[0]}


def person(email: str, role: str, *, user_id: str = "", global_id: str = "") -> Person:
    sent = {
        "UserID": user_id or str(uuid.uuid4()),
        "EmailAddress": email,
        "OrganisationRole": role,
        **({"GlobalUserID": global_id} if global_id else {}),
    }
    raw = json.dumps(sent).encode()
    return Person.of(Element(User, raw))


def test_a_person_is_found_by_either_id_before_the_e_mail() -> None:
    mine = str(uuid.uuid4())
    others = person("me@example.com", "READONLY")
    for found in (
        person("other@example.com", "STANDARD", user_id=mine),
        person("other@example.com", "STANDARD", global_id=mine.upper()),
    ):
        role = role_of([others, found], user_id=mine.upper(), email="me@example.com")
        assert role == "STANDARD"


def test_the_case_of_an_e_mail_does_not_matter_and_none_matches_nobody() -> None:
    people = [person("me@example.com", "STANDARD"), person("", "FINANCIALADVISER")]
    assert role_of(people, user_id="unknown", email="ME@example.com") == "STANDARD"
    assert role_of(people, user_id="unknown", email="") == ""
