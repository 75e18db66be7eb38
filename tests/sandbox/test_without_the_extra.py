"""The app is installed, its extra ``sandbox`` is not."""

from __future__ import annotations

import subprocess
import sys

import pytest

START = """
import runpy, sys
sys.modules[sys.argv[1]] = None
runpy.run_module("xero_integration.sandbox", run_name="__main__")
"""


@pytest.mark.parametrize("library", ["werkzeug", "fpdf"])
def test_who_starts_the_sandbox_is_told_what_to_install(library: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", START, library], capture_output=True, text=True, check=False
    )
    assert told.returncode != 0
    assert told.stderr.splitlines()[-1] == (
        f"ImportError: The sandbox needs {library}: pip install 'xero-integration[sandbox]'"
    )
