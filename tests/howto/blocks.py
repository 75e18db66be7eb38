"""Takes the code out of the how-tos: a block is named by its title, else by its number."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOWTO = ROOT / "docs" / "howto"
FENCE = re.compile(
    r'^(?P<indent> *)```(?P<language>[\w-]+)(?: title="(?P<title>[^"]+)")?[^\n]*\n'
    r"(?P<text>.*?)^(?P=indent)```$",
    re.M | re.S,
)


@dataclass(frozen=True, slots=True)
class Block:
    """``name`` is unique on its page: the title, or ``#2`` for the second block."""

    page: str
    name: str
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page} {self.name}"


def pages() -> list[str]:
    return sorted(path.name for path in HOWTO.glob("*.md"))


@cache
def blocks(page: str) -> tuple[Block, ...]:
    return tuple(in_text(page, (HOWTO / page).read_text()))


def in_text(page: str, text: str) -> Iterator[Block]:
    for number, found in enumerate(FENCE.finditer(text), start=1):
        name = found["title"] or f"#{number}"
        yield Block(page, name, found["language"], textwrap.dedent(found["text"]))


def take(page: str, name: str) -> str:
    """The text of one block, to run it; the gate counts it as run by the test that says this."""
    return found(page, name).text


def found(page: str, name: str) -> Block:
    (block,) = (each for each in blocks(page) if each.name == name)
    return block
