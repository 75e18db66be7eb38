"""Runs the suite on every database and under every host, and sums up in its last lines.

SQLite always; PostgreSQL when DATABASE_URL points at one. What is left out is said with the
reason, and fails the run under REQUIRE_ALL=1. Arguments go to pytest:
``python -m tools.run_tests -k mapping``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.left_out import NOTICES, POSTGRES_SCHEMES, all_is_required

CHANGEABLE = (
    "access",
    "background",
    "connections",
    "documents",
    "host",
    "hosts",
    "journeys",
    "linking",
    "mapping",
    "outbox",
    "reference",
    "sync",
)
"""What a host or a database can change; the first leg runs everything."""

RUN_ONCE = ("tests/documents/test_totals_equal_xero.py", "tests/documents/test_matrix.py")
"""Long tables of rules that neither can change."""

NOTHING_COLLECTED = 5


@dataclass(frozen=True, slots=True)
class Leg:
    """One run of pytest."""

    database: str
    host: str
    url: str
    is_first: bool

    @property
    def left_to_others(self) -> list[str]:
        """Everything runs in the first leg."""
        if self.is_first:
            return []
        folders = (path for path in Path("tests").iterdir() if any(path.glob("test_*.py")))
        return [*RUN_ONCE, *(str(path) for path in folders if path.name not in CHANGEABLE)]

    @property
    def title(self) -> str:
        return f"{self.database}, {self.host} host"

    def command(self, arguments: list[str]) -> list[str]:
        # A browser sees pages, and those are the same on every database.
        unwanted = ["browser"] if self.url else ["postgres"]
        unwanted += [] if self.is_first else ["gate"]
        markers = " and ".join(f"not {marker}" for marker in unwanted)
        settings = f"--ds=tests.hosts.{self.host}.settings"
        pytest = [sys.executable, "-m", "pytest", settings, "-n", "2", "-q", "-m", markers]
        ignored = [f"--ignore={path}" for path in self.left_to_others]
        return [*pytest, *ignored, *arguments]

    def run(self, arguments: list[str]) -> tuple[int, list[str]]:
        """Show pytest's output as it comes; give its exit code and its closing lines."""
        notices, last = [], ""
        environment = {**os.environ, "DATABASE_URL": self.url}
        with subprocess.Popen(
            self.command(arguments), stdout=subprocess.PIPE, text=True, env=environment
        ) as child:
            for line in child.stdout or ():
                print(line, end="", flush=True)
                if line.startswith(NOTICES):
                    notices.append(line.strip())
                last = line.strip() or last
        return child.returncode, [*notices, last]


def legs(postgres: str) -> Iterator[Leg]:
    """Each host once and each database once: the second leg differs from the first in both."""
    yield Leg("SQLite", "plain", "", is_first=True)
    yield Leg("PostgreSQL" if postgres else "SQLite", "uuid", postgres, is_first=False)


def main(arguments: list[str]) -> int:
    url = os.environ.get("DATABASE_URL", "")
    postgres = url if url.startswith(POSTGRES_SCHEMES) else ""
    outcomes = [(leg, *leg.run(arguments)) for leg in legs(postgres)]
    print()
    for leg, code, closing in outcomes:
        for line in dict.fromkeys(closing):
            print(f"{leg.title}: {line or f'pytest ended with code {code}'}")
    fine = {NOTHING_COLLECTED} if arguments else set()
    codes = {code for _, code, _ in outcomes if code not in fine}
    if not postgres:
        notice = NOTICES[all_is_required()]
        print(f"{notice} the run on PostgreSQL, because DATABASE_URL does not point at one")
        codes.add(int(all_is_required()))
    # A leg that was killed has a negative code.
    return int(not codes or any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
