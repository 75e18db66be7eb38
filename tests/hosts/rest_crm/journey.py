"""A deal of the REST CRM becomes an invoice, by tokens and JSON alone.

Run by ``tests/hosts/test_projects.py`` in a process of its own, under the project's settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.hosts.moving_in import is_sound
from tests.hosts.rest_crm.models import Deal, Lead, Member, Workspace
from tests.hosts.rest_crm.tokens import token_of
from tests.sync.line import Line
from xero_integration.client import wire
from xero_integration.connections.session import client_for
from xero_integration.host.registry import get_source
from xero_integration.models import Connection
from xero_integration.sandbox import Sandbox
from xero_integration.sandbox.accounting import acts
from xero_integration.testing.queue import RecordingQueue
from xero_integration.testing.world import consent

pytestmark = pytest.mark.django_db(transaction=True)
API = "xero_integration_api"


@dataclass
class Program:
    """A front end that shows its token with each call, and has neither cookies nor pages."""

    member: Member

    def call(self, method: str, name: str, *parts: Any, **body: Any) -> Any:
        browser = Client(enforce_csrf_checks=True)
        return browser.generic(
            method,
            reverse(name, args=parts),
            wire.encode(body) if body else b"",
            content_type="application/json",
            headers={"Authorization": f"Bearer {token_of(self.member)}"},
        )

    def on(self, deal: Deal, method: str, name: str, *parts: Any, **body: Any) -> Any:
        return self.call(method, f"{API}:{name}", "deal", deal.pk, *parts, **body)


def member(slug: str, name: str = "boss", *, is_boss: bool = True) -> Member:
    workspace, _is_new = Workspace.objects.get_or_create(slug=slug)
    return Member.objects.create(
        email=f"{name}@{slug}.example", workspace=workspace, is_boss=is_boss
    )


def deal_of(slug: str, **more: Any) -> Deal:
    lead = Lead.objects.create(name="Kim Roe", email="kim@roe.example")
    workspace, _is_new = Workspace.objects.get_or_create(slug=slug)
    values = {"subject": "Audit", "amount": "900.00", "extra": {"currency": "NZD"}, **more}
    return Deal.objects.create(workspace=workspace, lead=lead, **values)


@pytest.fixture
def boss(db: None) -> Program:
    return Program(member("north"))


@pytest.fixture
def connection(sandbox: Sandbox, queue: type[RecordingQueue], boss: Program) -> Connection:
    asked = boss.call("POST", f"{API}:connections").json()["authorization_url"]
    told = dict(parse_qsl(urlsplit(consent(asked)).query))
    answer = boss.call("POST", f"{API}:connect_finish", **told)
    assert answer.status_code == 200, answer.content
    made = Connection.objects.get()
    boss.call("PATCH", f"{API}:connection", made.pk, writing=True)
    queue.run_all()
    made.refresh_from_db()
    return made


def invoices(connection: Connection) -> list[dict[str, Any]]:
    pages = client_for(connection, wait=True).invoices.pages(createdByMyApp=True)
    return [wire.plain(bytes(raw)) for page in pages for raw in page.raw]


@pytest.mark.contract(22)
def test_the_project_is_sound() -> None:
    is_sound()


@pytest.mark.contract(13)
@pytest.mark.contract(16)
@pytest.mark.contract(18)
def test_a_deal_becomes_one_invoice_and_hears_of_its_approval(
    boss: Program, connection: Connection, sandbox: Sandbox, queue: type[RecordingQueue]
) -> None:
    settled: Any = SimpleNamespace(office=SimpleNamespace(sandbox=sandbox, queue=queue))
    line = Line(settled)
    line.subscribe()
    deal = deal_of("north")
    draft = boss.on(deal, "PUT", "draft_contact", create=True).json()
    plan = boss.on(deal, "GET", "draft_plan").json()
    assert plan["ready"], plan["problems"]
    for _twice in range(2):
        sent = boss.on(deal, "POST", "invoices", draft=draft["id"], plan=plan["digest"])
        assert sent.status_code == 201, sent.content
    (invoice,) = invoices(connection)
    assert Decimal(invoice["SubTotal"]) == Decimal("900.00")
    assert invoice["Contact"]["Name"] == "Kim Roe"

    acts.approve(sandbox, connection.xero_tenant_id, document_id=invoice["InvoiceID"])
    line.hear()
    (shown,) = boss.on(deal, "GET", "deal").json()["documents"]
    assert (shown["label"], shown["status"]) == (invoice["InvoiceNumber"], "AUTHORISED")


@pytest.mark.contract(4)
@pytest.mark.contract(17)
def test_who_shows_no_token_is_told_so_in_json(boss: Program) -> None:
    answer = Client().get(reverse("xero_integration_api:deal", args=["deal", deal_of("north").pk]))
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign_in"


@pytest.mark.contract(4)
def test_the_caller_is_who_the_token_says(
    boss: Program, connection: Connection, queue: type[RecordingQueue]
) -> None:
    assert connection.connected_by == f"rest_crm.member:{boss.member.pk}"
    assert connection.tenant == "north"


@pytest.mark.contract(3)
@pytest.mark.contract(5)
def test_another_workspace_neither_sees_the_deal_nor_uses_the_connection(
    connection: Connection,
) -> None:
    stranger = Program(member("south"))
    assert stranger.on(deal_of("north"), "GET", "deal").status_code == 404
    own = stranger.on(deal_of("south"), "GET", "deal").json()
    assert own["connection"] == "none"


@pytest.mark.contract(3)
def test_who_may_look_may_not_create(connection: Connection) -> None:
    clerk, deal = Program(member("north", "clerk", is_boss=False)), deal_of("north")
    assert clerk.on(deal, "GET", "deal").status_code == 200
    refused = clerk.on(deal, "PUT", "draft_contact", create=True)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


@pytest.mark.contract(8)
@pytest.mark.contract(12)
def test_a_deal_of_one_amount_is_one_line(boss: Program) -> None:
    deal = deal_of("north", extra={"currency": "nzd"})
    draft = get_source("deal").draft(deal)
    (line,) = draft.lines
    assert (line.description, line.unit_amount) == ("Audit", Decimal("900.00"))
    assert draft.currency == "NZD"


@pytest.mark.contract(10)
def test_a_deal_without_a_currency_is_refused_in_json(
    boss: Program, connection: Connection
) -> None:
    answer = boss.on(deal_of("north", extra={}), "GET", "draft")
    assert (answer.status_code, answer.json()["code"]) == (422, "currency_missing")


@pytest.mark.contract(6)
def test_outside_a_request_the_managers_of_the_project_show_nothing(boss: Program) -> None:
    deal_of("north")
    assert Deal.objects.count() == 0


@pytest.mark.contract(19)
@pytest.mark.contract(24)
def test_the_project_has_not_one_page_of_ours(boss: Program) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("xero_integration:connections")
