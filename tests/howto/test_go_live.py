"""The settings, scopes and commands of "Go live"."""

from __future__ import annotations

import os
import re

import pytest
from django.core.management import call_command

from xero_integration.conf import conf
from xero_integration.connections.scopes import BY_FEATURE, IDENTITY, scopes

from . import shell
from .blocks import HOWTO, take
from .settings_block import AnyValue, apply

PAGE = (HOWTO / "go-live.md").read_text()


@pytest.fixture
def live(settings, monkeypatch):
    monkeypatch.setattr(os, "environ", AnyValue(os.environ))
    apply(take("go-live.md", "settings.py"), settings)


@pytest.mark.django_db
def test_the_settings_lead_to_the_real_xero(live):
    call_command("check", fail_level="WARNING")
    assert (conf.XERO_URL, conf.TRANSPORT) == ("", "")
    assert conf.CLIENT_SECRET == "value-of-xero_client_secret"


def test_the_table_of_scopes_is_the_one_in_the_code(live):
    rows = re.findall(r"^\| `(\w+)` \| `([\w. ]+)` \|$", PAGE, re.M)
    assert {feature: tuple(each.split()) for feature, each in rows} == BY_FEATURE
    always = " ".join([*IDENTITY, "accounting.settings.read"])
    assert f"`{always}`" in PAGE.replace("\n", " ")
    assert set(scopes()) == {*always.split(), *BY_FEATURE["invoices"], *BY_FEATURE["payments"]}


def test_the_commands_exist():
    found = shell.managed(take("go-live.md", "#2"))
    assert [words[0] for words in found] == [
        "check",
        "migrate",
        "xero_schedules",
        "xero_worker",
        "xero_doctor",
    ]
    assert shell.understood(found[0]).deploy is True
    for words in found:
        shell.understood(words)


def test_the_pages_addresses_are_those_that_xero_calls(live):
    from django.urls import reverse

    for name in ("callback", "webhook"):
        path = reverse(f"xero_integration_callback:{name}")
        assert f"https://crm.example.com{path}" in PAGE
    assert conf.REDIRECT_URI.endswith(reverse("xero_integration_callback:callback"))
