"""What the app shows to others is what it says it shows, and rooms keep their back doors shut."""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module

import grimp
import pytest

from tests.gates.measure import app_modules
from tools import public_surface, python_api_page, shapes, signals_page

pytestmark = pytest.mark.gate
FEATURES = {"connections", "reference", "outbox", "mapping", "linking", "documents", "sync"}
FACADE = {"admin", "apps", "callback_urls", "checks", "receivers", "registry", "urls"}
SIGNALS = "xero_integration.signals"
ERRORS = "xero_integration.exceptions"
BACK_DOORS = {"admin", "forms", "operations", "tasks", "urls", "views"}


def dotted(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES_WITH_ALL = [
    dotted(module.name) for module in app_modules() if "__all__ = " in module.source
]


@pytest.mark.parametrize("name", MODULES_WITH_ALL)
def test_every_exported_name_exists_once(name: str) -> None:
    module = import_module(name)
    exported = module.__all__
    assert len(set(exported)) == len(exported)
    assert [each for each in exported if not hasattr(module, each)] == []


def test_a_feature_never_enters_another_by_its_back_doors() -> None:
    """Forms, views, urls, operations and tasks belong to their own room and to the façade."""
    graph = grimp.build_graph("xero_integration", cache_dir=None)
    trespasses = [
        f"{importer} -> {imported}"
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        if is_trespass(importer, imported)
    ]
    assert not trespasses


def is_trespass(importer: str, imported: str) -> bool:
    source, target = importer.split("."), imported.split(".")
    if len(target) < 3 or target[1] not in FEATURES or target[2] not in BACK_DOORS:
        return False
    return source[1] != target[1] and source[1] not in FACADE


def test_the_rule_about_back_doors_sees_a_trespass() -> None:
    assert is_trespass("xero_integration.api.views", "xero_integration.documents.views")
    assert not is_trespass("xero_integration.urls", "xero_integration.documents.urls")
    assert not is_trespass("xero_integration.documents.views", "xero_integration.documents.forms")


@pytest.mark.parametrize("name", public_surface.MODULES)
def test_public_names_are_sorted_and_have_a_section_each(name: str) -> None:
    """A name that comes or goes changes the page, where its reader looks for it."""
    exported = import_module(name).__all__
    assert exported == sorted(exported)
    section = python_api_page.PAGE.read_text().partition(f"\n## {name}\n")[2]
    section = re.split(r"^## ", section, flags=re.M)[0]
    listed = re.findall(r"^### (\w+)$|^- \[`(\w+)`\]", section, flags=re.M)
    assert sorted(heading or item for heading, item in listed) == exported


def test_what_is_called_stands_before_what_it_takes_and_gives() -> None:
    page = python_api_page.PAGE.read_text()
    assert page.index("### trusted_deal") < page.index("### Actor")


@pytest.mark.parametrize("name", [each for each in public_surface.MODULES if each != SIGNALS])
def test_public_names_are_documented(name: str) -> None:
    module = import_module(name)
    mute = [each for each in module.__all__ if not says_something(getattr(module, each))]
    assert mute == []


@pytest.mark.parametrize("name", [each for each in public_surface.MODULES if each != SIGNALS])
def test_public_methods_are_documented(name: str) -> None:
    module = import_module(name)
    public = [getattr(module, each) for each in module.__all__]
    mute = [
        f"{found.__name__}.{method.name}"
        for found in public
        if isinstance(found, type) and not is_told_otherwise(found)
        for method in public_surface.methods(found)
        if not ast.get_docstring(method)
    ]
    assert mute == []


def is_told_otherwise(found: type) -> bool:
    """By its values or its columns, or not at all."""
    is_listed = public_surface.is_choice(found) or public_surface.is_row(found)
    return is_listed or found.__name__ in shapes.CLOSED


def says_something(found: object) -> bool:
    """A docstring of its own: not inherited, nor the one that a dataclass writes itself."""
    own = inspect.cleandoc(found.__doc__ or "")
    name = getattr(found, "__name__", "")
    return own.endswith(".") and not own.startswith(f"{name}(")


def test_the_python_page_is_the_one_that_the_code_gives() -> None:
    assert python_api_page.PAGE.read_text() == python_api_page.page(), (
        "run python -m tools.python_api_page"
    )


def test_the_page_of_the_signals_is_the_one_that_the_code_gives() -> None:
    given = signals_page.page(signals_page.SOURCE.read_text())
    assert signals_page.PAGE.read_text() == given, "run python -m tools.signals_page"


def test_every_signal_has_a_section_that_names_its_sender_and_arguments() -> None:
    sections = re.split(r"^## ", signals_page.PAGE.read_text(), flags=re.M)[1:]
    names = [section.partition("\n")[0] for section in sections]
    assert names == public_surface.names_of(SIGNALS)
    assert [each for each in sections if "Sender: " not in each or "Arguments: " not in each] == []


def test_a_new_signal_and_a_new_argument_change_the_page() -> None:
    source = '"""Signals."""\nmoved = Signal()\n"""Moved ``there``.\n\nArguments: ``by``."""\n'
    assert signals_page.page(source).endswith("## moved\n\nMoved `there`.\n\nArguments: `by`.\n")


@pytest.mark.parametrize("name", [each for each in public_surface.MODULES if each != SIGNALS])
def test_an_error_that_a_public_function_names_can_be_imported(name: str) -> None:
    module = import_module(name)
    texts = [getattr(module, each).__doc__ or "" for each in module.__all__]
    texts += [
        ast.get_docstring(method) or ""
        for each in module.__all__
        if isinstance(found := getattr(module, each), type) and not is_told_otherwise(found)
        for method in public_surface.methods(found)
    ]
    raised = {name for text in texts for name in re.findall(r"Raises\s+(\w+)", text)}
    known = {*public_surface.names_of(ERRORS), "ValueError"}
    assert raised <= known
