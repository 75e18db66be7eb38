"""Reconnecting finds what was there: same row, same name, same links."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.connections.world import ADVISER, NAMES, STANDARD, Journey
from xero_integration.access.actors import Actor
from xero_integration.connections import services
from xero_integration.connections.models import Connection, Grant

pytestmark = pytest.mark.django_db
ME = Actor("test:1", "Me")


def test_after_a_disconnect_the_old_connection_is_found_again(
    journey: Journey, announced: list[tuple[str, str]]
) -> None:
    journey.connect(name="Books")
    before = Connection.objects.get()
    services.disconnect(before, actor=ME)

    journey.connect()
    after = Connection.objects.get()
    assert (after.pk, after.name, after.state) == (before.pk, "Books", "active")
    assert after.disconnected_at is None
    assert announced == [("made", "Books"), ("made", "Books")]


def test_the_former_name_can_be_typed_again(journey: Journey) -> None:
    journey.connect(name="Books")
    services.disconnect(Connection.objects.get(), actor=ME)
    assert journey.connect(name="Books").status_code == 302
    assert Connection.objects.get().name == "Books"


def test_a_name_in_use_is_refused_before_going_to_xero(journey: Journey) -> None:
    journey.connect(name="Books")
    answer = journey.browser.post(reverse("xero_integration:connect"), {"name": "books"})
    assert answer.status_code == 422
    assert "already has this name" in answer.content.decode()


def test_a_second_organisation_joins_with_a_suggested_name(journey: Journey) -> None:
    journey.connect(NAMES[0])
    journey.connect(NAMES[1], name="Tea")
    assert set(Connection.objects.values_list("name", flat=True)) == {NAMES[0], "Tea"}
    assert Grant.objects.count() == 1


def test_two_organisations_of_one_name_get_different_names(
    journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = journey.xero.box.world.organisations[journey.xero.tenant_id(NAMES[1])]
    journey.connect(NAMES[0])
    twin.profile.name = NAMES[0]
    url = journey.start()
    # The consent page offers two of one name; the journey picks by name, so it is told which.
    monkeypatch.setattr(journey.xero, "tenant_id", lambda name="": twin.tenant_id)
    journey.come_back(journey.xero.consent(url))
    assert set(Connection.objects.values_list("name", flat=True)) == {NAMES[0], f"{NAMES[0]} 2"}


def test_another_xero_user_repairs_it_and_the_former_consent_ends(journey: Journey) -> None:
    journey.connect(user=ADVISER)
    before = Connection.objects.get()
    former = before.grant
    assert former is not None
    services.mark_needs_sign_in(former, "invalid_grant")

    journey.connect(user=STANDARD)
    after = Connection.objects.select_related("grant").get()
    assert after.pk == before.pk
    assert after.grant is not None
    assert after.grant.xero_user_email == "standard@example.com"
    former.refresh_from_db()
    assert (former.state, former.token_set) == ("revoked", "")


def test_a_sign_in_repairs_siblings_that_xero_still_lists_and_no_others(
    journey: Journey, announced: list[tuple[str, str]]
) -> None:
    for name in NAMES:
        journey.connect(name)
    identity = journey.xero.box.world.identity
    gone = journey.xero.tenant_id(NAMES[2])
    next(c for c in identity.connections.values() if c.tenant_id == gone).active = False
    services.mark_needs_sign_in(Grant.objects.get(), "invalid_grant")
    announced.clear()

    journey.connect(NAMES[0])
    states = dict(Connection.objects.values_list("name", "state"))
    assert states == {NAMES[0]: "active", NAMES[1]: "active", NAMES[2]: "needs_sign_in"}
    assert sorted(name for _, name in announced) == sorted([NAMES[0], NAMES[1]])


def test_the_first_connected_stays_the_one_that_deals_use(journey: Journey, tenant: str) -> None:
    journey.connect(NAMES[0])
    journey.connect(NAMES[1], name="Tea")
    first = services.current_connection(tenant)
    assert first is not None
    assert first.organisation_name == NAMES[0]
    tea = next(each for each in services.usable_connections(tenant) if each.name == "Tea")
    chosen = services.current_connection(tenant, chosen=str(tea.pk))
    assert chosen is not None
    assert chosen.organisation_name == NAMES[1]

    # One that left and came back does not push itself before those that stayed.
    services.disconnect(first, actor=ME)
    journey.connect(NAMES[0])
    current = services.current_connection(tenant)
    assert current is not None
    assert current.organisation_name == NAMES[1]
    assert services.current_connection("another tenant") is None
