"""`make demo` starts everything, says so in one line, keeps its data, and stops completely."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

import pytest
import requests

from tests.gates.measure import ROOT

pytestmark = [pytest.mark.gate, pytest.mark.timeout(180), pytest.mark.xdist_group("demo")]
PATIENCE = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Demo:
    """The running supervisor, its address and its folder."""

    def __init__(self, folder: Path) -> None:
        self.port, self.sandbox_port = free_port(), free_port()
        environment = {
            **os.environ,
            "DEMO_DIR": str(folder),
            "DEMO_PORT": str(self.port),
            "SANDBOX_PORT": str(self.sandbox_port),
            "DJANGO_SETTINGS_MODULE": "demo_project.settings",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "demo_project.serve"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: Queue[str] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            self.lines.put(line)

    def said(self) -> str:
        try:
            return self.lines.get(timeout=PATIENCE)
        except Empty:
            pytest.fail("the demo said nothing")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)

    def is_listening(self, port: int) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    running = Demo(folder)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def sign_in(browser: requests.Session, base: str, name: str) -> requests.Response:
    """Type the password, then the code that the demo shows beside the field."""
    page = browser.get(f"{base}/accounts/login/")
    fields = {"login": name, "password": f"{name}-demo", "csrfmiddlewaretoken": token(page)}
    page = browser.post(f"{base}/accounts/login/", fields)
    shown = re.search(r'id="demo-code">(\d{6})<', page.text)
    assert shown, page.text
    fields = {"code": shown[1], "csrfmiddlewaretoken": token(page)}
    return browser.post(f"{base}/accounts/2fa/authenticate/", fields)


def token(page: requests.Response) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert found
    return found[1]


def test_the_demo_starts_serves_keeps_its_data_and_stops(tmp_path: Path) -> None:
    with demo(tmp_path) as first:
        line = first.said()
        base = f"http://127.0.0.1:{first.port}"
        assert line.startswith(f"Demo ready: {base}/")
        assert "rep/rep-demo" in line and "norights/norights-demo" in line
        with requests.Session() as browser:
            board = sign_in(browser, base, "rep")
            assert "Campus booking system" in board.text
            assert "default-src 'self'" in board.headers["Content-Security-Policy"]
            deal = browser.get(f"{base}/deals/1/")
            fields = {"stage": "proposal", "csrfmiddlewaretoken": token(deal)}
            assert browser.post(f"{base}/deals/1/stage/", fields).status_code == 200
        assert first.stop() == 0
        assert first.lines.empty()
        assert not first.is_listening(first.port)
        assert not first.is_listening(first.sandbox_port)

    with demo(tmp_path) as second:
        base = f"http://127.0.0.1:{second.port}"
        second.said()
        with requests.Session() as browser:
            sign_in(browser, base, "admin")
            page = browser.get(f"{base}/deals/1/").text
        assert re.search(r"Proposal sent · <span", page)


def test_a_port_in_use_is_said_at_once(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = {
            **os.environ,
            "DEMO_DIR": str(tmp_path),
            "DEMO_PORT": str(taken.getsockname()[1]),
            "SANDBOX_PORT": str(free_port()),
            "DJANGO_SETTINGS_MODULE": "demo_project.settings",
        }
        done = subprocess.run(
            [sys.executable, "-m", "demo_project.serve"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    assert done.returncode == 1
    assert "is in use" in done.stderr
