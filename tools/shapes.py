"""Finds the types that public signatures name without being public: what they hold is told too."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import resolve_name
from pathlib import Path
from typing import Any

from tools import public_surface as surface

APP = "xero_integration"

CLOSED = frozenset(
    {
        "Celery",
        "DjangoQ",
        "Noun",
        "Sandbox",
        "SourceDeclaration",
        "XeroClient",
        "XeroHTTP",
    }
)
"""Named or handed on as a whole: their insides are private, or told in another way."""

NAMED_IN_TEXT = {"VersionSource": "xero_integration.documents.models"}
"""What signals carry stands in their text alone: a signal has no signature."""


@dataclass(frozen=True)
class Place:
    """Where a name is defined: a class, or an alias and the text below it."""

    module: str
    name: str
    node: ast.ClassDef | ast.Assign
    meaning: str = ""

    @property
    def found(self) -> Any:
        return getattr(import_module(self.module), self.name)

    @property
    def source(self) -> str:
        return _path(self.module)


def of_public_names() -> list[Place]:
    """Every type that a reader of the public signatures meets, by name."""
    public = {name for module in surface.MODULES for name in surface.names_of(module)}
    known: dict[str, Place] = {}
    waiting = list(_named_by(public))
    while waiting:
        place = waiting.pop()
        if place.name not in {*known, *public, *CLOSED}:
            known[place.name] = place
            waiting += _of_definition(place.module, place.node)
    return [known[name] for name in sorted(known)]


def _named_by(public: Iterable[str]) -> Iterator[Place]:
    for module in surface.MODULES:
        for name in surface.names_of(module):
            found = getattr(import_module(module), name)
            if surface.is_function(found):
                yield from _of_definition(found.__module__, surface.definition(found))
            elif isinstance(found, type):
                for each in surface.family(found):
                    yield from _of_definition(each.__module__, surface.definition(each))
    for method in surface.client_methods():
        yield from _of_definition(method.module, method.node)
    for name, module in NAMED_IN_TEXT.items():
        yield from _home(module, name)


def _of_definition(module: str, node: ast.AST) -> Iterator[Place]:
    """The types of ours that a function, a class or an alias names."""
    if isinstance(node, ast.ClassDef):
        if node.name in CLOSED:
            return
        members = [each for each in node.body if _is_public(each)]
        if "Model" in {ast.unparse(base).rpartition(".")[2] for base in node.bases}:
            return  # a row tells its columns
    else:
        members = [node] if isinstance(node, ast.stmt) else []
    for name in sorted({name for member in members for name in _names(member)}):
        yield from _home(module, name)


def _is_public(node: ast.stmt) -> bool:
    named = getattr(node, "name", "") or ast.unparse(getattr(node, "target", ast.Name("_")))
    return not named.startswith("_")


def _names(node: ast.AST) -> Iterator[str]:
    """Names within annotations, and within the whole of an alias."""
    if isinstance(node, ast.FunctionDef):
        given = node.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        annotations = [each.annotation for each in every if each and each.annotation]
        parts: list[ast.AST] = [*annotations, *([node.returns] if node.returns else [])]
    elif isinstance(node, ast.AnnAssign):
        parts = [node.annotation]
    elif isinstance(node, ast.Assign):
        parts = [node.value]
    else:
        parts = []
    for part in parts:
        for found in ast.walk(part):
            if isinstance(found, ast.Name):
                yield found.id


def _home(module: str, name: str) -> Iterator[Place]:
    """Where a name that a module uses is defined, if that is a module of ours."""
    body = surface.tree_of(_path(module)).body
    following: list[ast.stmt | None] = [*body[1:], None]
    for node, after in zip(body, following, strict=True):
        if isinstance(node, ast.ClassDef) and node.name == name:
            yield Place(module, name, node)
        elif isinstance(node, ast.Assign) and _is_alias(node, name):
            yield Place(module, name, node, surface.below(after))
    for imported in (
        each for each in ast.walk(surface.tree_of(_path(module))) if _gives(each, name)
    ):
        assert isinstance(imported, ast.ImportFrom)  # noqa: S101 - for authors
        origin = _origin(module, imported)
        if origin.startswith(APP):
            yield from _home(origin, name)


def _is_alias(node: ast.Assign, name: str) -> bool:
    """Constants and type variables are none."""
    is_made = isinstance(node.value, ast.Call) or name.isupper()
    return not is_made and name in map(ast.unparse, node.targets)


def _gives(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.ImportFrom) and name in {each.name for each in node.names}


def _origin(module: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module if _path(module).endswith("__init__.py") else module.rpartition(".")[0]
    return resolve_name(f"{'.' * node.level}{node.module or ''}", package)


def _path(module: str) -> str:
    return Path(import_module(module).__file__ or "").relative_to(surface.ROOT).as_posix()
