"""The code of "Extend" does in the tutorial's project what the page says, and is short."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.blocks import DOCS, Block, Kind, blocks
from tests.docs.project import make_project, pytest_in, write
from tests.gates.measure import APP

pytestmark = pytest.mark.gate
PAGE = "howto/extend.md"
LONGEST = 20
SETTING = re.compile(r'`("(?:SOURCES|MAPPING_TARGETS|OPERATIONS|EXPLANATIONS)": [^`]+)`')


def code() -> list[Block]:
    return [block for block in blocks(PAGE) if block.kind in {Kind.FILE, Kind.ADDITION}]


def lines(block: Block) -> int:
    return sum(bool(line.strip()) for line in block.text.splitlines())


def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    make_project(tmp_path)
    write(tmp_path, blocks(PAGE))
    named = SETTING.findall((DOCS / PAGE).read_text())
    with (tmp_path / "office" / "settings.py").open("a") as settings:
        settings.write(f"\nXERO_INTEGRATION |= {{{', '.join(named)}}}\n")
    (tmp_path / "crm" / "tests").mkdir()
    checks = Path(__file__).with_name("extended_office.py")
    shutil.copy(checks, tmp_path / "crm" / "tests" / "test_extended.py")
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nDJANGO_SETTINGS_MODULE = office.settings\n"
        "addopts = -p xero_integration.testing.plugin\n"
    )
    written = len(re.findall(r"^def test_", checks.read_text(), flags=re.M))
    assert len(named) == 4
    assert f"{written} passed" in pytest_in(tmp_path)


@pytest.mark.parametrize("block", code(), ids=lambda block: f"{block.section}: {block.path}")
def test_a_declaration_is_short(block: Block) -> None:
    assert lines(block) <= LONGEST


def test_every_custom_property_is_one_of_the_style_sheet() -> None:
    sheet = (APP / "static" / "xero_integration" / "xero_integration.css").read_text()
    used = set(re.findall(r"var\((--xi-[\w-]+)", sheet))
    assert set(re.findall(r"`(--xi-[\w-]+)`", (DOCS / PAGE).read_text())) == used


def test_every_element_is_named() -> None:
    text = (DOCS / PAGE).read_text()
    folder = APP / "templates" / "xero_integration" / "elements"
    assert [each.stem for each in folder.iterdir() if f"`{each.stem}`" not in text] == []
