"""Writes ``docs/reference/openapi.yaml``, the schema of the REST API, from the code.

``python -m tools.openapi``; a gate compares the file with the code. Paths are relative to where a
host mounts ``xero_integration.api.urls``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import django

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "openapi.yaml"

SETTINGS = {
    "TITLE": "Xero integration",
    "DESCRIPTION": (
        "Deals to Xero invoices, for front ends of their own. Who calls is up to the host's "
        "authentication; cookie sessions need the CSRF token. Errors are problem+json (RFC 9457). "
        "Every write takes an Idempotency-Key; answers carry an ETag, and If-None-Match and "
        "If-Match are obeyed. Amounts are texts with two decimal places."
    ),
    "VERSION": "1",
    "AUTHENTICATION_WHITELIST": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": False,
    "SCHEMA_PATH_PREFIX": "",
    "SORT_OPERATIONS": True,
    "ENUM_NAME_OVERRIDES": {
        "OperationStateEnum": "xero_integration.outbox.models.OperationState.values",
        "ConnectionStateEnum": "xero_integration.connections.models.ConnectionState.values",
        "DocumentKindEnum": ["ACCREC", "ACCRECCREDIT"],
    },
}


def schema() -> tuple[str, list[str]]:
    """The schema as YAML, and what the generator warned of."""
    # After setup, as the framework reads Django's settings when it is imported.
    from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats  # noqa: PLC0415
    from drf_spectacular.generators import SchemaGenerator  # noqa: PLC0415
    from drf_spectacular.renderers import OpenApiYamlRenderer  # noqa: PLC0415
    from drf_spectacular.settings import patched_settings  # noqa: PLC0415
    from drf_spectacular.validation import validate_schema  # noqa: PLC0415

    from xero_integration.api.urls import urlpatterns  # noqa: PLC0415

    generator: Any = SchemaGenerator
    renderer: Any = OpenApiYamlRenderer()
    check: Any = validate_schema
    reset_generator_stats()
    with patched_settings(SETTINGS):
        made = generator(patterns=urlpatterns).get_schema(request=None, public=True)
    check(made)
    stats = [GENERATOR_STATS._warn_cache, GENERATOR_STATS._error_cache]
    warned = [message for cache in stats for message in cache]
    return str(renderer.render(made, renderer_context={}).decode()), warned


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.hosts.plain.settings")
    django.setup()
    text, warned = schema()
    PAGE.write_text(text)
    for each in warned:
        print(each)


if __name__ == "__main__":
    main()
