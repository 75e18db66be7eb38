"""Checks bodies against the component schemas of Xero's published OpenAPI files.

Those files are data of the build and not part of the project: where they are absent, the tests
that need them are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "openapi"
LEFT_OUT = f"left out: Xero's OpenAPI files are not at {FOLDER.parent.name}/{FOLDER.name}"

# Xero's files are no part of the project, so a checkout may lie where they do not.
needs_openapi = pytest.mark.skipif(not FOLDER.is_dir(), reason=LEFT_OUT)

# Fields seen on the real wire that the published schemas do not have.
ON_THE_WIRE = {"ID", "DateString", "DueDateString", "DateUTCString", "InvoicePaymentServices"}


@cache
def specification(name: str = "xero_accounting.yaml") -> dict[str, Any]:
    # The loader in C reads the file in a twentieth of the time.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load((FOLDER / name).read_text(), Loader=loader)
    return loaded


@cache
def validator(schema: str, name: str = "xero_accounting.yaml") -> jsonschema_rs.Validator:
    """A schema by its name, with references resolved inside the file."""
    components = {"schemas": _plain_json(specification(name)["components"]["schemas"])}
    root = {"$ref": f"#/components/schemas/{schema}", "components": components}
    return jsonschema_rs.Draft4Validator(root)


def problems(schema: str, body: Any, name: str = "xero_accounting.yaml") -> list[str]:
    """Every way in which a body breaks a schema, with the place and the rule."""
    plain = json.loads(json.dumps(body, default=_number))
    return [
        f"{schema}{''.join(f'[{part!r}]' for part in error.instance_path)}: {error.message}"
        for error in validator(schema, name).iter_errors(plain)
    ]


def unknown_fields(schema: str, body: dict[str, Any]) -> set[str]:
    """Fields of an object that the schema does not know; typing mistakes show up here."""
    schemas = specification()["components"]["schemas"]
    return set(_unknown(schemas, schemas[schema], body)) - ON_THE_WIRE


def _unknown(schemas: dict[str, Any], schema: dict[str, Any], body: Any) -> Iterator[str]:
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    if isinstance(body, list):
        for each in body:
            yield from _unknown(schemas, schema.get("items", {}), each)
    elif isinstance(body, dict) and "properties" in schema:
        for name, value in body.items():
            if name in schema["properties"]:
                yield from _unknown(schemas, schema["properties"][name], value)
            else:
                yield name


def _plain_json(value: Any) -> Any:
    """YAML dates in examples become text; examples say nothing about validity."""
    return json.loads(json.dumps(value, default=str))


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)
