"""Each promise to hosts is proved by a test, and the page that lists them says by which."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.hosts.installing import PROJECTS
from tools.contract_page import PAGE, ROWS, all_proofs, page, proofs_in

pytestmark = pytest.mark.gate


def test_every_row_is_proved() -> None:
    assert list(ROWS) == list(range(1, 26))
    assert {proof.row for proof in all_proofs()} == set(ROWS)


def test_the_page_is_the_one_that_the_tests_give() -> None:
    assert PAGE.read_text() == page(), "run python -m tools.contract_page"


def test_a_test_that_is_named_after_a_row_is_marked_with_it() -> None:
    marked = {(proof.file, proof.test, proof.row) for proof in all_proofs()}
    root = PAGE.parents[2]
    unmarked = [
        (file.name, name)
        for file in sorted((root / "tests").rglob("test_*.py"))
        for name, row in re.findall(r"^def (test_row_(\d+)_\w+)", file.read_text(), re.M)
        if (file.relative_to(root).as_posix(), name, int(row)) not in marked
    ]
    assert unmarked == []


def test_journeys_that_are_counted_are_journeys_that_are_run() -> None:
    journeys = {proof.file.split("/")[2] for proof in all_proofs() if "journey.py" in proof.file}
    assert journeys == set(PROJECTS)


MARKED = """
pytestmark = [pytest.mark.gate, pytest.mark.contract(3)]

@pytest.mark.contract(7)
@pytest.mark.parametrize("x", [9])
def test_one(x): pass

def helper(): pass

class TestMore:
    @pytest.mark.contract(8)
    def test_two(self): pass
"""


def test_marks_are_read_from_functions_classes_and_modules(tmp_path: Path) -> None:
    file = tmp_path / "test_marked.py"
    file.write_text(MARKED)
    found = [(proof.test, proof.row) for proof in proofs_in(file)]
    assert found == [("test_one", 3), ("test_one", 7), ("test_two", 3), ("test_two", 8)]
