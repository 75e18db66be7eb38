"""The schema of the REST API that is committed is the one that the code gives, as is its page."""

from __future__ import annotations

import pytest

from tools import api_page
from tools.openapi import PAGE, schema

pytestmark = pytest.mark.gate


def test_the_schema_is_the_one_that_the_code_gives_and_nothing_was_warned_of() -> None:
    text, warned = schema()
    assert warned == []
    assert PAGE.read_text() == text, "run python -m tools.openapi"


def test_the_page_names_every_address() -> None:
    assert api_page.PAGE.read_text() == api_page.page(), "run python -m tools.api_page"
