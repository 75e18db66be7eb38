"""The oldest releases that ``pyproject.toml`` allows of what comes with the app.

``python -m tools.floors`` prints them, as pip takes them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"
EXTRAS = ("postgres", "celery", "sandbox", "demo")
"""Those that somebody may have in production; tools may be as new as they like."""


def floors() -> Iterator[str]:
    project = tomllib.loads(PROJECT.read_text())["project"]
    optional = project["optional-dependencies"]
    for text in [*project["dependencies"], *(each for name in EXTRAS for each in optional[name])]:
        wanted = Requirement(text)
        extras = f"[{','.join(sorted(wanted.extras))}]" if wanted.extras else ""
        oldest = next(each.version for each in wanted.specifier if each.operator == ">=")
        yield f"{wanted.name}{extras}=={oldest}"


if __name__ == "__main__":
    print("\n".join(floors()))
