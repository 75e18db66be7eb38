"""The code of "Test your host" runs in the tutorial's project, as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import blocks, section_of
from tests.docs.project import make_project, pytest_in, write

pytestmark = [pytest.mark.gate, pytest.mark.timeout(240)]
PAGE = "howto/testing.md"


def test_every_test_of_the_page_passes(tmp_path: Path) -> None:
    make_project(tmp_path)
    write(tmp_path, section_of("howto/extend.md", "Be told"))
    write(tmp_path, blocks(PAGE))
    written = sum(block.text.count("\ndef test_") for block in blocks(PAGE))
    written += sum(block.text.startswith("def test_") for block in blocks(PAGE))
    assert f"{written} passed" in pytest_in(tmp_path)


def test_one_line_of_configuration_is_enough() -> None:
    options = next(block.text for block in blocks(PAGE) if block.path == "pytest.ini")
    of_ours = [line for line in options.splitlines() if "xero_integration" in line]
    assert of_ours == ["addopts = -p xero_integration.testing.plugin"]
