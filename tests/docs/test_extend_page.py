"""The code of "Extend" does in the tutorial's project what the page says, and is short."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import DOCS, Block, Kind, blocks
from tests.docs.project import check_in, make_project, write
from tests.gates.measure import APP

pytestmark = [pytest.mark.gate, pytest.mark.timeout(240)]
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
    assert len(named) == 4
    check_in(tmp_path, "extended_office.py")


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
