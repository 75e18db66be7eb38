"""Whatever the schema allows, and what it does not, gets an answer that the schema knows."""

from __future__ import annotations

import os
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
import yaml
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tools.openapi import PAGE
from xero_integration.models import Document, Operation

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "6"))
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
TOKEN = "a" * 32
"""Cookie and header alike, as a browser's own script sends it."""

SCHEMA = schemathesis.openapi.from_dict(yaml.safe_load(PAGE.read_text()))
OPERATIONS = {
    each.ok().definition.raw["operationId"]: each.ok() for each in SCHEMA.get_all_operations()
}
AGAIN_AND_AGAIN = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def real(office: Any) -> dict[str, Any]:
    """Places that exist, so that most requests come past the door."""
    deal = office.host.make_deal(tenant=office.tenant)
    assert office.press(deal, "create", office.link_everything(deal)).status_code == 302
    return {
        "source": office.host.source_key,
        "id": str(deal.pk),
        "index": 0,
        "document": str(Document.objects.get().pk),
        "action": "note",
        "connection_id": str(office.connection.pk),
        "attempt_id": str(uuid4()),
        "key": "crm.company:12",
        "operation_id": str(Operation.objects.earliest("created_at").pk),
        "operation": str(Operation.objects.latest("created_at").pk),
    }


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_answer_is_one_of_the_schema(server, office, real, name: str) -> None:
    operation = OPERATIONS[name]
    named = {each.name for each in operation.path_parameters}
    places = {key: value for key, value in real.items() if key in named}
    base = server.url + reverse("xero_integration_api:deal", args=["x", "1"])[: -len("/deals/x/1/")]
    browser = {
        "cookies": {"sessionid": office.admin.cookies["sessionid"].value, "csrftoken": TOKEN},
        "headers": {"X-CSRFToken": TOKEN},
    }

    @AGAIN_AND_AGAIN
    @given(
        st.one_of(
            operation.as_strategy(GenerationMode.POSITIVE, path_parameters=places),
            operation.as_strategy(GenerationMode.NEGATIVE, path_parameters=places),
            operation.as_strategy(GenerationMode.POSITIVE),
        )
    )
    def asked(case: Any) -> None:
        case.validate_response(case.call(base_url=base, **browser), checks=CHECKS)

    asked()
