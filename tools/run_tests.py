"""Runs the whole suite under each host and says in its last lines what happened and what was not.

Arguments go to pytest: ``python -m tools.run_tests -k mapping``.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tools.left_out import POSTGRES_SCHEMES

HOSTS = ("plain", "uuid")
NOTHING_COLLECTED = 5


def database() -> str:
    url = os.environ.get("DATABASE_URL", "")
    return "PostgreSQL" if url.startswith(POSTGRES_SCHEMES) else "SQLite"


def run(host: str, arguments: list[str]) -> tuple[int, list[str]]:
    """One pytest run, shown as it goes; gives the exit code and pytest's closing lines."""
    command = [sys.executable, "-m", "pytest", f"--ds=tests.hosts.{host}.settings", "-n", "2", "-q"]
    if host != HOSTS[0]:
        command += ["-m", "not gate"]
    closing: list[str] = []
    with subprocess.Popen(  # noqa: S603
        [*command, *arguments], stdout=subprocess.PIPE, text=True
    ) as child:
        for line in child.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            if line.startswith(("Left out:", "REQUIRED:")):
                closing.append(line.strip())
            last = line.strip() or closing[-1:] and closing[-1] or ""
        closing.append(last)
    return child.returncode, closing


def main(arguments: list[str]) -> int:
    outcomes = {host: run(host, arguments) for host in HOSTS}
    print(f"\nOn {database()}:")
    for host, (code, closing) in outcomes.items():
        for line in closing:
            print(f"  {host} host: {line}")
        if code == NOTHING_COLLECTED:
            print(f"  {host} host: no test matched")
    if database() == "SQLite":
        print("Left out: the run on PostgreSQL, because DATABASE_URL does not point at one")
    return max((code for code, _ in outcomes.values() if code != NOTHING_COLLECTED), default=1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
