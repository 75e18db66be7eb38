"""Writes ``docs/reference/python-api.md`` from the public modules: signatures and docstrings."""

from __future__ import annotations

import ast
import inspect
import os
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import django

from tools import form_fields, shapes
from tools import public_surface as surface
from xero_integration.sandbox.control.acts import ACTS

PAGE = surface.ROOT / "docs" / "reference" / "python-api.md"

HEAD = """# Python API

This is all of the app that your code may import, or name in settings and URLs: what stands here
keeps its meaning from release to release, as [CONTRIBUTING](../../CONTRIBUTING.md#what-is-public)
says. Everything else is private, by its name or by its place. The settings have
[a page of their own](settings.md), and so have [the signals](signals.md),
[the errors](errors.md) and [the commands](commands.md). Money is `Decimal`, times are aware,
ids are text or `UUID`.

This page is written by `python -m tools.python_api_page` from the code; change that.
"""

SHAPES = """## What else you are handed

Types that the signatures above name. Read what they hold; they are made and imported by the app
alone.
"""

INCLUDED = """## Named, never imported

| in `include()` | what it is |
| --- | --- |
"""

ANNOTATION = re.compile(r": '([^']*)'")
"""As ``inspect`` writes one that is kept as text."""

KINDS = {
    "BooleanField": "yes or no",
    "CharField": "text",
    "DateField": "a day",
    "DateTimeField": "a moment, aware",
    "DecimalField": "Decimal",
    "JSONField": "JSON",
    "TextField": "text",
    "UUIDField": "UUID",
}
"""Columns in words."""


def page() -> str:
    """The whole page; Django must be set up."""
    named = [HEAD, *map(_module, surface.MODULES), form_fields.section()]
    handed = [SHAPES, *map(_shape, shapes.of_public_names())]
    return "\n".join([*named, *handed, _included()])


def _module(name: str) -> str:
    module = import_module(name)
    title = f"## {name}\n\n{surface.text_of(module.__doc__)}\n"
    if name.endswith(".signals"):
        listed = "".join(f"- [`{each}`](signals.md#{each})\n" for each in module.__all__)
        return f"{title}\n{listed}"
    if name.endswith(".exceptions"):
        return f"{title}\n{''.join(_error(getattr(module, each)) for each in module.__all__)}"
    # What is called stands before what it takes and gives.
    named = sorted(module.__all__, key=lambda each: not surface.is_function(getattr(module, each)))
    parts = [_name(each, getattr(module, each)) for each in named]
    if name.endswith(".testing"):
        parts += [*_fixtures(), _acts()]
    return "\n".join([title, *parts])


def _error(found: Any) -> str:
    anchor = f"{found.__name__}-{found.code}".lower()
    return f"- [`{found.__name__}`](errors.md#{anchor}): `{found.code}`\n"


def _shape(place: shapes.Place) -> str:
    if isinstance(place.node, ast.ClassDef):
        return _name(place.name, place.found)
    told = f"{place.meaning}\n\n" if place.meaning else ""
    written = _code(ast.unparse(place.node))
    return f"### {place.name}\n\n{written}{told}Source: `{place.source}`.\n"


def _included() -> str:
    modules = [import_module(name) for name in surface.INCLUDED]
    rows = [
        f"| `{module.__name__}` | {' '.join(surface.text_of(module.__doc__).split())} |\n"
        for module in modules
    ]
    return INCLUDED + "".join(rows)


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
    elif found.__name__ == "XeroClient":
        yield from _client()
    elif found.__name__ not in shapes.CLOSED:
        yield from _members(found)


def _client() -> Iterator[str]:
    nouns = ", ".join(f"`client.{noun}`" for noun in surface.NOUNS)
    told = {f"On {nouns}": ("Noun", "WritableNoun"), "On `client.history`": ("History",)}
    for heading, classes in told.items():
        yield f"\n#### {heading}\n"
        for method in (each for name in classes for each in surface.client_methods(name)):
            yield _told(method.node)


def _column(row: type[Any], name: str) -> str:
    column = row._meta.get_field(name)
    kind = column.get_internal_type()
    told = f"one {column.related_model.__name__}" if column.related_model else KINDS[kind]
    if column.null:
        told = f"{told}, or None"
    values = surface.values_of(row, column)
    listed = ", ".join(f"`{value}`" for value in values.known)
    return f"- `{name}`: {told}{', one of ' if listed else ''}{listed}{values.and_more}\n"


def _members(found: type) -> Iterator[str]:
    """Those of the bases first; a method that is written anew counts once."""
    attributes = [pair for each in surface.family(found) for pair in surface.attributes(each)]
    if attributes:
        yield "\n" + "".join(_attribute(*pair) for pair in attributes)
    own = {node.name: node for each in surface.family(found) for node in surface.methods(each)}
    for node in own.values():
        yield _told(node)


def _told(node: ast.FunctionDef) -> str:
    meaning = surface.text_of(ast.get_docstring(node))
    return f"\n{_code(_method(node))}{meaning}\n" if meaning else f"\n{_code(_method(node))}"


def _attribute(written: str, meaning: str) -> str:
    told = " ".join(meaning.split())
    return f"- `{written}`: {told}\n" if told else f"- `{written}`\n"


def _method(node: ast.FunctionDef) -> str:
    decorators = {ast.unparse(each).replace("cached_", "") for each in node.decorator_list}
    kept = [f"@{each}" for each in ("property", "classmethod") if each in decorators]
    return "\n".join([*kept, surface.signature(node)])


def _fixtures() -> Iterator[str]:
    path = surface.FIXTURES.replace(".", "/") + ".py"
    for node in surface.tree_of(path).body:
        if isinstance(node, ast.FunctionDef):
            told = surface.text_of(ast.get_docstring(node))
            yield f"### Fixture {node.name}\n\n{told}\n\nSource: `{path}`.\n"


def _acts() -> str:
    told = [_act(name, act) for name, act in ACTS.items()]
    return (
        f"### Acts in Xero\n\nWhat `Xero.act` can do, and what each act takes.\n\n{''.join(told)}"
    )


def _act(name: str, act: Any) -> str:
    """Sandbox and organisation are given by ``Xero.act``."""
    given = [
        ANNOTATION.sub(r": \1", str(each)).replace("Json", "dict")
        for each in inspect.signature(act).parameters.values()
        if each.kind is inspect.Parameter.KEYWORD_ONLY
    ]
    said = surface.text_of(act.__doc__)
    return f"- `{name}({', '.join(given)})`{': ' if said else ''}{said}\n"


def _code(written: str) -> str:
    return f"```python\n{written}\n```\n\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.hosts.plain.settings")
    django.setup()
    PAGE.write_text(page())
