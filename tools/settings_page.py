"""Writes ``docs/reference/settings.md`` from the docstrings of the app's settings."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "xero_integration" / "conf.py"
PAGE = ROOT / "docs" / "reference" / "settings.md"

HEAD = """# Settings

All settings are keys of one dictionary, `XERO_INTEGRATION`, in the settings of your project.
`manage.py check` names what is missing, misspelt or can't be imported.

This page is written by `python -m tools.settings_page` from the docstrings in
`xero_integration/conf.py`; change those.
"""


def page(source: str) -> str:
    """The whole page for the source code of the settings."""
    return "\n".join([HEAD, *map(_section, _settings(source))])


def _settings(source: str) -> Iterator[ast.FunctionDef]:
    """Each public property, in the order of the source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.isupper():
            yield node


def _section(setting: ast.FunctionDef) -> str:
    text = inspect.cleandoc(ast.get_docstring(setting) or "").replace("``", "`")
    default = _default(setting)
    shown = f"\nDefault: `{default}`\n" if default else ""
    return f"## {setting.name}\n\n{text}\n{shown}"


def _default(setting: ast.FunctionDef) -> str:
    """What ``get`` falls back to; "" for a required setting and for an empty default."""
    named = {
        target.id: node.value
        for node in ast.walk(setting)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(setting):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get":
            fallback = node.args[1]
            value = ast.literal_eval(
                named[fallback.id] if isinstance(fallback, ast.Name) else fallback
            )
            return _written(value)
    return ""


def _written(value: object) -> str:
    if isinstance(value, tuple):
        value = list(value)
    return "" if value in ("", []) else repr(value).replace("'", '"')


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(SOURCE.read_text()))
