"""The tutorial, followed to the letter by somebody who has Python and the built wheel."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from tests.docs.blocks import DOCS, Block, Kind, blocks
from tests.docs.browser import Browser
from tests.docs.lending import lend
from tests.gates.building import build_wheel, strangers_environment

pytestmark = [pytest.mark.gate, pytest.mark.timeout(300), pytest.mark.xdist_group("demo")]
PAGE = "tutorial.md"
PATIENCE = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Reader:
    """Types and saves what the page says, on ports that are free here."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.folder = folder
        self.ports = {"8000": str(free_port()), "8020": str(free_port())}
        lend(wheel, wheel.parent / "lent")
        tools = wheel.parent / "bin"
        tools.mkdir()
        (tools / "python").symlink_to(sys.executable)
        # What pip would have made of the package that is lent.
        (tools / "django-admin").write_text('#!/bin/sh\nexec python -m django "$@"\n')
        (tools / "django-admin").chmod(0o755)
        self.environment = strangers_environment() | {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheel.parent),
            "PYTHONPATH": str(wheel.parent / "lent"),
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        }

    def follow(self, block: Block) -> None:
        text = self.on_free_ports(block.text)
        if block.kind in {Kind.FILE, Kind.ADDITION}:
            Block(block.kind, text, block.path).write(self.folder)
        elif block.kind is Kind.COMMANDS:
            done = subprocess.run(
                self._shell(text),
                cwd=self.folder,
                env=self.environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, text + done.stdout + done.stderr

    def on_free_ports(self, text: str) -> str:
        return re.sub(r"\b(8000|8020)\b", lambda port: self.ports[port[1]], text)

    @contextmanager
    def running(self, block: Block) -> Iterator[None]:
        with subprocess.Popen(
            self._shell(f"exec {self.on_free_ports(block.text)}"),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            try:
                yield
            finally:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=20)
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    @staticmethod
    def _shell(text: str) -> list[str]:
        """A terminal in which the environment is active as soon as there is one."""
        return ["bash", "-ec", f"if [ -d .venv ]; then . .venv/bin/activate; fi\n{text}"]


def is_up(url: str) -> bool:
    with suppress(requests.ConnectionError):
        return requests.get(url, timeout=5).ok
    return False


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Everything of the page is typed, and all three terminals are at work."""
    folder = tmp_path_factory.mktemp("office")
    reader = Reader(folder, build_wheel(tmp_path_factory.mktemp("source")))
    page = blocks(PAGE)
    for block in page:
        reader.follow(block)
    sandbox, worker, site = (block for block in page if block.kind is Kind.SERVICE)
    with reader.running(sandbox), reader.running(worker), reader.running(site):
        until = time.monotonic() + PATIENCE
        for port in ("8000/admin/login/", "8020/"):
            url = reader.on_free_ports(f"http://127.0.0.1:{port}")
            while not is_up(url):
                assert time.monotonic() < until, f"nothing answers at {url}"
                time.sleep(0.2)
        yield reader


def pressed() -> list[str]:
    """What the page tells to press, in order."""
    steps = (DOCS / PAGE).read_text().partition("## 7. Connect")[2]
    steps = steps.partition("See it from the other side")[0]
    return re.findall(r"[Pp]ress \*\*(.+?)\*\*", steps)


def addresses() -> list[str]:
    steps = (DOCS / PAGE).read_text().partition("## 7. Connect")[2]
    return re.findall(r"<(http://127\.0\.0\.1:[^>]+)>", steps)


def test_it_ends_with_an_invoice_in_the_sandbox(reader: Reader) -> None:
    connections, deal, sandbox = (reader.on_free_ports(each) for each in addresses())
    browser = Browser()
    browser.open(connections)
    browser.press("Log in", username="ada", password="tutorial")
    for words in pressed():
        if words == "Create invoice":
            browser.open(deal)
        browser.press(words)
    assert browser.answer.url.startswith(deal)
    assert re.search(r"Draft .*3,163\.08", browser.text), browser.text

    accountant = Browser()
    accountant.open(sandbox)
    newest = accountant.text.partition("Next step")[2]
    assert re.search(r"Harbour Bakery PO 7 .* 3,163\.08", newest[:300]), newest[:600]


def test_the_environment_holds_the_wheel_and_nothing_of_this_tree(reader: Reader) -> None:
    where = subprocess.run(
        Reader._shell("python -c 'import xero_integration as x; print(x.__file__)'"),
        cwd=reader.folder,
        env=reader.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(reader.folder / ".venv"))
