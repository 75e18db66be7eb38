"""Reads the code of a page as a reader does: what belongs into which file, what is typed where.

The line above a block says it. ``crm/models.py`` in backticks with a colon behind names the file
that the block is; "At the end of" before it, that the block is added. Blocks of shell commands
are typed; after a line that speaks of another terminal they go on running there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tests.gates.measure import ROOT

DOCS = ROOT / "docs"
FENCE = re.compile(r"^( *)```(\w*)[^\n`]*\n(.*?)^\1```$", re.M | re.S)
FILE = re.compile(r"^(?P<how>.*?)`(?P<path>[\w./-]+\.\w+)`(?P<rest>[^`]*):$")
SHELL = {"sh", "console", "bash"}


class Kind(Enum):
    FILE = "a whole file"
    ADDITION = "added at the end of a file"
    COMMANDS = "typed"
    SERVICE = "typed in another terminal, where it goes on running"
    SHOWN = "only looked at"


@dataclass(frozen=True, slots=True)
class Block:
    kind: Kind
    text: str
    path: str = ""
    section: str = ""

    def write(self, folder: Path) -> None:
        """Make or extend the file in a project."""
        target = folder / self.path
        target.parent.mkdir(parents=True, exist_ok=True)
        before = f"{target.read_text()}\n\n" if self.kind is Kind.ADDITION else ""
        target.write_text(before + self.text)


def blocks(page: str) -> list[Block]:
    """Every block of a page below ``docs/``, in order."""
    return list(_blocks((DOCS / page).read_text()))


def section_of(page: str, title: str) -> list[Block]:
    """The blocks under one heading of the second level."""
    found = [block for block in blocks(page) if block.section == title]
    assert found, f"{page} has no code under {title!r}"
    return found


def _blocks(text: str) -> Iterator[Block]:
    for fence in FENCE.finditer(text):
        above = text[: fence.start()]
        sections = re.findall(r"^## (.*)$", above, re.M)
        lead = above.rstrip().rpartition("\n")[2].strip()
        indent = len(fence[1])
        code = "".join(line[indent:] for line in fence[3].splitlines(keepends=True))
        yield _block(fence[2], lead, code, sections[-1] if sections else "")


def _block(language: str, lead: str, code: str, section: str) -> Block:
    if language in SHELL:
        kind = Kind.SERVICE if "terminal" in lead else Kind.COMMANDS
        return Block(kind, code, section=section)
    named = FILE.match(lead)
    if named is None:
        return Block(Kind.SHOWN, code, section=section)
    kind = Kind.ADDITION if "end of" in named["how"] else Kind.FILE
    return Block(kind, code, named["path"], section)
