"""Files, functions and classes stay as small as the best code bases of this kind keep theirs."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.gates.measure import ROOT, Module, app_modules, percentile

pytestmark = pytest.mark.gate
BUDGET: dict[str, int] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["size_budget"]
MODULES = app_modules()
# Empty package markers say nothing about how big our files are.
FILE_SIZES = [module.lines for module in MODULES if module.lines]
FUNCTION_SIZES = [module.length(function) for module in MODULES for function in module.functions()]


def test_no_file_is_too_long() -> None:
    too_long = {
        module.name: module.lines for module in MODULES if module.lines > BUDGET["file_max"]
    }
    assert not too_long


def test_most_files_are_short() -> None:
    assert percentile(FILE_SIZES, 0.5) <= BUDGET["file_median"]
    assert percentile(FILE_SIZES, 0.9) <= BUDGET["file_p90"]


def test_no_function_is_too_long() -> None:
    too_long = {
        module.where(function): module.length(function)
        for module in MODULES
        for function in module.functions()
        if module.length(function) > BUDGET["function_max"]
    }
    assert not too_long


def test_most_functions_are_short() -> None:
    assert percentile(FUNCTION_SIZES, 0.9) <= BUDGET["function_p90"]


def test_no_class_is_too_long() -> None:
    too_long = {
        module.where(node): module.length(node)
        for module in MODULES
        for node in module.classes()
        if module.length(node) > BUDGET["class_max"]
    }
    assert not too_long


def test_every_function_is_annotated() -> None:
    bare = [module.where(function) for module in MODULES for function in module.unannotated()]
    assert not bare


def test_broad_excepts_are_rare() -> None:
    broad = [module.where(handler) for module in MODULES for handler in module.broad_excepts()]
    assert len(broad) <= BUDGET["broad_excepts"], broad


def test_imports_stand_at_the_top() -> None:
    late = [module.where(node) for module in MODULES for node in module.late_imports()]
    assert len(late) <= BUDGET["late_imports"], late


def test_every_module_says_what_it_is_responsible_for() -> None:
    silent = [module.name for module in MODULES if not module.has_docstring()]
    assert not silent


BAD_HABITS = """
def bare(value):
    import json
    try:
        return json.loads(value)
    except (ValueError, Exception):
        return None
"""


def test_the_measures_see_what_they_are_meant_to_see(tmp_path: Path) -> None:
    file = tmp_path / "habits.py"
    file.write_text(BAD_HABITS)
    module = Module(file)
    assert len(list(module.unannotated())) == 1
    assert len(list(module.late_imports())) == 1
    assert len(list(module.broad_excepts())) == 1
    assert not module.has_docstring()
    assert [module.length(function) for function in module.functions()] == [6]
    assert percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9) == 9
