"""What a page tells a host to import, to include or to set is public; reference is all listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import public_surface
from xero_integration.access.permissions import Permission

pytestmark = pytest.mark.gate


def pages_for_hosts() -> list[Path]:
    written = {"architecture.md", "performance.md", "reliability.md", "decisions"}
    found = [public_surface.ROOT / "README.md", public_surface.ROOT / "CONTRIBUTING.md"]
    folder = public_surface.ROOT / "docs"
    return found + [path for path in folder.rglob("*.md") if not written & set(path.parts[-2:])]


def names_told_in(text: str) -> Iterator[str]:
    """Dotted names of ours that a page tells its reader to import, to include or to set."""
    for module, names in re.findall(
        r"^\s*from (xero_integration[\w.]*) import (\([^)]*\)|.*)$", text, flags=re.M
    ):
        yield from (f"{module}.{name}" for name in re.findall(r"\w+", names))
    imports = re.compile(r"^\s*from xero_integration.*$", flags=re.M)
    yield from re.findall(r"\bxero_integration(?:\.\w+)+", imports.sub("", text))


def is_public(name: str) -> bool:
    module, _, last = name.rpartition(".")
    if name in {*public_surface.MODULES, *public_surface.INCLUDED, public_surface.FIXTURES}:
        return True
    if module in public_surface.MODULES:
        return last in public_surface.names_of(module)
    return name in NAMED_OTHERWISE or last in Permission.values or bool(re.match(r"[EW]\d", last))


NAMED_OTHERWISE = {
    "xero_integration.sandbox",  # a command
    "xero_integration.run_task",  # a Celery task, by its name
    "xero_integration.access.gate.allauth_sign_in_is_strong",  # the default of a setting
}


@pytest.mark.parametrize("path", pages_for_hosts(), ids=lambda path: path.name)
def test_pages_tell_hosts_to_use_public_names_only(path: Path) -> None:
    text = re.sub(r"^Source: .*$", "", path.read_text(), flags=re.M)
    assert [name for name in names_told_in(text) if not is_public(name)] == []


def test_a_private_name_on_a_page_is_seen() -> None:
    text = (
        "from xero_integration.testing.world import (\n    connect,\n)\nor `xero_integration.x.y`\n"
    )
    told = list(names_told_in(text))
    assert told == ["xero_integration.testing.world.connect", "xero_integration.x.y"]
    assert not any(map(is_public, told))
    assert all(map(is_public, names_told_in("from xero_integration.host import InvoiceSource\n")))


def test_contributing_names_every_tool_that_writes_a_page() -> None:
    tools = public_surface.ROOT / "tools"
    writers = [path.stem for path in tools.glob("*.py") if "PAGE.write_text(" in path.read_text()]
    told = (public_surface.ROOT / "CONTRIBUTING.md").read_text()
    assert [
        name for name in writers if f"`tools.{name}`" not in told.replace("python -m ", "")
    ] == []


def test_the_first_page_leads_to_every_page_of_reference() -> None:
    docs = public_surface.ROOT / "docs"
    links = re.findall(r"\(reference/([\w-]+\.md)", (docs / "index.md").read_text())
    assert sorted(links) == sorted(path.name for path in (docs / "reference").glob("*.md"))
