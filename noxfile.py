"""The suite on every Python and Django that the app supports and this machine has.

And once with the oldest releases that are allowed of everything else.

``nox`` runs all of it, ``nox -l`` lists it, ``nox -s "tests(3.13-django6.0)"`` runs one. What
follows ``--`` goes to pytest instead of leaving out the browser and the gates. What is not here
is said at the end with its reason, and is a failure under REQUIRE_ALL=1.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nox

# nox loads this file by its path alone.
sys.path.insert(0, str(Path(__file__).parent))

from tools.floors import floors
from tools.required import all_is_required
from tools.versions import pairs

EXTRAS = "sandbox,demo,postgres,celery,dev"
ELSEWHERE = ("--ignore=tests/browser", "--ignore=tests/gates")
"""Pages look the same on each, and gates judge the code."""
VERSIONS = "import django, sys; print('Python', sys.version, 'with Django', django.__version__)"

PAIRS = pairs()
HERE = [pair for pair in PAIRS if not pair.obstacle]

nox.needs_version = ">=2025.2"
nox.options.sessions = ["tests", "lowest", "left_out"]
nox.options.reuse_venv = "yes"

# Where pyenv holds an interpreter back, nox would find only a shim that does not start.
os.environ["PATH"] = os.pathsep.join(
    [*dict.fromkeys(str(pair.interpreter.parent) for pair in HERE if pair.interpreter),
     os.environ["PATH"]]
)  # fmt: skip


@nox.session
@nox.parametrize(
    "python,django",
    [nox.param(each.python, each.django, id=f"{each.python}-django{each.django}") for each in HERE],
)
def tests(session: nox.Session, django: str) -> None:
    """What ``make test`` runs but pages in a browser and gates, in an environment of its own."""
    session.install("-e", f".[{EXTRAS}]", f"django~={django}.0")
    session.run("python", "-c", VERSIONS)
    session.run("python", "-m", "tools.run_tests", *(session.posargs or ELSEWHERE))


@nox.session(python=[each.python for each in HERE[:1]])
def lowest(session: nox.Session) -> None:
    """As ``tests``, with the oldest releases that ``pyproject.toml`` allows."""
    session.install("-e", f".[{EXTRAS}]", *floors())
    session.run("python", "-c", VERSIONS)
    session.run("python", "-m", "tools.run_tests", *(session.posargs or ELSEWHERE))


@nox.session(venv_backend="none")
def left_out(session: nox.Session) -> None:
    """Names the Pythons and Djangos that are not here, and why."""
    missing = [pair for pair in PAIRS if pair.obstacle]
    for pair in missing:
        session.log(pair.notice)
    if all_is_required() and any(pair.is_possible for pair in missing):
        session.error("everything is required, and something was left out")
