"""A deal on a change page of Django's admin shows its invoices below the form."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.urls import reverse

from .archive import mirrored
from .office import text_of

OWN = "own_form.html"

pytestmark = pytest.mark.contract(14)


def admin_of(deal):
    """Django's admin can't be imported where a host does without it."""
    from django.contrib import admin

    return admin.site.get_model_admin(type(deal))


@pytest.fixture
def change_page(office, host, sign_in, django_user_model):
    if not apps.is_installed("django.contrib.admin"):
        pytest.skip("This host does without Django's admin.")

    def opened(deal) -> str:
        boss = sign_in("admin", tenant=office.tenant)
        django_user_model.objects.update(is_staff=True, is_superuser=True)
        app = deal._meta.app_label
        answer = boss.get(reverse(f"admin:{app}_deal_change", args=[deal.pk]))
        assert answer.status_code == 200
        return answer

    return opened


def test_a_change_page_shows_the_panel_outside_of_its_form(office, change_page):
    deal = office.host.make_deal(tenant=office.tenant)
    mirrored(office, 7).deal_links.create(
        source=office.host.source_key, subject_pk=str(deal.pk), tenant=office.tenant
    )
    page = change_page(deal)
    assert "INV-00007" in text_of(page)
    html = page.content.decode()
    assert html.index("</form>", html.index('id="deal_form"')) < html.index("data-xi-panel")


def test_a_host_that_wants_one_line_has_it_inside_its_form(office, change_page, monkeypatch):
    deal = office.host.make_deal(tenant=office.tenant)
    monkeypatch.setattr(admin_of(deal), "xero_link_only", True)
    html = change_page(deal).content.decode()
    form = html[html.index('id="deal_form"') :]
    form = form[: form.index("</form>")]
    assert office.form_url(deal) in form
    assert "<form" not in form
    assert "data-xi-panel" not in html


def test_the_template_that_the_host_chose_for_its_page_stays(
    office, change_page, monkeypatch, settings, tmp_path
):
    (tmp_path / OWN).write_text(
        '{% extends "admin/change_form.html" %}{% block form_top %}Ours{% endblock %}'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]
    deal = office.host.make_deal(tenant=office.tenant)
    monkeypatch.setattr(admin_of(deal), "change_form_template", OWN)
    page = change_page(deal)
    assert "Ours" in text_of(page)
    assert "data-xi-panel" in page.content.decode()


def test_the_page_for_a_new_record_has_no_panel(office, change_page, sign_in):
    deal = office.host.make_deal(tenant=office.tenant)
    change_page(deal)
    boss = sign_in("admin", tenant=office.tenant)
    boss_page = boss.get(reverse(f"admin:{deal._meta.app_label}_deal_add"))
    assert "data-xi-panel" not in boss_page.content.decode()
