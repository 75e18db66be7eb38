"""Measures the app's Python files: lines, functions, classes, annotations, bad habits."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "xero_integration"
BROAD = {"Exception", "BaseException"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    path: Path

    @property
    def name(self) -> str:
        return (
            str(self.path.relative_to(ROOT)) if self.path.is_relative_to(ROOT) else str(self.path)
        )

    @cached_property
    def source(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def lines(self) -> int:
        return sum(bool(line.strip()) for line in self.source.splitlines())

    def where(self, node: ast.stmt | ast.ExceptHandler) -> str:
        label = getattr(node, "name", None) or type(node).__name__
        return f"{self.name}:{node.lineno} {label}"

    def length(self, node: ast.stmt) -> int:
        """Non-blank lines from the first to the last line of a definition."""
        taken = self.source.splitlines()[node.lineno - 1 : node.end_lineno]
        return sum(bool(line.strip()) for line in taken)

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def classes(self) -> Iterator[ast.ClassDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    def unannotated(self) -> Iterator[Function]:
        return (function for function in self.functions() if not is_annotated(function))

    def broad_excepts(self) -> Iterator[ast.ExceptHandler]:
        handlers = (node for node in ast.walk(self.tree) if isinstance(node, ast.ExceptHandler))
        return (handler for handler in handlers if is_broad(handler))

    def late_imports(self) -> Iterator[ast.stmt]:
        """Imports inside functions; ``AppConfig.ready`` is where Django wants them."""
        for function in self.functions():
            if self.path.name == "apps.py" and function.name == "ready":
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node

    def has_docstring(self) -> bool:
        return bool(ast.get_docstring(self.tree)) or not self.lines


def is_annotated(function: Function) -> bool:
    signature = function.args
    arguments = [*signature.posonlyargs, *signature.args, *signature.kwonlyargs]
    arguments += [extra for extra in (signature.vararg, signature.kwarg) if extra]
    named = [argument for argument in arguments if argument.arg not in {"self", "cls"}]
    return function.returns is not None and all(argument.annotation for argument in named)


def is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in BROAD) for kind in caught)


def app_modules(folder: Path = APP) -> list[Module]:
    files = (path for path in folder.rglob("*.py") if "migrations" not in path.parts)
    return [Module(path) for path in sorted(files)]


def percentile(values: list[int], share: float) -> int:
    """The smallest value that at least this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
