"""No code stands in a how-to that no test runs."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.docs.blocks import Kind as Read
from tests.docs.blocks import blocks as read

from . import blocks, registry
from .registry import AS_A_WHOLE

pytestmark = pytest.mark.gate
TESTS = blocks.ROOT / "tests"


def taken(source: str) -> set[registry.Key]:
    """What a test module takes out of a page, as it says in so many words."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    named = [call.args for call in calls if getattr(call.func, "id", "") == "take"]
    takes = [args for args in named if len(args) == 2]
    return {(page, name) for args in takes for page, name in [texts(args)] if page and name}


def texts(args: list[ast.expr]) -> tuple[str, str]:
    """Two words as they stand there; "" for what is only known when it runs."""
    known = [arg.value if isinstance(arg, ast.Constant) else "" for arg in args]
    page, name = (str(each) for each in known)
    return page, name


@cache
def run_by_stories() -> frozenset[registry.Key]:
    modules = [path.read_text() for path in TESTS.rglob("test_*.py")]
    return frozenset().union(*(taken(module) for module in modules if "take(" in module))


def told(page: str, text: str) -> list[registry.Key]:
    return [(page, block.name) for block in blocks.in_text(page, text)]


@pytest.mark.parametrize("name", [name for name in blocks.pages() if name not in AS_A_WHOLE])
def test_every_block_of_a_how_to_is_run(name: str) -> None:
    known = {*registry.RUN, *registry.EXCUSED, *run_by_stories()}
    there = told(name, (blocks.HOWTO / name).read_text())
    assert [key for key in there if key not in known] == [], "run it, or excuse it with a reason"
    assert [key for key, count in Counter(there).items() if count > 1] == []


def test_nothing_is_said_of_blocks_that_are_gone() -> None:
    there = {
        key for page in blocks.pages() for key in told(page, (blocks.HOWTO / page).read_text())
    }
    known = [*registry.RUN, *registry.EXCUSED, *run_by_stories()]
    assert [key for key in known if key not in there] == []
    assert set(Counter(known).values()) == {1}, "one test for each block"


@pytest.mark.parametrize("name", sorted(AS_A_WHOLE))
def test_a_page_that_is_run_as_a_whole_is_named_by_its_test(name: str) -> None:
    assert f'"howto/{name}"' in (blocks.ROOT / AS_A_WHOLE[name]).read_text()


@pytest.mark.parametrize("name", sorted(AS_A_WHOLE))
def test_a_page_that_is_run_as_a_whole_has_no_block_that_is_only_looked_at(name: str) -> None:
    assert [block for block in read(f"howto/{name}") if block.kind is Read.SHOWN] == []


def test_whoever_is_excused_has_a_reason() -> None:
    assert [key for key, reason in registry.EXCUSED.items() if len(reason.split()) < 4] == []


def test_every_fence_is_seen() -> None:
    """A fence without a language, or one that never ends, would hide code from the gate."""
    for page in blocks.pages():
        fences = len(re.findall(r"^ *```", (blocks.HOWTO / page).read_text(), re.M))
        assert fences == 2 * len(blocks.blocks(page)), page


def test_a_block_that_nobody_runs_is_seen(tmp_path: Path) -> None:
    page = 'See:\n\n```python\nprint(1)\n```\n\n1. Then\n\n   ```sh title="run.sh"\n   ls\n   ```\n'
    first, second = blocks.in_text("new.md", page)
    assert (first.name, first.language, first.text) == ("#1", "python", "print(1)\n")
    assert (second.name, second.language, second.text) == ("run.sh", "sh", "ls\n")
    source = 'def test_it():\n    run(take("new.md", "run.sh"))\n    take(page, "#1")\n'
    assert taken(source) == {("new.md", "run.sh")}
