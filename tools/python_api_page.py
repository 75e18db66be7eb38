"""Writes ``docs/reference/python-api.md`` from the public modules: signatures and docstrings."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import django

from tools import public_surface as surface

PAGE = surface.ROOT / "docs" / "reference" / "python-api.md"

HEAD = """# Python API

This is all of the app that your code may import: what stands here keeps its meaning from
release to release, as CONTRIBUTING says under "What is public". Everything else is private,
by its name or by its place. The settings have [a page of their own](settings.md), and so have
[the signals](signals.md) and [the errors](errors.md). Money is `Decimal`, times are aware,
ids are text or `UUID`.

This page is written by `python -m tools.python_api_page` from the docstrings; change those.
"""

KINDS = {
    "BooleanField": "yes or no",
    "CharField": "text",
    "DateField": "a day, or None",
    "DateTimeField": "a moment, aware, or None",
    "DecimalField": "Decimal",
    "TextField": "text",
    "UUIDField": "UUID",
}
"""Columns in words."""


def page() -> str:
    """The whole page; Django must be set up."""
    return "\n".join([HEAD, *(_module(name) for name in surface.MODULES)])


def _module(name: str) -> str:
    module = import_module(name)
    title = f"## {name}\n\n{surface.text_of(module.__doc__)}\n"
    if name.endswith(".signals"):
        listed = "".join(f"- [`{each}`](signals.md#{each})\n" for each in module.__all__)
        return f"{title}\n{listed}"
    parts = [_name(each, getattr(module, each)) for each in module.__all__]
    if name.endswith(".testing"):
        parts += _fixtures()
    return "\n".join([title, *parts])


def _name(name: str, found: Any) -> str:
    body = "".join(_function(name, found) if surface.is_function(found) else _class(found))
    return f"### {name}\n\n{body}\nSource: `{surface.source_of(found)}`.\n"


def _function(name: str, found: Any) -> Iterator[str]:
    yield _code(surface.signature(surface.definition(found), name))  # type: ignore[arg-type]
    yield f"{surface.text_of(found.__doc__)}\n"


def _class(found: type[Any]) -> Iterator[str]:
    yield f"{surface.text_of(found.__doc__)}\n"
    if surface.is_choice(found):
        yield "\n" + "".join(f"- `{each.name}`: `{each.value}`\n" for each in found)
    elif surface.is_row(found):
        yield "\n" + "".join(_column(found, name) for name in surface.COLUMNS[found.__name__])
    elif found.__name__ != "XeroClient":
        yield from _members(found)


def _column(row: type[Any], name: str) -> str:
    column = row._meta.get_field(name)
    kind = column.get_internal_type()
    told = f"a {column.related_model.__name__}" if column.related_model else KINDS[kind]
    return f"- `{name}`: {told}\n"


def _members(found: type) -> Iterator[str]:
    """Those of the bases first; a method that is written anew counts once."""
    attributes = [pair for each in surface.family(found) for pair in surface.attributes(each)]
    if attributes:
        yield "\n" + "".join(_attribute(*pair) for pair in attributes)
    own = {node.name: node for each in surface.family(found) for node in surface.methods(each)}
    for node in own.values():
        yield f"\n{_code(_method(node))}{surface.text_of(ast.get_docstring(node))}\n"


def _attribute(written: str, meaning: str) -> str:
    told = " ".join(meaning.split())
    return f"- `{written}`: {told}\n" if told else f"- `{written}`\n"


def _method(node: ast.FunctionDef) -> str:
    decorators = {ast.unparse(each) for each in node.decorator_list}
    kept = [f"@{each}" for each in ("property", "classmethod") if each in decorators]
    return "\n".join([*kept, surface.signature(node)])


def _fixtures() -> Iterator[str]:
    path = surface.FIXTURES.replace(".", "/") + ".py"
    for node in surface.tree_of(path).body:
        if isinstance(node, ast.FunctionDef):
            told = surface.text_of(ast.get_docstring(node))
            yield f"### Fixture {node.name}\n\n{told}\n\nSource: `{path}`.\n"


def _code(written: str) -> str:
    return f"```python\n{written}\n```\n\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.hosts.plain.settings")
    django.setup()
    PAGE.write_text(page())
