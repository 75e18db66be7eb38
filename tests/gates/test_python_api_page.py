"""The page of the Python API leaves no word of its signatures unexplained."""

from __future__ import annotations

import ast
import re

import pytest

from tests.gates.test_public_surface import says_something
from tools import errors_page, public_surface, python_api_page, shapes, signals_page
from xero_integration.documents.draft import ADDRESS_PARTS as DRAFTED_PARTS
from xero_integration.documents.draft import SaveAs
from xero_integration.documents.form_values import HEAD_FIELDS, LINE_FIELDS, name_of
from xero_integration.host.expansion import ADDRESS_PARTS

pytestmark = pytest.mark.gate
ERRORS = "xero_integration.exceptions"
FOREIGN = {
    *("AbstractContextManager", "Any", "Callable", "Collection", "Decimal", "HttpRequest"),
    *(
        "Iterator",
        "Iterable",
        "Mapping",
        "Model",
        "None",
        "Promise",
        "QuerySet",
        "Sequence",
        "T",
        "UUID",
    ),
    *("False", "True", "Sandbox"),
}
"""Names of signatures that are not ours, and one that is handed on as a whole."""


def test_every_type_that_a_signature_names_is_described() -> None:
    page = python_api_page.PAGE.read_text()
    written = re.findall(r"^```python\n(?=def |@property)(.*?)^```$", page, flags=re.M | re.S)
    written += re.findall(r"^- `(\w+: [^`]+)`", page, flags=re.M)
    without_texts = [re.sub(r"'[^']*'", "", each) for each in written]
    named = set(re.findall(r"\b[A-Z]\w*[a-z]\w*|\bT\b", "\n".join(without_texts)))
    described = set(re.findall(r"^### (\w+)$", page, flags=re.M))
    assert named - described - FOREIGN == set()


def test_what_signals_carry_is_described() -> None:
    page = python_api_page.PAGE.read_text()
    named = re.findall(r"`([A-Z]\w+[a-z])`", signals_page.PAGE.read_text())
    assert [name for name in named if f"\n### {name}\n" not in page] == []


def test_what_is_handed_out_is_documented() -> None:
    """As well as what is imported, though nobody imports it."""
    handed = [place for place in shapes.of_public_names() if isinstance(place.node, ast.ClassDef)]
    assert handed
    assert [place.name for place in handed if not says_something(place.found)] == []
    assert [place.name for place in shapes.of_public_names() if place.name in shapes.CLOSED] == []


def test_the_page_of_errors_is_where_the_list_of_errors_leads() -> None:
    links = re.findall(r"errors\.md#([\w-]+)\)", python_api_page.PAGE.read_text())
    headings = re.findall(r"^### (\w+): `(\w+)`$", errors_page.PAGE.read_text(), flags=re.M)
    anchors = {f"{name}-{code}".lower() for name, code in headings}
    assert len(links) == len(public_surface.names_of(ERRORS))
    assert set(links) <= anchors


def test_every_part_of_an_address_is_told() -> None:
    page = python_api_page.PAGE.read_text()
    (told,) = re.findall(r"^- `address: .*$", page, flags=re.M)
    assert re.findall(r"`(\w+)`", told) == list(ADDRESS_PARTS) == list(DRAFTED_PARTS)


def test_every_field_of_the_invoice_form_is_told() -> None:
    section = python_api_page.PAGE.read_text().partition("\n## Fields of the invoice form\n")[2]
    told = re.findall(r"^\| `([\w-]+)` \|", section, flags=re.M)
    assert told == [*HEAD_FIELDS, *(name_of(0, field) for field in LINE_FIELDS)]
    assert all(f"`{each}` (" in section for each in SaveAs.values)
