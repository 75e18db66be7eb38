"""What the app shows to others is what it says it shows, and rooms keep their back doors shut."""

from __future__ import annotations

from importlib import import_module

import grimp
import pytest

from tests.gates.measure import app_modules

pytestmark = pytest.mark.gate
FEATURES = {"connections", "reference", "outbox", "mapping", "linking", "documents", "sync"}
FACADE = {"admin", "apps", "callback_urls", "checks", "receivers", "registry", "urls"}
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
