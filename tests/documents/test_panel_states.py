"""The panel on the deal page tells the truth in every state, and never breaks the page."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from tests.journeys.office import text_of
from xero_integration.models import Connection, DealLink, Document, FieldMapping
from xero_integration.testing.world import connect

INVOICES = "/api.xro/2.0/Invoices"


@pytest.fixture
def deal(office):
    return office.host.make_deal(tenant=office.tenant)


def page_of(office, deal, browser=None) -> str:
    return text_of((browser or office.rep).get(office.host.deal_url(deal)))


def add_documents(office, deal, count: int, **columns) -> None:
    """Invoices as an earlier answer of Xero left them."""
    for number in range(count):
        document = Document.objects.create(
            connection=office.connection,
            xero_id=f"id-{number}",
            kind="ACCREC",
            number=f"INV-9{number:03}",
            learned_at=timezone.now(),
            **{
                "status": "AUTHORISED",
                "currency": "NZD",
                "total": Decimal(1200),
                "amount_due": Decimal(200),
                "amount_paid": Decimal(1000),
                **columns,
            },
        )
        DealLink.objects.create(
            document=document,
            source=office.host.source_key,
            subject_pk=str(deal.pk),
            tenant=office.tenant,
        )


def test_without_a_connection_the_rep_is_told_whom_to_ask(host, sign_in):
    tenant = "north" if host.has_tenants else ""
    deal = host.make_deal(tenant=tenant)
    page = text_of(sign_in("rep", tenant=tenant).get(host.deal_url(deal)))
    assert "Ask an administrator to connect Xero" in page
    assert "Create invoice" not in page


def test_without_a_connection_the_admin_is_led_to_connect(host, sign_in):
    tenant = "north" if host.has_tenants else ""
    deal = host.make_deal(tenant=tenant)
    page = text_of(sign_in("admin", tenant=tenant).get(host.deal_url(deal)))
    assert "Connect Xero to invoice this deal" in page


def test_a_new_deal_offers_to_create_an_invoice(office, deal):
    page = page_of(office, deal)
    assert "No invoice yet for this deal." in page
    assert "Create invoice" in page


def test_an_open_draft_can_be_continued(office, deal):
    office.open_form(deal)
    assert "Continue the invoice" in page_of(office, deal)


def test_a_broken_connection_asks_the_admin_to_reconnect_and_stops_the_rep(office, deal):
    Connection.objects.update(state="needs_sign_in")
    assert "Reconnect" in page_of(office, deal, office.admin)
    rep = page_of(office, deal)
    assert "until an administrator reconnects it" in rep
    assert "Create invoice" not in rep


def test_an_unfinished_set_up_is_said(office, deal):
    FieldMapping.objects.all().delete()
    assert "Finish the set-up" in page_of(office, deal, office.admin)
    assert "An administrator has to say which fields" in page_of(office, deal)


def test_an_unknown_outcome_is_being_checked_and_the_panel_looks_again(office, deal):
    values = office.link_everything(deal)
    office.sandbox.faults.add_fault("PUT", INVOICES, drop="after", times=5)
    office.press(deal, "create", values)
    panel = office.rep.get(office.panel_url(deal))
    assert "the invoice will not be made twice" in text_of(panel)
    assert "every 2s" in panel.content.decode()


def test_a_refusal_says_why_and_leads_back_to_the_form(office, deal):
    values = office.link_everything(deal)
    values = office.values_after(
        office.press(deal, f"pick_contact:{next(iter(office.organisation.contacts))}", values)
    )
    body = (
        '{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception '
        'occurred","Elements":[{"ValidationErrors":[{"Message":"The period is locked."}]}]}'
    )
    headers = {"Content-Type": "application/json"}
    office.sandbox.faults.add_fault("PUT", INVOICES, status=400, body=body, headers=headers)
    form = office.press(deal, "create", values)
    assert form.status_code == 422
    assert "The period is locked." in text_of(form)
    assert office.values_after(form)["lines-0-description"] == "Bread oven"
    panel = page_of(office, deal)
    assert "The period is locked." in panel
    assert "everything you entered is kept" in panel


def test_totals_and_overdue_days_are_shown(office, deal):
    add_documents(office, deal, 2, due_date=timezone.localdate() - timedelta(days=3))
    page = page_of(office, deal)
    assert "2,400.00" in page
    assert "400.00" in page
    assert "3 days overdue" in page
    assert "Awaiting payment" in page


@pytest.mark.parametrize(
    ("language", "written"), [("en", "1,200.50"), ("es", "1 200,50"), ("fr", "1 200,50")]
)
def test_amounts_follow_the_language_of_the_reader(language, written):
    template = Template("{% load xero_integration %}{{ amount|xero_amount }}")
    with translation.override(language):
        shown = template.render(Context({"amount": Decimal("1200.5")}))
    assert re.sub(r"\s", " ", shown) == written


def test_a_status_that_xero_invents_is_shown_as_it_is(office, deal):
    add_documents(office, deal, 1, status="HIBERNATING")
    assert "HIBERNATING" in page_of(office, deal)


def test_of_many_invoices_the_newest_are_shown(office, deal):
    add_documents(office, deal, 40)
    assert "The newest 5 of 40" in text_of(office.rep.get(office.panel_url(deal)))


def test_programs_get_json_with_amounts_as_text(office, deal):
    add_documents(office, deal, 1)
    told = office.rep.get(office.panel_url(deal), headers={"Accept": "application/json"}).json()
    assert told["documents"][0]["total"] == "1200.00"
    assert told["totals"][0]["due"] == "200.00"
    assert told["connection"] == "active"


def test_who_may_not_see_documents_sees_a_page_without_the_panel(office, deal, sign_in):
    stranger = sign_in("norights", tenant=office.tenant)
    assert stranger.get(office.panel_url(deal)).status_code in {403, 404}
    page = stranger.get(office.host.deal_url(deal))
    assert "xi-panel" not in page.content.decode()


def test_a_viewer_sees_but_is_offered_nothing(office, deal, sign_in):
    page = page_of(office, deal, sign_in("viewer", tenant=office.tenant))
    assert "No invoice yet for this deal." in page
    assert "Create invoice" not in page


def test_the_tag_shows_nothing_for_nothing(office):
    template = Template('{% load xero_integration %}{% xero_deal_panel "deal" missing %}')
    assert template.render(Context({"request": RequestFactory().get("/")})) == ""


def test_inside_a_form_the_panel_is_links_alone(office, deal):
    template = Template(
        '{% load xero_integration %}<form>{% xero_deal_panel "deal" deal link_only=True %}</form>'
    )
    request = office.rep.get(office.host.deal_url(deal)).wsgi_request
    shown = template.render(Context({"request": request, "deal": deal}))
    assert office.form_url(deal) in shown
    assert "data-xi-dialog" not in shown
    assert shown.count("<form") == 1


def test_a_disconnected_organisation_is_named_and_its_documents_stay(office, deal):
    add_documents(office, deal, 1)
    office.admin.post(reverse("xero_integration:disconnect", args=[office.connection.pk]))
    rep, admin = page_of(office, deal), page_of(office, deal, office.admin)
    for page in (rep, admin):
        assert "Xero was disconnected" in page and office.connection.organisation_name in page
        assert "INV-9000" in page
        assert "Create" not in page.partition("Xero was disconnected")[2]
    assert "An administrator can connect it again." in rep and "Connect again" not in rep
    assert "Connect again" in admin
    told = office.rep.get(office.panel_url(deal), headers={"Accept": "application/json"}).json()
    assert told["connection"] == "disconnected"


def test_another_organisation_that_is_connected_comes_before_a_disconnected_one(office, deal):
    office.admin.post(reverse("xero_integration:disconnect", args=[office.connection.pk]))
    connect(office.admin, reverse("xero_integration:connect"), organisations=(1,))
    assert "Xero was disconnected" not in page_of(office, deal)


def test_inside_a_form_a_disconnected_organisation_leads_to_the_panel_only(office, deal):
    office.admin.post(reverse("xero_integration:disconnect", args=[office.connection.pk]))
    template = Template(
        '{% load xero_integration %}{% xero_deal_panel "deal" deal link_only=True %}'
    )
    request = office.rep.get(office.host.deal_url(deal)).wsgi_request
    shown = template.render(Context({"request": request, "deal": deal}))
    assert office.form_url(deal) not in shown
    assert office.panel_url(deal) in shown


CLOSED = "Ask an administrator."


@pytest.mark.parametrize(
    ("told", "asks", "broken"),
    [
        ("Xero needs a new sign-in.", True, {"state": "needs_sign_in"}),
        ("This connection is read-only", False, {"is_read_only": True}),
    ],
)
def test_what_is_mended_elsewhere_leads_only_those_there_who_may_enter(
    office, deal, told, asks, broken
):
    Connection.objects.update(**broken)
    link = f'href="{reverse("xero_integration:connections")}"'
    for browser, leads in ((office.rep, False), (office.admin, True)):
        answer = browser.get(office.form_url(deal))
        findings = answer.content.decode().partition('id="xi-findings"')[2].partition("</ul>")[0]
        assert told in findings
        assert (link in findings) is leads
        assert (CLOSED in findings) is (asks and not leads)
