"""A check-up of thousands of links asks the database a fixed number of times a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.reference.xero import connection, contact, id_of
from xero_integration.models import ContactLink, LinkRepair, ListState, Proposal
from xero_integration.reference.services import apply_contacts
from xero_integration.upkeep.services import check

MOST_A_PAGE = 34


@pytest.fixture
def books(db):
    made = connection()
    ListState.objects.create(connection=made, name="contacts", finished_at=timezone.now())
    return made


def link(books, number: int, name: str, **fields) -> None:
    ContactLink.objects.create(
        connection=books, party_key=f"crm.company:{number}", contact_id=id_of(f"c{number}"),
        contact_name=name, linked_at=timezone.now(),
    )  # fmt: skip


def queries_of(books) -> int:
    with CaptureQueriesContext(database) as captured:
        check(books)
    return len(captured.captured_queries)


@pytest.mark.parametrize("count", [10, 900])
def test_renamed_and_archived_links_cost_no_query_each(books, count):
    contacts = []
    for number in range(count):
        link(books, number, f"Company {number}")
        if number % 2:
            contacts.append(contact(f"Firm {number}", key=f"c{number}"))
        else:
            gone: dict[str, Any] = {
                "ContactStatus": "ARCHIVED",
                "EmailAddress": f"c{number}@host.example",
            }
            contacts.append(contact(f"Company {number}", key=f"c{number}", **gone))
    apply_contacts(books, contacts)
    # Repairs and proposals are written a hundred rows at a time.
    assert queries_of(books) <= MOST_A_PAGE + count // 40
    assert LinkRepair.objects.count() == Proposal.objects.count() == count // 2


def test_a_quiet_night_costs_as_little_for_many_as_for_few(books):
    apply_contacts(books, [contact(f"c{number}") for number in range(800)])
    link(books, 0, "c0")
    check(books)
    few = queries_of(books)
    for number in range(1, 800):
        link(books, number, f"c{number}")
    assert queries_of(books) == few
