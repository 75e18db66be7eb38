"""The page "Lists from Xero" says what the mirrors hold and reads them again on request."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.journeys.office import Office, open_office, text_of
from xero_integration.models import Connection
from xero_integration.reference.models import FillState, ListState


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in) -> Office:
    return open_office(host, sandbox, queue, sign_in)


def page_of(office: Office) -> str:
    return text_of(office.admin.get(reverse("xero_integration:lists", args=[office.connection.pk])))


def test_it_counts_what_is_held_and_not_what_the_last_reading_brought(office):
    contacts = len(office.organisation.contacts)
    assert re.search(rf"Contacts Ready {contacts} ", page_of(office))
    office.read_news()
    assert ListState.objects.get(name="contacts").seen < contacts
    assert re.search(rf"Contacts Ready {contacts} ", page_of(office))


def test_while_a_list_is_being_filled_the_page_shows_how_far_it_is(office):
    ListState.objects.filter(name="contacts").update(
        state=FillState.FILLING, seen=40, total=80, finished_at=None
    )
    address = reverse("xero_integration:lists", args=[office.connection.pk])
    page = " ".join(office.admin.get(address).content.decode().split())
    assert '<progress max="100" value="50" aria-label="Contacts">' in page
    assert 'hx-trigger="every 2s"' in page


def test_only_those_who_set_up_may_look_and_ask(office):
    address = reverse("xero_integration:lists", args=[office.connection.pk])
    office.forget_calls()
    assert office.rep.get(address).status_code == 403
    assert office.rep.post(address).status_code == 403
    office.queue.run_all()
    assert office.calls() == []


def test_the_lists_of_another_tenants_connection_are_not_found(office):
    Connection.objects.update(tenant="elsewhere")
    address = reverse("xero_integration:lists", args=[office.connection.pk])
    assert office.admin.get(address).status_code == 404
