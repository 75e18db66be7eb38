"""Every gate of ``make lint``, run to the end so that one look shows all that is wrong.

As many at once as there are cores; the longest begins first.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

BIN = Path(sys.executable).parent
CODE = (
    "xero_integration",
    "demo_project",
    "tests",
    "tools",
    "benchmarks",
    "manage.py",
    "noxfile.py",
)
CHECK_MIGRATIONS = ("-m", "django", "makemigrations", "--check", "--dry-run")
SMALL = ("admin", "htmx", "rest")
PLAIN = {"DJANGO_SETTINGS_MODULE": "tests.hosts.plain.settings", "PYTHONPATH": "."}


@dataclass(frozen=True, slots=True)
class Gate:
    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)

    def is_passed(self) -> bool:
        tool = str(BIN / self.command[0])
        done = subprocess.run(
            [tool, *self.command[1:]],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        passed = done.returncode == 0
        said = f"ok   {self.name}" if passed else f"FAIL {self.name}\n{done.stdout}{done.stderr}"
        print(said, flush=True)
        return passed


def migrations(auto_field: str) -> Gate:
    environment = {**PLAIN, "DEFAULT_AUTO_FIELD": f"django.db.models.{auto_field}"}
    return Gate(f"makemigrations under {auto_field}", ("python", *CHECK_MIGRATIONS), environment)


def own_types(folder: str, *others: str, config: str = "") -> Gate:
    """A Django project of its own; mypy's plugin knows one settings module at a time."""
    kept = ("--cache-dir", f".mypy_cache/{Path(folder).name}")
    how = ("--config-file", config or f"{folder}/mypy.ini", *kept)
    return Gate(f"mypy of {folder}", ("mypy", folder, *others, *how))


GATES = (
    Gate("mypy", ("mypy", "xero_integration", "tests", "tools", "noxfile.py")),
    Gate("ruff check", ("ruff", "check", *CODE)),
    Gate("ruff format", ("ruff", "format", "--check", *CODE)),
    Gate("import contracts", ("lint-imports",)),
    Gate("djlint check", ("djlint", "xero_integration", "demo_project", "--lint", "--quiet")),
    Gate("djlint format", ("djlint", "xero_integration", "demo_project", "--check")),
    migrations("AutoField"),
    migrations("BigAutoField"),
    Gate(
        "makemigrations of the demo",
        ("python", *CHECK_MIGRATIONS),
        {"DJANGO_SETTINGS_MODULE": "demo_project.settings", "PYTHONPATH": "."},
    ),
    Gate("size budget", ("pytest", "-q", "tests/gates/test_size_budget.py")),
    own_types("demo_project"),
    own_types("tests/hosts/uuid"),
    Gate("documentation", ("mkdocs", "build", "--strict"), {"NO_MKDOCS_2_WARNING": "1"}),
    own_types(*(f"tests/hosts/{name}_crm" for name in SMALL), config="tests/hosts/projects.ini"),
)


if __name__ == "__main__":
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(Gate.is_passed, GATES))
    sys.exit(not all(outcomes))
