"""The API journey of a program that knows an address, a password and nothing of Django."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from django.urls import reverse

from tests.journeys.office import Office
from xero_integration.sandbox.control.acts import perform

PASSWORD = "correct horse"


@pytest.fixture
def program(server, office, settings) -> Iterator[Callable[[str], requests.Session]]:
    """``program("rep")`` is a session with HTTP Basic, as this host's API takes it."""

    sessions: list[requests.Session] = []

    def opened(role: str) -> requests.Session:
        user = office.host.make_user(role, tenant=office.tenant)
        user.set_password(PASSWORD)
        user.save()
        session = requests.Session()
        sessions.append(session)
        session.trust_env = False
        session.auth = (user.get_username(), PASSWORD)
        return session

    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "TOKENS_ARE_STRONG": True}
    yield opened
    for session in sessions:
        session.close()


def test_draft_plan_create_approve_refresh(server, office: Office, program: Any) -> None:
    deal = office.host.make_deal(tenant=office.tenant)
    rep, approver = program("rep"), program("approver")
    path = reverse("xero_integration_api:deal", args=[office.host.source_key, str(deal.pk)])
    base = f"{server.url}{path}"

    draft = rep.put(f"{base}draft/contact/", json={"create": True}, timeout=10).json()
    for index, line in enumerate(draft["lines"]):
        if line["product_key"]:
            place = f"{base}draft/lines/{index}/item/"
            item = rep.get(f"{place}?search=golf", timeout=10).json()["results"][0]
            draft = rep.put(place, json={"item_id": item["id"]}, timeout=10).json()
    plan = rep.get(f"{base}draft/plan/", timeout=10).json()
    assert plan["ready"], plan["problems"]

    body = {"draft": draft["id"], "plan": plan["digest"]}
    key = {"Idempotency-Key": "one-press"}
    created = rep.post(f"{base}invoices/", json=body, headers=key, timeout=10)
    again = rep.post(f"{base}invoices/", json=body, headers=key, timeout=10)
    assert (created.status_code, again.json()) == (201, created.json())
    assert len(office.invoices()) == 1

    one = f"{base}documents/{created.json()['document']}/"
    shown = rep.get(one, timeout=10)
    assert shown.json()["total"] == plan["totals"]["total"]
    seen = {"seen": shown.json()["version"]}
    denied = rep.post(f"{one}actions/approve/", json=seen, timeout=10)
    assert (denied.status_code, denied.json()["code"]) == (403, "not_allowed")
    approved = approver.post(f"{one}actions/approve/", json=seen, timeout=10)
    assert (approved.status_code, approved.json()["state"]) == (200, "done")

    [invoice] = office.invoices()
    tenant = office.connection.xero_tenant_id
    perform(office.sandbox, tenant, "pay", {"document_id": invoice["InvoiceID"]})
    refreshed = rep.post(f"{base}refresh/", timeout=10).json()
    assert [row["status"] for row in refreshed["documents"]] == ["PAID"]
