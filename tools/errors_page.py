"""Writes ``docs/reference/errors.md`` from the tree of errors and the catalogue of refusals."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "errors.md"

HEAD = """# Errors

Every error has a `code` that stays the same. People read the sentence below it in their own
language; programs get code and sentence as JSON. This page is written by
`python -m tools.errors_page` from `xero_integration/exceptions.py` and
`xero_integration/outbox/explanations_shipped.py`; change those.
"""

REFUSALS = """## Refusals of Xero

Xero answers with English sentences and without codes. These are recognised, wherever they are
shown, by a pattern; any other sentence is shown as Xero said it.
"""

WAYS = {
    "form": "in what is sent",
    "lists": "read what changed in Xero, then choose anew",
    "mapping": "in the defaults of the connection",
    "connections": "connect again",
    "xero": "in Xero",
}


def page() -> str:
    """The whole page; Django must be set up."""
    # After setup, as both need the apps.
    from xero_integration.exceptions import XeroIntegrationError  # noqa: PLC0415
    from xero_integration.outbox.explanations_shipped import SHIPPED  # noqa: PLC0415

    own = "\n".join(_own(error) for error in _tree(XeroIntegrationError))
    refusals = "\n".join(
        f"### {each.code}\n\n{each.cause}\n\nMended {WAYS[each.fix]}. Pattern: `{each.pattern}`\n"
        for each in sorted(SHIPPED, key=lambda each: each.code)
    )
    return f"{HEAD}\n## Errors of the app\n\n{own}\n{REFUSALS}\n{refusals}"


def _tree(error: type[Exception]) -> Iterator[type[Exception]]:
    yield error
    for child in error.__subclasses__():
        if child.__module__.endswith(".exceptions"):
            yield from _tree(child)


def _own(error: type[Exception]) -> str:
    code, sentence = getattr(error, "code"), getattr(error, "default_message")  # noqa: B009
    meaning = inspect.cleandoc(error.__doc__ or "").replace("``", "`")
    return f"### {error.__name__}: `{code}`\n\n{meaning}\n\n> {sentence}\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.hosts.plain.settings")
    django.setup()
    PAGE.write_text(page())
