"""The code of "Extend" does in the tutorial's project what the page says, and is short."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import DOCS, Block, Kind, blocks
from tests.docs.project import check_in, make_project, write
from tests.howto.blocks import blocks as shown_in

pytestmark = [pytest.mark.gate, pytest.mark.timeout(240)]
PAGE = "howto/extend.md"
LONGEST = 20
SETTING = re.compile(r'`("(?:SOURCES|MAPPING_TARGETS|OPERATIONS|EXPLANATIONS)": [^`]+)`')


def code() -> list[Block]:
    return [block for block in blocks(PAGE) if block.kind in {Kind.FILE, Kind.ADDITION}]


def restyling() -> list[str]:
    """Run by ``tests/howto/test_restyle.py``."""
    return [block.text for block in shown_in("restyle.md")]


def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    make_project(tmp_path)
    write(tmp_path, blocks(PAGE))
    named = SETTING.findall((DOCS / PAGE).read_text())
    with (tmp_path / "office" / "settings.py").open("a") as settings:
        settings.write(f"\nXERO_INTEGRATION |= {{{', '.join(named)}}}\n")
    assert len(named) == 4
    check_in(tmp_path, "extended_office.py")


@pytest.mark.parametrize("text", [block.text for block in code()] + restyling())
def test_a_declaration_is_short(text: str) -> None:
    assert sum(bool(line.strip()) for line in text.splitlines()) <= LONGEST


def test_each_of_the_four_answers_is_shown() -> None:
    """Restyling has a page of its own."""
    shown = {block.section.partition(" ")[0] for block in code() if block.section}
    assert shown == {"Be", "Decide", "Add"}
    (restyle,) = re.findall(r"^## Restyle\n\n(.*?)^## ", (DOCS / PAGE).read_text(), re.M | re.S)
    assert "(restyle.md)" in restyle
    assert len(restyling()) >= 3
