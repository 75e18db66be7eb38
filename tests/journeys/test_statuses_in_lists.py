"""A host shows in its own lists how each deal stands in Xero, at the price of one query."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection as database
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from .archive import mirrored
from .office import Office

LIST = Template(
    "{% load xero_integration %}{% xero_statuses key deals %}"
    "{% for deal in deals %}<li>{% xero_status key deal %}</li>{% endfor %}"
)
ALONE = Template("{% load xero_integration %}{% xero_status key deal %}")


@pytest.fixture
def deals(office: Office) -> list[Any]:
    return [office.host.make_deal(tenant=office.tenant) for _ in range(6)]


def invoiced(office: Office, deal: Any, number: int, **columns: Any) -> None:
    mirrored(office, number, **columns).deal_links.create(
        source=office.host.source_key, subject_pk=str(deal.pk), tenant=office.tenant
    )


def shown(office: Office, template: Template, **context: Any) -> str:
    request = office.rep.get(office.host.deal_url(context["page"])).wsgi_request
    values = {"request": request, "key": office.host.source_key, **context}
    return template.render(Context(values))


def badges(html: str) -> list[str]:
    return re.findall(r'xi-badge[^>]*">([^<]*)<', html)


def test_each_deal_shows_its_newest_document(office, deals):
    invoiced(office, deals[0], 1, status="PAID", date="2026-10-01")
    invoiced(office, deals[0], 2, status="DRAFT", date="2026-11-01")
    invoiced(office, deals[1], 3, status="VOIDED")
    rows = shown(office, LIST, deals=deals, page=deals[0]).split("</li>")
    assert badges(rows[0]) == ["Draft"]
    assert badges(rows[1]) == ["Voided"]
    assert [badges(row) for row in rows[2:]] == [[]] * 5


def test_a_deal_alone_shows_its_badges_too(office, deals):
    invoiced(office, deals[0], 1, amount_paid="10.00", due_date=None)
    assert badges(shown(office, ALONE, deal=deals[0], page=deals[0])) == [
        "Awaiting payment",
        "Part paid",
    ]


def test_a_list_of_many_asks_as_often_as_one_of_few(office, deals):
    def asked(count: int) -> int:
        with CaptureQueriesContext(database) as captured:
            shown(office, LIST, deals=deals[:count], page=deals[0])
        return len([q for q in captured if 'FROM "xero_integration_document"' in q["sql"]])

    for number, deal in enumerate(deals):
        invoiced(office, deal, number)
    # One is the panel's on the page that the request came from.
    assert asked(6) == asked(1)


def test_who_may_not_see_documents_sees_no_badge(office, deals, sign_in):
    invoiced(office, deals[0], 1)
    stranger = sign_in("norights", tenant=office.tenant)
    request = stranger.get("/").wsgi_request
    values = {"request": request, "key": office.host.source_key, "deals": deals}
    assert badges(LIST.render(Context(values))) == []


def test_nothing_shows_nothing(office, deals):
    assert shown(office, ALONE, deal=None, page=deals[0]) == ""
