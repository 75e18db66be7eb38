"""What the host sets for its own API does not change ours."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.api.conftest import Api, pointers
from tests.api.test_activity import add_operation
from tests.journeys.office import Office
from xero_integration.api.base import Endpoint
from xero_integration.models import Document

OFTEN_SET = {
    "DATETIME_FORMAT": "%d %b %Y",
    "DATE_FORMAT": "%d/%m/%Y",
    "NON_FIELD_ERRORS_KEY": "detail",
    "COERCE_DECIMAL_TO_STRING": False,
    "URL_FIELD_NAME": "self",
    "EXCEPTION_HANDLER": "crm.api.not_there",
    "PAGE_SIZE": 1,
}


def everything(admin: Api, office: Office, deal: Any, document: str) -> list[Any]:
    addresses: list[tuple[Any, ...]] = [
        ("connections",), ("operations",), ("deal", deal), ("documents", deal),
        ("document", deal, document), ("draft", deal), ("draft_plan", deal),
        ("contact_links", None, office.connection.pk),
    ]  # fmt: skip
    return [admin.get(*address).json() for address in addresses]


def test_formats_of_the_host_are_not_ours(admin, office, deal, settings):
    body = {"draft": admin.linked_draft(deal)["id"]}
    document = admin.send("post", "invoices", deal, body=body).json()["document"]
    admin.get("draft", deal)
    before = everything(admin, office, deal, document)
    settings.REST_FRAMEWORK = OFTEN_SET
    assert everything(admin, office, deal, document) == before
    assert Document.objects.get().date.isoformat() in str(before)


def test_every_time_is_in_utc_wherever_the_host_lives(admin, office, deal):
    body = {"draft": admin.linked_draft(deal)["id"]}
    document = admin.send("post", "invoices", deal, body=body).json()["document"]
    told = [*everything(admin, office, deal, document), admin.get("health").json()]
    text = re.sub(r'"version": "[^"]*"', "", json.dumps(told))  # nobody's to read
    times = re.findall(r"\d{4}-\d\d-\d\dT[^\"]+", text)
    assert len(times) > 10
    assert [each for each in times if not each.endswith("Z")] == []


def test_errors_of_the_whole_still_point_at_the_whole(admin, office, settings):
    add_operation(office)
    settings.REST_FRAMEWORK = OFTEN_SET
    refused = admin.send("patch", "connection", None, office.connection.pk, body=[1])
    assert (refused.status_code, pointers(refused)) == (400, [""])


@pytest.mark.parametrize(
    "chosen",
    [
        "content_negotiation_class",
        "parser_classes",
        "permission_classes",
        "renderer_classes",
        "schema",
        "versioning_class",
    ],
)
def test_what_the_framework_takes_from_the_host_is_ours(chosen):
    assert chosen in vars(Endpoint)
