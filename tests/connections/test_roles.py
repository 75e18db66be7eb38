"""Only a Standard or an Adviser user of the organisation may connect it (P02)."""

from __future__ import annotations

import uuid

import pytest

from tests.connections.world import ADVISER, NAMES, READ_ONLY, STANDARD, Journey
from xero_integration.client.records.user import User
from xero_integration.connections.models import Connection, Grant
from xero_integration.connections.roles import role_of


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("user", "role"), [(STANDARD, "STANDARD"), (ADVISER, "FINANCIALADVISER")])
def test_standard_and_adviser_succeed(journey: Journey, user: str, role: str) -> None:
    assert journey.connect(user=user).status_code == 302
    assert Connection.objects.get().xero_role == role


@pytest.mark.django_db(transaction=True)
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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ["INVOICEONLY", "MANAGEDCLIENT", "CASHBOOKCLIENT", "NEWROLE", ""])
def test_every_other_role_is_refused(journey: Journey, role: str) -> None:
    for user in journey.xero.box.world.organisations[journey.xero.tenant_id()].users.values():
        user.role = role
    assert journey.connect().status_code == 403
    assert not Connection.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_somebody_the_organisation_does_not_list_is_refused(journey: Journey) -> None:
    journey.xero.box.world.organisations[journey.xero.tenant_id()].users.clear()
    answer = journey.connect()
    assert answer.status_code == 403
    assert "The role found is: none" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_refused_reconnect_leaves_the_working_connection_alone(journey: Journey) -> None:
    journey.connect(user=STANDARD)
    organisation = journey.xero.box.world.organisations[journey.xero.tenant_id()]
    organisation.users[journey.xero.user_id(STANDARD)].role = "READONLY"
    assert journey.connect(user=STANDARD).status_code == 403
    assert Connection.objects.get().state == "active"
    assert journey.xero.connected() == {NAMES[0]}


def person(email: str, role: str, user_id: uuid.UUID | None = None) -> User:
    return User(user_id=user_id or uuid.uuid4(), email_address=email, organisation_role=role)


def test_a_person_is_found_by_id_before_e_mail_and_by_e_mail_in_any_case() -> None:
    mine = uuid.uuid4()
    users = [
        person("me@example.com", "READONLY"),
        person("other@example.com", "STANDARD", mine),
    ]
    assert role_of(users, user_id=str(mine).upper(), email="me@example.com") == "STANDARD"
    assert role_of(users, user_id="unknown", email="ME@example.com") == "READONLY"
    assert role_of([person("", "STANDARD")], user_id="unknown", email="") == ""
