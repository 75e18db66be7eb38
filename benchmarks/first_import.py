"""Copies a million invoices of one organisation for the first time, and is killed on the way.

``python -m benchmarks.first_import [--count N]`` serves the sandbox in a process of its own,
fills it with N invoices, and lets worker processes read them into a fresh PostgreSQL database
(``DATABASE_URL``, else 127.0.0.1:5432) through the planner, the polls and the mirror, as a
host's workers do. The first worker is killed with SIGKILL after a third of the pages, in the
middle of one; the second goes on. Xero's limits are lifted, else it would take a day.

The marks: every sale is mirrored; the resident memory of neither worker grows by 100 MB from
its first page to its last; at most one page is asked for twice.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from requests.adapters import HTTPAdapter

from benchmarks import _box, _scratch

GROWTH_MARK = 100.0
PAGE = 1000
Line = dict[str, Any]


def main() -> int:
    options = _arguments()
    if options.child:
        _work(options.child, options.xero)
        return 0
    server = _scratch.postgres_server()
    if server is None:
        print("Left out: no PostgreSQL at DATABASE_URL or 127.0.0.1:5432.")
        return 0
    with _scratch.postgres(server) as url, _box.served() as xero:
        _box.allow_everything(xero)
        _fill(xero, options.count)
        return _report(_lives(url, xero, options.count), options.count)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    parser.add_argument("--xero", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _fill(xero: str, count: int) -> None:
    """Give every organisation so many invoices; they cost nothing until they are read."""
    for organisation in _box.ask(xero, "GET", "organisations"):
        seeded = {"tenant": organisation["tenant"], "contacts": PAGE, "invoices": count}
        _box.ask(xero, "POST", "seed", json=seeded)


def _lives(url: str, xero: str, count: int) -> list[list[Line]]:
    """What each worker told: a line before every page it asks for, and one at its end."""
    lives: list[list[Line]] = []
    for dies_after in (count // PAGE // 3, None):
        began = time.perf_counter()
        with _worker(url, xero) as lines:
            told: list[Line] = []
            for line in lines:
                told.append(line)
                if len(told) % 50 == 0:
                    print(f"{len(told)} pages in {time.perf_counter() - began:.0f} s", flush=True)
                if dies_after and len(told) > dies_after:
                    time.sleep(0.3)  # it dies while it reads or applies
                    break
        told[0]["seconds"] = time.perf_counter() - began
        lives.append(told)
    return lives


@contextmanager
def _worker(url: str, xero: str) -> Iterator[Iterator[Line]]:
    """A worker process, killed with SIGKILL at the end of the block."""
    command = [sys.executable, "-m", "benchmarks.first_import", "--child", url, "--xero", xero]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield (json.loads(line) for line in process.stdout or ())
        finally:
            process.kill()


def _report(lives: list[list[Line]], sales: int) -> int:
    first, second = lives
    asked = [line["asked"] for life in lives for line in life if "asked" in line]
    repeated = sum(Counter(asked).values()) - len(set(asked))
    mirrored = second[-1].get("mirrored", 0)
    growths = [max(line["rss"] for line in life) - life[1]["rss"] for life in lives]
    seconds = sum(life[0]["seconds"] for life in lives)
    print(f"invoices: {mirrored:,} mirrored of at least {sales:,}")
    print(f"pages asked for: {len(asked):,}, {len(first) - 1:,} before the kill; twice: {repeated}")
    print(f"time: {seconds:.0f} s, {1000 * seconds / len(asked):.0f} ms a page")
    for life, growth in zip(lives, growths, strict=True):
        print(f"memory: {life[1]['rss']:.0f} MB after the first page, {growth:+.0f} MB since")
    print(f"marks: growth < {GROWTH_MARK:.0f} MB, at most one page twice")
    return 0 if mirrored >= sales and repeated <= 1 and max(growths) < GROWTH_MARK else 1


class Telling(HTTPAdapter):
    """Says which page is asked for, and how much memory the worker holds by then."""

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if "/Invoices" in request.url:
            page = request.url.partition("page=")[2].partition("&")[0]
            since = request.headers.get("If-Modified-Since", "")
            print(json.dumps({"asked": f"{since} {page}", "rss": _resident()}), flush=True)
        return super().send(request, *args, **kwargs)


_transport = Telling(max_retries=0)


def transport() -> Telling:
    return _transport


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def _work(url: str, xero: str) -> None:
    """Poll the invoices until everything was read once."""
    transport_path = "benchmarks.first_import.transport"
    app = {**_box.SETTINGS, "XERO_URL": xero, "TRANSPORT": transport_path, "SOURCES": {"d": "x"}}
    _scratch.set_up(url, XERO_INTEGRATION=app)
    from xero_integration.models import Document, PollState
    from xero_integration.sync import planner
    from xero_integration.testing.queue import RecordingQueue

    states = PollState.objects.filter(resource="invoices")
    if not states.exists():
        planner.start(_box.connect())
        PollState.objects.exclude(resource="invoices").delete()
    # As if the minutes that the lease of the killed one lasts had passed.
    states.update(lease_until=None)
    while states.filter(first_read_at=None).exists():
        planner.plan()
        RecordingQueue.run_all()
    print(json.dumps({"mirrored": Document.objects.count(), "rss": _resident()}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
