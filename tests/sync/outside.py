"""A command in a process of its own, with the test's database and its Xero on a port."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from tests.gates.measure import ROOT
from xero_integration.sandbox import Sandbox
from xero_integration.sandbox.server import make_server

SETTINGS = """
from {base} import *

DATABASES = {{"default": {{**DATABASES["default"], "NAME": {name!r}}}}}
XERO_INTEGRATION = {{
    **XERO_INTEGRATION,
    "XERO_URL": {url!r},
    "QUEUE": "xero_integration.testing.queue.RecordingQueue",
}}
"""


@dataclass
class Outside:
    """On SQLite the process works on a copy, which ``come_home`` brings back."""

    folder: Path
    url: str

    @property
    def _file(self) -> Path:
        return self.folder / "outside.sqlite3"

    def go_out(self) -> None:
        if connection.vendor == "sqlite":
            _copy(connection.connection, self._file)
        name = (
            str(self._file) if connection.vendor == "sqlite" else connection.settings_dict["NAME"]
        )
        base = os.environ["DJANGO_SETTINGS_MODULE"]
        text = SETTINGS.format(base=base, name=name, url=self.url)
        (self.folder / "outside_settings.py").write_text(text)

    def come_home(self) -> None:
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self._file)) as there:
                there.backup(connection.connection)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        path = os.pathsep.join([str(self.folder), str(ROOT)])
        environment = {
            **os.environ,
            "PYTHONPATH": path,
            "DJANGO_SETTINGS_MODULE": "outside_settings",
        }
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        process = self.start(*arguments)
        said, _nothing = process.communicate(timeout=120)
        return process.returncode, said


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=10)
    if process.stdout is not None:
        process.stdout.close()


def _copy(here: Any, file: Path) -> None:
    with closing(sqlite3.connect(file)) as there:
        here.backup(there)


@contextmanager
def outside(sandbox: Sandbox, folder: Path) -> Iterator[Outside]:
    server = make_server(sandbox)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Outside(folder, server.url)
    finally:
        server.shutdown()
        server.server_close()
