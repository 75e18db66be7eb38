"""What a project has to install for the API, and what it need not."""

from __future__ import annotations

import pytest
from django.apps import apps

OPTIONAL = ("rest_framework", "drf_spectacular", "django_filters")


@pytest.fixture
def without_rest_framework(settings):
    kept = [app for app in settings.INSTALLED_APPS if app.partition(".")[0] not in OPTIONAL]
    assert kept != settings.INSTALLED_APPS
    settings.INSTALLED_APPS = kept


def test_from_deal_to_invoice_the_api_needs_no_app_beside_ours(api, office, without_rest_framework):
    assert not apps.is_installed("rest_framework")
    rep, deal = api(), office.host.make_deal(tenant=office.tenant)
    draft = rep.linked_draft(deal)
    created = rep.send("post", "invoices", deal, body={"draft": draft["id"]})
    assert (created.status_code, created.json()["state"]) == (201, "done")
    refused = rep.get("mapping", None, office.connection.pk)
    assert refused.status_code == 403
    assert refused.headers["Content-Type"] == "application/problem+json"
