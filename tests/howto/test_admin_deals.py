"""Deals in Django's admin, with the very code of the how-to."""

from __future__ import annotations

import importlib

import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import clear_url_caches, reverse

from tests.journeys.office import text_of

from .blocks import take
from .settings_block import apply


@pytest.fixture
def register(crm, host):
    """Has deals registered otherwise than by the host itself, until the test has ended."""
    before = type(admin.site._registry[host.Deal])
    admin.site.unregister(host.Deal)

    def by(block: str) -> None:
        crm.write("crm.admin", block)
        resolve_again()

    yield by
    admin.site.unregister(host.Deal)
    admin.site.register(host.Deal, before)
    resolve_again()


def resolve_again() -> None:
    """An address of the admin leads to who was registered when addresses were read."""
    importlib.reload(importlib.import_module(settings.ROOT_URLCONF))
    clear_url_caches()


@pytest.fixture
def boss(office, sign_in, django_user_model):
    browser = sign_in("admin")
    django_user_model.objects.filter(username="admin").update(is_staff=True, is_superuser=True)
    return browser


def change_url(deal) -> str:
    return reverse(f"admin:{deal._meta.app_label}_deal_change", args=[deal.pk])


def test_the_panel_stands_below_the_change_form(register, office, boss, host):
    register(take("admin-deals.md", "crm/admin.py"))
    page = boss.get(change_url(host.make_deal())).content.decode()
    assert page.index("</form>", page.index('id="deal_form"')) < page.index("data-xi-panel")


UNAWARE = """
from django.contrib import admin
from .models import Deal
admin.site.register(Deal, admin.ModelAdmin)
"""
"""An admin without a word about the app."""


def test_a_template_of_its_own_has_a_link_inside_the_form(
    register, crm, office, boss, host, tmp_path
):
    register(UNAWARE)
    text = take("admin-deals.md", "crm/templates/admin/crm/deal/change_form.html")
    crm.templates(tmp_path, {f"admin/{crm.label}/deal/change_form.html": text})
    deal = host.make_deal()
    page = boss.get(change_url(deal)).content.decode()
    form = page[page.index('id="deal_form"') : page.index("</form>", page.index('id="deal_form"'))]
    assert office.form_url(deal) in form
    assert "data-xi-panel" not in form
    assert "data-xi-panel" in page


def test_people_return_to_the_admin(crm, office, boss, host):
    crm.write("crm.xero", take("admin-deals.md", "crm/xero.py"))
    crm.sources(deal="crm.xero.DealSource")
    deal = host.make_deal()
    answer = office.press(deal, "create", office.link_everything(deal))
    assert answer.status_code == 302, text_of(answer)
    assert answer.headers["Location"] == change_url(deal)
    assert len(office.invoices()) == 1


def test_the_apps_pages_look_like_the_admin(office, boss, host, settings):
    apply(take("admin-deals.md", "settings.py"), settings)
    page = text_of(boss.get(office.form_url(host.make_deal())))
    assert "Django administration" in page
    assert "Create draft" in page


def test_strangers_are_sent_to_the_admins_login(office, client, host, settings):
    apply(take("admin-deals.md", "settings.py, without django-allauth"), settings)
    answer = client.get(office.form_url(host.make_deal()))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("admin:login"))
