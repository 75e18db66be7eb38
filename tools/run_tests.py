"""Runs the suite on every database and under every host, and sums up in its last lines.

SQLite always; PostgreSQL when DATABASE_URL points at one, MariaDB when MYSQL_URL does. Each leg
runs what its database or its host can change; ALL=1 runs everything on each. What is left out is
said with the reason, and fails the run under REQUIRE_ALL=1. Arguments go to pytest:
``python -m tools.run_tests -k mapping``.
"""

from __future__ import annotations

import enum
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.left_out import MYSQL_SCHEMES, POSTGRES_SCHEMES
from tools.required import NOTICES, all_is_required

CHANGEABLE = (
    "access",
    "api",
    "background",
    "connections",
    "documents",
    "host",
    "hosts",
    "journeys",
    "linking",
    "mapping",
    "migrating",
    "outbox",
    "reference",
    "security",
    "setup",
    "sync",
    "testing",
    "upkeep",
    "work",
)
"""Folders with what a host or a database can change; the first leg runs everything."""

RUN_ONCE = (
    "tests/api/test_preconditions.py",
    "tests/api/test_schema_holds.py",
    "tests/api/test_strict.py",
    "tests/documents/test_matrix.py",
    "tests/documents/test_totals_equal_xero.py",
    "tests/security/test_forgery.py",
    "tests/security/test_hostile_texts.py",
    "tests/security/test_no_secret_escapes.py",
)
"""Preconditions of HTTP, escaping, forgery, and long tables of rules: neither can change them."""

STORED = ("tests/migrating", "tests/outbox")
"""Folders and files with what a database alone can change: statements, locks, texts, times."""

NOTHING_COLLECTED = 5

PROCESSES = "3"
"""For two cores: browsers, servers and child processes let their tests wait for a good part."""

KEEP_BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}
"""Images of containers often forbid it; some hundred child processes would compile the app anew."""


class Part(enum.Enum):
    """How much of the suite a leg runs."""

    ALL = "the whole suite"
    BEHAVIOUR = "all but the gates, which judge the code and not the database"
    CHANGEABLE = "what the host or the database can change"
    STORED = "what the database alone can change"

    def covers(self, file: Path) -> bool:
        """Whether tests in this file belong to the part; ``file`` begins with ``tests/``."""
        if self is Part.CHANGEABLE:
            return file.parts[1] in CHANGEABLE and str(file) not in RUN_ONCE
        if self is Part.STORED:
            return any(file.is_relative_to(place) for place in STORED)
        return True


@dataclass(frozen=True, slots=True)
class Leg:
    """One run of pytest."""

    database: str
    host: str
    url: str
    part: Part

    @property
    def left_to_others(self) -> list[str]:
        files = sorted(Path("tests").rglob("test_*.py"))
        return [str(file) for file in files if not self.part.covers(file)]

    @property
    def title(self) -> str:
        return f"{self.database}, {self.host} host"

    @property
    def unwanted(self) -> list[str]:
        """Markers of tests that mean nothing here."""
        markers = [] if self.url else ["postgres", "server"]
        if self.part in {Part.CHANGEABLE, Part.STORED}:
            # A browser sees pages, and those are the same on every database.
            markers += ["browser"] if self.url else []
        return markers if self.part is Part.ALL else [*markers, "gate"]

    def command(self, arguments: list[str]) -> list[str]:
        markers = " and ".join(f"not {marker}" for marker in self.unwanted)
        settings = f"--ds=tests.hosts.{self.host}.settings"
        pytest = [sys.executable, "-m", "pytest", settings, "-n", PROCESSES, "-q", "-m", markers]
        ignored = [f"--ignore={path}" for path in self.left_to_others]
        return [*pytest, *ignored, *arguments]

    def run(self, arguments: list[str]) -> tuple[int, list[str]]:
        """Show pytest's output as it comes; give its exit code and its closing lines."""
        notices, last = [], ""
        environment = {**os.environ, **KEEP_BYTECODE, "DATABASE_URL": self.url}
        with subprocess.Popen(
            self.command(arguments), stdout=subprocess.PIPE, text=True, env=environment
        ) as child:
            for line in child.stdout or ():
                print(line, end="", flush=True)
                if line.startswith(NOTICES):
                    notices.append(line.strip())
                last = line.strip() or last
        return child.returncode, [*notices, last]


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the database servers are, "" for none."""

    postgres: str = ""
    mysql: str = ""

    @classmethod
    def named_in(cls, environment: Mapping[str, str]) -> Servers:
        """A variable for each, so that DATABASE_URL still means one database to other tools."""
        url, mysql = environment.get("DATABASE_URL", ""), environment.get("MYSQL_URL", "")
        return cls(
            url if url.startswith(POSTGRES_SCHEMES) else "",
            mysql if mysql.startswith(MYSQL_SCHEMES) else "",
        )

    def missing(self) -> Iterator[str]:
        if not self.postgres:
            yield "the run on PostgreSQL, because DATABASE_URL does not point at one"
        if not self.mysql:
            yield "the run on MariaDB, because MYSQL_URL does not point at one"


def legs(servers: Servers, *, everything: bool = False) -> Iterator[Leg]:
    """Each host once and each database once: the second leg differs from the first in both."""
    some = Part.BEHAVIOUR if everything else None
    second = "PostgreSQL" if servers.postgres else "SQLite"
    yield Leg("SQLite", "plain", "", Part.ALL)
    yield Leg(second, "uuid", servers.postgres, some or Part.CHANGEABLE)
    if servers.mysql:
        yield Leg("MariaDB", "plain", servers.mysql, some or Part.STORED)


def main(arguments: list[str]) -> int:
    servers = Servers.named_in(os.environ)
    planned = legs(servers, everything=os.environ.get("ALL") == "1")
    outcomes = [(leg, *leg.run(arguments)) for leg in planned]
    print()
    for leg, code, closing in outcomes:
        for line in dict.fromkeys(closing):
            print(f"{leg.title}: {line or f'pytest ended with code {code}'}")
    fine = {NOTHING_COLLECTED} if arguments else set()
    codes = {code for _, code, _ in outcomes if code not in fine}
    for what in servers.missing():
        print(f"{NOTICES[all_is_required()]} {what}")
        codes.add(int(all_is_required()))
    # A leg that was killed has a negative code.
    return int(not codes or any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
