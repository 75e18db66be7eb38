"""What the README has people copy into their project, put into one."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.template import engines
from django.test import RequestFactory
from django.urls import include, path, reverse

from tests.hosts.common import ENCRYPTION_KEY
from tests.journeys.archive import linked_deal

from . import blocks
from .settings_block import apply

OURS = ("xero_integration", "django_q", "django_htmx")


def code(language: str) -> list[str]:
    found = blocks.in_text("README.md", (blocks.ROOT / "README.md").read_text())
    return [block.text for block in found if block.language == language]


@pytest.fixture
def installed(crm, settings, db):
    """A project with everything but the app, then the README's settings and addresses."""
    crm.write("crm.xero", 'from tests.hosts.plain.xero import DealSource\nDealSource.key = ""')
    settings_text, urls_text = code("python")
    settings.INSTALLED_APPS = [app for app in django_settings.INSTALLED_APPS if app not in OURS]
    del settings.XERO_INTEGRATION, settings.Q_CLUSTER
    secrets = 'env = lambda name: f"{name}-of-a-test-that-protects-nothing"\n'
    apply(secrets + settings_text, settings)
    urls = ModuleType("crm.urls")
    vars(urls)["urlpatterns"] = []
    exec(urls_text, vars(urls) | {"path": path, "include": include})
    crm.patch.setitem(sys.modules, "crm.urls", urls)
    settings.ROOT_URLCONF = "crm.urls"
    return crm


def test_settings_and_addresses_are_all_it_needs(installed, settings):
    assert set(OURS) <= set(django_settings.INSTALLED_APPS)
    keys = {**settings.XERO_INTEGRATION, "ENCRYPTION_KEYS": [ENCRYPTION_KEY]}
    settings.XERO_INTEGRATION = keys
    call_command("check", fail_level="WARNING")
    assert reverse("xero_integration:connections") == "/xero/connections/"
    assert reverse("xero_integration_callback:webhook") == "/xero/webhook/"


def test_the_tags_show_panel_and_history(office):
    deal = linked_deal(office)
    request = RequestFactory().get("/")
    request.user = office.host.make_user("rep")
    (html,) = code("html")
    shown = engines["django"].from_string(html).render({"deal": deal}, request)
    assert "data-xi-panel" in shown
    assert "xi-sidebar" in shown
