"""The deal page is right by itself: a person's refresh, and looks that cost next to nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from tests.documents.acting import JSON, do, in_xero, on_deal, tenant_of, url
from xero_integration.connections.session import client_for
from xero_integration.documents.fetching import take_over_invoices
from xero_integration.documents.mirror import News
from xero_integration.models import DocumentVersion, VersionSource
from xero_integration.sandbox.accounting import acts

from .office import Office, text_of

INVOICES = "/api.xro/2.0/Invoices"


@pytest.fixture(autouse=True)
def forgetful() -> None:
    cache.clear()


@pytest.fixture
def deal(office: Office):
    return office.host.make_deal(tenant=office.tenant)


def state_on(page: str) -> str:
    """What the panel says that it shows."""
    return page.partition("?state=")[2].partition('"')[0]


def look(office: Office, deal, state: str, **headers: str):
    return office.rep.get(
        f"{office.panel_url(deal)}?state={state}", headers={"HX-Request": "true", **headers}
    )


# A person's refresh


def test_a_refresh_is_one_call_for_all_documents_of_the_deal(office, deal):
    documents = on_deal(office, deal, *[in_xero(office, "AUTHORISED") for _ in range(12)])
    for document in documents[:3]:
        acts.pay(office.sandbox, tenant_of(office), document_id=document.xero_id)
    office.forget_calls()
    answer = office.rep.post(url(office, deal, "deal_refresh"))
    assert (answer.status_code, answer.headers["Location"]) == (302, office.host.deal_url(deal))
    assert office.calls() == [f"GET {INVOICES}"]
    for document in documents:
        document.refresh_from_db()
    assert [document.status for document in documents] == ["PAID"] * 3 + ["AUTHORISED"] * 9
    newest = DocumentVersion.objects.latest("id")
    assert newest.source == VersionSource.REFRESH
    assert newest.actor_name


def test_a_second_refresh_so_soon_is_not_sent_and_says_when_it_may_be(office, deal):
    on_deal(office, deal, in_xero(office, "DRAFT"))
    assert do(office.rep, url(office, deal, "deal_refresh")).status_code == 200
    office.forget_calls()
    again = do(office.rep, url(office, deal, "deal_refresh"))
    assert again.status_code == 429
    assert again.json()["refresh_allowed_at"] > timezone.now().isoformat()
    shown = office.rep.post(url(office, deal, "deal_refresh"), headers={"HX-Request": "true"})
    assert "You can ask again at" in text_of(shown)
    assert office.calls() == []


def test_each_deal_has_its_own_limit(office, deal):
    other = office.host.make_deal(tenant=office.tenant)
    for each in (deal, other):
        on_deal(office, each, in_xero(office, "DRAFT"))
        assert do(office.rep, url(office, each, "deal_refresh")).status_code == 200


def test_when_xero_is_down_the_person_is_told_and_may_try_again_at_once(office, deal):
    on_deal(office, deal, in_xero(office, "DRAFT"))
    office.sandbox.faults.add_fault("GET", INVOICES, status=503)
    shown = office.rep.post(url(office, deal, "deal_refresh"), headers={"HX-Request": "true"})
    assert "Xero is not available now" in text_of(shown)
    assert do(office.rep, url(office, deal, "deal_refresh")).status_code == 200


def test_an_expired_sign_in_is_renewed_on_the_way(office, deal):
    on_deal(office, deal, in_xero(office, "DRAFT"))
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        assert do(office.rep, url(office, deal, "deal_refresh")).status_code == 200


def test_a_deal_without_documents_asks_nothing(office, deal):
    office.forget_calls()
    assert do(office.rep, url(office, deal, "deal_refresh")).status_code == 200
    assert office.calls() == []


def test_without_a_script_a_page_asks_first_and_costs_no_call(office, deal):
    on_deal(office, deal, in_xero(office, "DRAFT"))
    office.forget_calls()
    page = office.rep.get(url(office, deal, "deal_refresh"))
    assert "Ask Xero for news?" in text_of(page)
    assert office.calls() == []


# The panel looks by itself


def test_a_look_that_finds_the_same_swaps_nothing(office, deal):
    on_deal(office, deal, in_xero(office, "AUTHORISED"))
    page = office.rep.get(office.host.deal_url(deal)).content.decode()
    answer = look(office, deal, state_on(page))
    assert (answer.status_code, answer.content) == (204, b"")
    office.forget_calls()
    look(office, deal, state_on(page))
    assert office.calls() == []


@pytest.mark.parametrize("change", ["paid", "operation", "rights", "overdue"])
def test_a_look_shows_whatever_changed(office, deal, change, sign_in):
    (document,) = on_deal(office, deal, in_xero(office, "AUTHORISED"))
    state = state_on(office.rep.get(office.panel_url(deal)).content.decode())
    assert state
    if change == "paid":
        acts.pay(office.sandbox, tenant_of(office), document_id=document.xero_id)
        news = News(VersionSource.WEBHOOK)
        take_over_invoices(
            office.connection, client_for(office.connection), [document.xero_id], news
        )
        assert "Paid" in text_of(look(office, deal, state))
    elif change == "operation":
        office.sandbox.faults.add_fault("PUT", "/History", drop="after")
        do(office.rep, url(office, deal, "document_action", document.pk, "note"), text="Hi")
        assert "Checking with Xero" in text_of(look(office, deal, state))
    elif change == "rights":
        boss = sign_in("approver", tenant=office.tenant)
        address = f"{office.panel_url(deal)}?state={state}"
        assert boss.get(address, headers={"HX-Request": "true"}).status_code == 200
    else:
        with time_machine.travel(timezone.now() + timedelta(days=12), tick=True):
            assert "overdue" in text_of(look(office, deal, state))


def test_a_look_after_the_session_ended_does_not_lead_away(office, deal):
    page = office.rep.get(office.panel_url(deal)).content.decode()
    office.rep.logout()
    answer = look(office, deal, state_on(page))
    assert (answer.status_code, answer.headers.get("HX-Redirect")) == (401, None)


def test_the_panel_says_when_it_was_last_asked(office, deal):
    on_deal(office, deal, in_xero(office, "AUTHORISED"))
    before = office.rep.get(office.panel_url(deal), headers=JSON).json()["updated_at"]
    told = do(office.rep, url(office, deal, "deal_refresh")).json()
    assert told["updated_at"] > before
    assert "data-xi-ago" in office.rep.get(office.panel_url(deal)).content.decode()


def test_the_panel_leads_to_all_documents_of_the_customer(office, deal):
    (document,) = on_deal(office, deal, in_xero(office, "AUTHORISED"))
    page = office.rep.get(office.panel_url(deal))
    assert f"See all invoices of {document.contact_name}" in text_of(page)
    assert url(office, deal, "documents") in page.content.decode()
