"""The smallest set of scopes for what is on, granular or broad, and what a grant lacks."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.connections.world import Journey, query_of
from xero_integration.connections import services
from xero_integration.connections.models import Connection, Grant
from xero_integration.connections.scopes import missing, scopes
from xero_integration.exceptions import ConfigurationError
from xero_integration.sandbox.identity.scopes import KNOWN

IDENTITY = {"openid", "profile", "email", "offline_access"}


def test_by_default_only_what_invoices_and_payments_need() -> None:
    assert set(scopes()) == IDENTITY | {
        "accounting.settings.read",
        "accounting.invoices",
        "accounting.contacts",
        "accounting.payments.read",
    }


@pytest.mark.parametrize(
    ("features", "granular", "expected"),
    [
        ([], True, {"accounting.settings.read"}),
        (["accounts"], True, {"accounting.settings"}),
        (
            ["payments", "record_payments"],
            True,
            {"accounting.settings.read", "accounting.payments"},
        ),
        (
            ["invoices", "payments"],
            False,
            {"accounting.settings.read", "accounting.contacts", "accounting.transactions"},
        ),
        (["payments"], False, {"accounting.settings.read", "accounting.transactions.read"}),
        (["aged_reports"], False, {"accounting.settings.read", "accounting.reports.read"}),
    ],
)
def test_scopes_follow_the_features(
    xero_settings: Any, features: list[str], granular: bool, expected: set[str]
) -> None:
    xero_settings(FEATURES=features, GRANULAR_SCOPES=granular)
    assert set(scopes()) == IDENTITY | expected
    assert len(scopes()) == len(set(scopes()))


def test_every_feature_asks_for_scopes_that_xero_knows(xero_settings: Any) -> None:
    from xero_integration.connections.scopes import BY_FEATURE

    for granular in (True, False):
        xero_settings(FEATURES=list(BY_FEATURE), GRANULAR_SCOPES=granular)
        assert set(scopes()) <= KNOWN


def test_an_unknown_feature_is_named_with_those_there_are(xero_settings: Any) -> None:
    xero_settings(FEATURES=["invoice"])
    with pytest.raises(ConfigurationError, match="'invoice'.*invoices, payments"):
        scopes()


@pytest.mark.parametrize(
    ("held", "wanted", "lacking"),
    [
        ("accounting.invoices", "accounting.invoices.read", []),
        ("accounting.invoices.read", "accounting.invoices", ["accounting.invoices"]),
        ("accounting.transactions", "accounting.payments", []),
        ("accounting.transactions", "accounting.payments.read", []),
        ("accounting.transactions.read", "accounting.payments", ["accounting.payments"]),
        ("accounting.transactions", "accounting.contacts", ["accounting.contacts"]),
        ("accounting.reports.read", "accounting.reports.aged.read", []),
    ],
)
def test_what_covers_what(held: str, wanted: str, lacking: list[str]) -> None:
    assert missing([held], [wanted]) == lacking


@pytest.mark.django_db
def test_a_feature_turned_on_later_lacks_its_scope_and_the_others_go_on(
    journey: Journey, xero_settings: Any
) -> None:
    journey.connect()
    assert services.missing_scopes(Grant.objects.get()) == []
    xero_settings(FEATURES=["invoices", "payments", "attachments"])
    connection = Connection.objects.get()
    assert services.missing_scopes(Grant.objects.get()) == ["accounting.attachments"]
    assert services.feature_is_granted(connection, "invoices")
    assert not services.feature_is_granted(connection, "attachments")
    page = reverse("xero_integration:connection", args=[connection.pk])
    assert "lack a permission at Xero (accounting.attachments)" in (
        journey.browser.get(page).content.decode()
    )
    assert "accounting.attachments" in query_of(journey.start())["scope"]
    journey.connect()
    assert services.missing_scopes(Grant.objects.get()) == []
