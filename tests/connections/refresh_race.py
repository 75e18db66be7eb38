"""Lets many processes find one access token expired at once, and counts the refreshes at Xero.

``python -m tests.connections.refresh_race --processes 32 --rounds 50`` makes a database of its
own on the server that DATABASE_URL names (PostgreSQL; SQLite only shows that it runs) and a
sandbox, and prints what it found as JSON; it fails when a promise is broken. A process counts as
having proceeded when it made a call with the renewed token:

* a person's request within that request, which may wait three seconds;
* a worker without waiting at all: sent away, it comes back after a second like an operation of
  the outbox, and goes through at its fifth return at the latest.

After the rounds, ``--lost`` refreshes lose their answer and ``--deaths`` processes are killed
between the answer and its saving; the others then race for the recovery.
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
from tests.faults.standing import set_up


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.connections.refresh_race")
    parser.add_argument("--processes", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--lost", type=int, default=5, help="refreshes whose answer is lost")
    parser.add_argument("--deaths", type=int, default=5, help="processes killed before saving")
    parser.add_argument("--database", help="URL of a ready and empty one, used instead")
    return parser.parse_args(argv)


def main(chosen: argparse.Namespace) -> dict[str, Any]:
    with own_database(chosen.database) as database, sandbox() as url:
        set_up(database, url, TRANSPORT="tests.connections.refresh_race_story.transport")
        # Models can be imported only now.
        story = import_module("tests.connections.refresh_race_story")
        found: dict[str, Any] = story.play(url, f"{SITE}/callback/", chosen)
    return found


if __name__ == "__main__":
    outcome = main(arguments())
    print(json.dumps(outcome))
    sys.exit(int(bool(outcome["broken"])))
