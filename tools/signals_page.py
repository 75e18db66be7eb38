"""Writes ``docs/reference/signals.md`` from the text below each signal."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "xero_integration" / "signals.py"
PAGE = ROOT / "docs" / "reference" / "signals.md"

HEAD = """# Signals

Import them from `xero_integration.signals`. How to listen to one:
[extend](../howto/extend.md#be-told). This page is written by `python -m tools.signals_page`
from `xero_integration/signals.py`; change that.
"""


def page(source: str) -> str:
    """The whole page for the source code of the signals."""
    tree = ast.parse(source)
    about = _markdown(ast.get_docstring(tree) or "")
    sections = [f"## {name}\n\n{text}\n" for name, text in sorted(_signals(tree))]
    return "\n".join([HEAD, f"{about}\n", *sections])


def _signals(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each name that is given a ``Signal``, with the string below it."""
    for node, following in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(node, ast.Assign) and ast.unparse(node.value) == "Signal()":
            assert isinstance(following, ast.Expr), ast.unparse(node)  # noqa: S101 - for authors
            yield ast.unparse(node.targets[0]), _markdown(ast.literal_eval(following.value))


def _markdown(text: str) -> str:
    return inspect.cleandoc(text).replace("``", "`")


if __name__ == "__main__":
    PAGE.write_text(page(SOURCE.read_text()))
