"""Builds the wheel, and runs commands as somebody does who has nothing of ours but that."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.gates.measure import APP, ROOT

IGNORED = shutil.ignore_patterns("__pycache__", ".*_cache")


def build_wheel(folder: Path) -> Path:
    """Built from a copy, so that no build folder is left in the working tree."""
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(APP, folder / APP.name, ignore=IGNORED)
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", "out"], folder)
    return next((folder / "out").glob("*.whl"))


def strangers_environment() -> dict[str, str]:
    """Without what leads to this tree."""
    ours = ("PYTHONPATH", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV")
    return {key: value for key, value in os.environ.items() if key not in ours}


def run(command: list[str], folder: Path) -> str:
    """What it says; the test fails with that when it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=strangers_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
