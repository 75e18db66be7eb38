"""A draft as JSON and back: nested for programs, flat for the form that reads it. Pure.

Values are texts as somebody typed them, right or wrong; what can't be read is said by the plan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..documents.form_head import ADDRESS_FIELDS
from ..documents.form_lines import NEW_LINE
from ..documents.form_values import (
    HEAD_FIELDS,
    LINE_FIELDS,
    TOTAL,
    UNCHECKED_IS_ABSENT,
    all_lines,
    name_of,
)

CUSTOMER = {"name": "customer_name", "email": "customer_email", "tax_number": "tax_number"}
DETAILS = HEAD_FIELDS[HEAD_FIELDS.index("number") :]
"""What of the form's head is not about the customer."""

_LINE_NAME = re.compile(r"lines-(\d+)-(\w+)")


def draft_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a draft that a caller may change, and where each value came from."""
    return {
        "customer": {
            **{name: _text(values, field) for name, field in CUSTOMER.items()},
            "address": {part: _text(values, field) for part, field in ADDRESS_FIELDS.items()},
            "contact_id": _text(values, "contact_id"),
            "create": bool(values.get("contact_create")) and not values.get("contact_id"),
            "update_contact": bool(values.get("update_contact")),
        },
        **{name: _text(values, name) for name in DETAILS},
        "lines": [{name: line[name] for name in LINE_FIELDS} for line in all_lines(values)],
        "origins": {
            pointer_of(name): origin for name, origin in (values.get("origins") or {}).items()
        },
    }


def flat(changes: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, str]:
    """What a form with these changes would have sent; what is not named stays as it was.

    A box that a form does not send is unticked, so what is ticked is always sent along.
    """
    sent = {name: _text(values, name) for name in UNCHECKED_IS_ABSENT}
    customer = changes.get("customer", {})
    sent |= {field: _typed(customer[name]) for name, field in CUSTOMER.items() if name in customer}
    address = customer.get("address", {})
    sent |= {ADDRESS_FIELDS[part]: _typed(text) for part, text in address.items()}
    if "update_contact" in customer:
        sent["update_contact"] = "on" if customer["update_contact"] else ""
    sent |= {name: _typed(changes[name]) for name in DETAILS if name in changes}
    return sent | (_lines(changes["lines"]) if "lines" in changes else {})


def _lines(lines: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    sent = {TOTAL: str(len(lines))}
    for index, line in enumerate(lines):
        for name in LINE_FIELDS:
            sent[name_of(index, name)] = _typed(line.get(name, NEW_LINE[name]))
    return sent


def pointer_of(field: str) -> str:
    """The place (RFC 6901) in a draft's JSON of a field of the form; "" for the whole."""
    line = _LINE_NAME.fullmatch(field)
    if line:
        return f"/lines/{line[1]}/{line[2]}"
    if field.startswith("contact_"):
        return "/customer/contact_id"
    if field == "update_contact":
        return "/customer/update_contact"
    for name, of_form in CUSTOMER.items():
        if field == of_form:
            return f"/customer/{name}"
    for part, of_form in ADDRESS_FIELDS.items():
        if field == of_form:
            return f"/customer/address/{part}"
    return f"/{field}" if field else ""


def _text(values: Mapping[str, Any], name: str) -> str:
    return str(values.get(name) or "")


def _typed(value: Any) -> str:
    return "" if value is None else str(value)
