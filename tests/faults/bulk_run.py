"""Sends a bulk of documents with several processes to a strict Xero, and counts broken limits.

``python -m tests.faults.bulk_run --documents 1000 --workers 4`` makes a database of its own on
the server that DATABASE_URL names (PostgreSQL; SQLite only shows that it runs) and a sandbox with
Xero's own limits: five calls at once, sixty a minute, 429 for what is too much. Beside the
workers of the outbox, one process polls, one compares, and people work with the same
organisation all the time. It prints what it found as JSON, and fails when a limit was met, a
person was turned away, or a document is not in Xero exactly once.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from tests.faults.killed_reader import SITE, sandbox
from tests.faults.processes_database import own_database
from tests.faults.standing import ask, set_up

XEROS_OWN = {"per_minute": 60, "per_day": 5_000, "enabled": True}


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.bulk_run")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--approvals", type=int, default=60, help="one call for each of them")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--people", type=int, default=2)
    parser.add_argument("--within", type=float, default=1800, help="seconds, or it is stuck")
    parser.add_argument("--database", help="URL of a ready and empty one, used instead")
    return parser.parse_args(argv)


def main(chosen: argparse.Namespace) -> dict[str, Any]:
    with own_database(chosen.database) as database, sandbox() as url:
        ask(url, "limits", method="POST", **XEROS_OWN)
        set_up(database, url, FIRST_IMPORT=False)
        # Models can be imported only now.
        story = import_module("tests.faults.bulk_story")
        found: dict[str, Any] = story.play(url, f"{SITE}/callback/", chosen)
    return found


if __name__ == "__main__":
    outcome = main(arguments())
    print(json.dumps(outcome))
    sys.exit(int(bool(outcome["broken"])))
