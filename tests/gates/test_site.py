"""The documentation as a site: every page is in it, and it loads nothing from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gates.measure import ROOT

pytestmark = pytest.mark.gate

LOADED = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*?\ssrc=[\"']?(?P<src>[^\"'\s>]+)"
    r"|<link\b[^>]*?\shref=[\"']?(?P<href>[^\"'\s>]+)"
    r"|url\([\"']?(?P<url>[^\"')]+)"
    r"|@import [\"'](?P<import>[^\"']+)",
)
ELSEWHERE = ("http:", "https:", "//")


def foreign(text: str) -> list[str]:
    """What a browser would load from another host; a link that people follow is none of it."""
    loaded = (found[found.lastgroup or 0] for found in LOADED.finditer(text))
    return [address for address in loaded if address.startswith(ELSEWHERE)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_every_page_is_in_the_site(site: Path) -> None:
    pages = [page.relative_to(ROOT / "docs") for page in (ROOT / "docs").rglob("*.md")]
    beside = [Path("CHANGELOG.md"), Path("CONTRIBUTING.md")]
    assert [
        page for page in pages + beside if not (site / page.with_suffix(".html")).exists()
    ] == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    files = [*site.rglob("*.html"), *site.rglob("*.css")]
    found = {str(file.relative_to(site)): foreign(file.read_text()) for file in files}
    assert {file: addresses for file, addresses in found.items() if addresses} == {}


def test_what_would_be_loaded_from_elsewhere_is_seen() -> None:
    page = """<script async src="https://cdn.example/a.js"></script><a href="https://fine.example">
    <link rel=stylesheet href=//fonts.example/b.css> <img alt="" src='http://c.example/c.png'>
    <style>@import "https://d.example/d.css"; a { background: url(https://e.example/e.png) }"""
    assert [address.split("/")[2] for address in foreign(page)] == [
        "cdn.example",
        "fonts.example",
        "c.example",
        "d.example",
        "e.example",
    ]
