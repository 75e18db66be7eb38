"""A deal of the HTMX CRM becomes an invoice, by the parts of its page that htmx swaps.

Run by ``tests/hosts/test_projects.py`` in a process of its own, under the project's settings.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from tests.hosts.htmx_crm.models import Client, Deal, Entry, Service
from tests.hosts.moving_in import is_sound, open_project, worker_polls
from tests.journeys.office import Office, text_of
from xero_integration.host.registry import get_source
from xero_integration.sandbox.accounting import acts

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def person() -> Browser:
    """The superuser of a host without an admin, who has every right."""
    User.objects.create_superuser("lee", password="htmx-crm")
    browser = Browser(headers={"Accept-Language": "en"})
    browser.post("/en/sign-in/?next=/", {"username": "lee", "password": "htmx-crm"})
    return browser


@pytest.fixture
def office(sandbox, queue, person: Browser) -> Office:
    return open_project(sandbox, queue, person)


@pytest.fixture
def deal() -> Deal:
    client = Client.objects.create(name="Wharf Theatre", email="box@wharf.example")
    made = Deal.objects.create(
        number="2026-17", subject="Season", client=client, custom={"po": "P7"}
    )
    poster = Service.objects.create(code="POSTER", name="Posters")
    Entry.objects.create(deal=made, service=poster, qty="2.5", rate="80.1234", currency="NZD")
    return made


def page_of(browser: Browser, deal: Deal) -> str:
    return browser.get(deal.get_absolute_url()).content.decode()


def part_of(browser: Browser, deal: Deal) -> str:
    """What htmx would swap in, by the address on the host's own page."""
    found = re.search(r'hx-get="([^"]*/panel/)"', page_of(browser, deal))
    assert found
    answer = browser.get(found[1], headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.contract(22)
def test_the_project_is_sound() -> None:
    is_sound()


@pytest.mark.contract(1)
def test_the_page_is_known_by_its_number_and_ours_by_the_key(person: Browser, deal: Deal) -> None:
    assert deal.get_absolute_url() == "/en/deals/2026-17/"
    assert f"/en/xero/deals/deal/{deal.pk}/panel/" in page_of(person, deal)
    answer = person.get(reverse("xero_integration:panel", args=["deal", deal.number]))
    assert answer.status_code == 404


@pytest.mark.contract(13)
@pytest.mark.contract(15)
def test_a_deal_becomes_one_invoice_in_parts_of_its_page(office: Office, deal: Deal) -> None:
    assert "No invoice yet" in part_of(office.rep, deal)
    values = {**office.link_everything(deal), "action": "create"}
    for _twice in range(2):
        answer = office.rep.post(office.form_url(deal), values, headers=HTMX)
        assert answer.headers["HX-Redirect"] == deal.get_absolute_url(), text_of(answer)
    (invoice,) = office.invoices()
    assert Decimal(invoice["SubTotal"]) == Decimal("200.31")
    assert invoice["Reference"] == "P7"

    acts.approve(office.sandbox, office.connection.xero_tenant_id, document_id=invoice["InvoiceID"])
    worker_polls(office)
    part = part_of(office.rep, deal)
    assert "<html" not in part
    assert invoice["InvoiceNumber"] in part
    assert "Awaiting payment" in part


@pytest.mark.contract(15)
def test_the_way_back_is_the_projects_and_never_another_sites(office: Office, deal: Deal) -> None:
    wanted = "//evil.example/"
    values = {**office.link_everything(deal), "action": "create", "next": wanted}
    answer = office.rep.post(f"{office.form_url(deal)}?next={wanted}", values, headers=HTMX)
    assert answer.headers["HX-Redirect"] == deal.get_absolute_url()


@pytest.mark.contract(14)
def test_the_panel_in_the_projects_form_is_one_line_of_links(office: Office, deal: Deal) -> None:
    page = page_of(office.rep, deal)
    form = page[page.index('<form id="note"') : page.index("</form>")]
    assert "Create invoice" in form
    assert form.count("<form") == form.count("<button") == 1
    kept = office.rep.post(reverse("keep_note", args=[deal.number]), {"note": "call"})
    assert kept.headers["Location"] == deal.get_absolute_url()


@pytest.mark.contract(17)
def test_a_part_whose_session_ended_sends_the_whole_page_to_sign_in(deal: Deal) -> None:
    stands_on = f"http://testserver{deal.get_absolute_url()}"
    headers = {**HTMX, "HX-Current-URL": stands_on}
    answer = Browser().get(
        reverse("xero_integration:panel", args=["deal", deal.pk]), headers=headers
    )
    assert answer.headers["HX-Redirect"] == f"/en/sign-in/?next={deal.get_absolute_url()}"


@pytest.mark.contract(16)
def test_a_part_is_posted_with_the_token_of_the_page(deal: Deal) -> None:
    User.objects.create_superuser("kim", password="htmx-crm")
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(User.objects.get())
    form = reverse("xero_integration:invoice_form", args=["deal", deal.pk])
    assert browser.post(form, headers=HTMX).status_code == 403
    page = page_of(browser, deal)
    token = re.findall(r'"X-CSRFToken": "(\w+)"', page)[0]
    allowed = browser.post(form, headers={**HTMX, "X-CSRFToken": token})
    assert allowed.status_code != 403


@pytest.mark.contract(18)
def test_xero_calls_the_same_address_whichever_language_people_read() -> None:
    addresses = set()
    for language in ("en", "fr"):
        with translation.override(language):
            addresses.add(reverse("xero_integration_callback:callback"))
    assert addresses == {"/hooks/xero/callback/"}


@pytest.mark.contract(19)
def test_the_settings_stand_in_the_projects_own_layout(office: Office) -> None:
    page = office.admin.get(reverse("xero_integration:connections")).content.decode()
    assert "<title>Studio CRM</title>" in page
    assert page.count("<html") == 1
    assert "xero_integration.css" in page


@pytest.mark.contract(7)
def test_a_guest_is_invoiced_by_the_e_mail_address(deal: Deal) -> None:
    deal.client, deal.guest_email = None, "Kim@Guest.example"
    party = get_source("deal").draft(deal).party
    assert party and (party.key, party.email) == ("email:kim@guest.example", "Kim@Guest.example")


@pytest.mark.contract(11)
def test_the_shop_says_whether_its_prices_include_tax(deal: Deal) -> None:
    said = [None, True, False]
    drafts = []
    for gross in said:
        deal.custom = {} if gross is None else {"gross": gross}
        drafts.append(get_source("deal").draft(deal).tax_inclusive)
    assert drafts == said


@pytest.mark.contract(10)
def test_entries_in_two_currencies_are_refused_by_name(office: Office, deal: Deal) -> None:
    Entry.objects.create(deal=deal, qty="1", rate="90", currency="EUR")
    answer = office.rep.get(office.form_url(deal))
    assert answer.status_code == 422
    assert "EUR, NZD" in text_of(answer)


@pytest.mark.contract(12)
def test_what_the_shop_did_not_fill_falls_back(deal: Deal) -> None:
    deal.custom = {}
    assert get_source("deal").draft(deal).reference == "2026-17"
