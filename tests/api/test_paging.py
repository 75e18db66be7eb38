"""Lists by cursor: each row once, whatever arrives meanwhile and however many share a day."""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from tests.api.conftest import Api
from tests.journeys.archive import mirrored
from tests.journeys.office import Office
from xero_integration.linking.models import ContactLink
from xero_integration.models import Connection, DealLink, Document, Operation

DAY = dt.date(2026, 11, 2)
MOMENT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def add(office: Office, deal: Any) -> Callable[..., str]:
    """A document of the deal."""

    def added(day: dt.date | None = DAY) -> str:
        number = Document.objects.count()
        # Real keys grow from one millisecond to the next; two of these may be made within one.
        document = mirrored(office, number, date=day, id=uuid.UUID(int=number + 1))
        DealLink.objects.create(
            document=document, source=office.host.source_key, subject_pk=str(deal.pk)
        )
        return str(document.pk)

    return added


def keys(page: dict[str, Any], name: str = "id") -> list[str]:
    return [row[name] for row in page["results"]]


def walk(caller: Api, first: dict[str, Any], way: str = "next") -> list[dict[str, Any]]:
    pages = [first]
    while pages[-1][way]:
        pages.append(caller.browser.get(pages[-1][way]).json())
        assert len(pages) < 50, "it never ends"
    return pages


def documents(caller: Api, deal: Any, size: int = 2) -> dict[str, Any]:
    page: dict[str, Any] = caller.get("documents", deal, data={"page_size": size}).json()
    return page


def test_what_has_no_date_comes_last_and_once(admin, deal, add):
    days = [None, DAY, None, DAY + dt.timedelta(days=1), None]
    made = [add(day) for day in days]
    pages = walk(admin, documents(admin, deal))
    seen = [key for page in pages for key in keys(page)]
    assert seen == [made[3], made[1], made[4], made[2], made[0]]


def test_many_of_one_day_come_to_an_end(admin, deal, add):
    made = [add() for _number in range(9)]
    pages = walk(admin, documents(admin, deal))
    assert [key for page in pages for key in keys(page)] == made[::-1]
    assert [len(page["results"]) for page in pages] == [2, 2, 2, 2, 1]


def test_what_arrives_between_two_pages_neither_repeats_nor_hides_a_row(admin, deal, add):
    made = [add() for _number in range(4)]
    first = documents(admin, deal)
    add()
    add(DAY + dt.timedelta(days=1))
    Document.objects.filter(pk=made[2]).update(date=None)  # the row that the page ended with
    rest = walk(admin, admin.browser.get(first["next"]).json())
    assert keys(first) == [made[3], made[2]]
    assert [key for page in rest for key in keys(page)][:2] == [made[1], made[0]]


@pytest.mark.parametrize("day", [DAY, None])
def test_previous_leads_back_over_the_same_pages(admin, deal, add, day):
    for _number in range(5):
        add(day)
    forth = walk(admin, documents(admin, deal))
    back = walk(admin, forth[-1], "previous")
    assert [keys(page) for page in back] == [keys(page) for page in forth[::-1]]
    assert (forth[0]["previous"], back[-1]["previous"], forth[-1]["next"]) == (None, None, None)


def test_filters_go_along_from_page_to_page(admin, deal, add):
    for _number in range(3):
        add()
    voided = [add(), add()]
    Document.objects.filter(pk__in=voided).update(status="VOIDED")
    first = admin.get("documents", deal, data={"page_size": 1, "status": "VOIDED"}).json()
    assert [keys(page) for page in walk(admin, first)] == [[voided[1]], [voided[0]]]


def test_operations_of_one_moment_are_told_apart(admin, office):
    for number in range(5):
        made = Operation.objects.create(
            connection=office.connection, kind="contact.create", subject="deal:0",
            intent=str(number), body="{}", due_at=timezone.now(),
        )  # fmt: skip
        Operation.objects.filter(pk=made.pk).update(created_at=MOMENT)
    first = admin.get("operations", None, data={"page_size": 2}).json()
    seen = [key for page in walk(admin, first) for key in keys(page)]
    assert (len(seen), len(set(seen))) == (5, 5)


def test_links_come_in_the_order_in_which_they_were_made(admin, office):
    for number in range(5):
        ContactLink.objects.create(
            connection=office.connection,
            party_key=f"crm.company:{9 - number}",
            contact_id=str(uuid.uuid4()),
            linked_at=MOMENT,
        )
    first = admin.get("contact_links", None, office.connection.pk, data={"page_size": 2}).json()
    pages = walk(admin, first)
    assert [key for page in pages for key in keys(page, "key")] == [
        f"crm.company:{9 - number}" for number in range(5)
    ]


def test_organisations_come_in_pages_the_oldest_first(admin, office):
    for number in range(4):
        Connection.objects.create(
            tenant=office.tenant,
            name=f"Books {number}",
            xero_tenant_id=str(uuid.uuid4()),
            connected_at=timezone.now(),
            state="disconnected",
        )
    pages = walk(admin, admin.get("connections", None, data={"page_size": 2}).json())
    named = [name for page in pages for name in keys(page, "name")]
    assert named == [office.connection.name, *(f"Books {number}" for number in range(4))]
    assert [len(page["results"]) for page in pages] == [2, 2, 1]


def test_what_is_proposed_or_found_has_the_shape_of_every_list(admin, office, deal, invoice):
    search, ours = {"data": {"search": "a"}}, office.connection.pk
    answers = [
        admin.get("draft_contact", deal, **search),
        admin.get("draft_item", deal, 0, **search),
        admin.get("edit_contact", deal, invoice, **search),
        admin.get("edit_item", deal, invoice, 0, **search),
        admin.get("contact_search", None, ours, **search),
        admin.get("item_search", None, ours, **search),
    ]
    for answer in answers:
        told = answer.json()
        assert {**told, "results": []} == {"next": None, "previous": None, "results": []}
        assert {"id", "label"} <= told["results"][0].keys()


def cursor(*place: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


MADE_UP = [
    "x", "=", "\x00", "é", cursor(), cursor(False), cursor(False, "1"), cursor(False, None, None),
    cursor(False, ["2026-11-02"], "1"), cursor(False, "soon", str(uuid.UUID(int=1))),
    cursor(False, "0001-01-01", str(uuid.UUID(int=1))),
    cursor(False, "2026-11-02", "1", "2"), base64.urlsafe_b64encode(b"[" * 5000).decode(),
    base64.urlsafe_b64encode(b"\xff\xfe").decode(),
]  # fmt: skip


@pytest.mark.parametrize("name", ["documents", "operations", "connections"])
def test_a_made_up_place_is_404(admin, office, deal, name):
    place = [deal if name == "documents" else None]
    answers = {each: admin.get(name, *place, data={"cursor": each}) for each in MADE_UP}
    assert {each.status_code for each in answers.values()} == {404}


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("9999-12-31T23:59:59.999999-14:00", 404),
        ("1000-01-01T00:00:00+14:00", 200),
        ("2026-11-02", 200),
        ("2026-11-02T10:00:00", 200),
    ],
)
def test_no_moment_breaks_a_list(admin, moment, status):
    place = cursor(True, moment, str(uuid.UUID(int=1)))
    assert admin.get("operations", None, data={"cursor": place}).status_code == status


def test_a_number_that_no_database_can_hold_is_beyond_all_rows(admin, office):
    place = cursor(False, "9" * 40)
    answer = admin.get("contact_links", None, office.connection.pk, data={"cursor": place})
    assert (answer.status_code, answer.json()["results"]) == (200, [])
