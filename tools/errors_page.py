"""Writes ``docs/reference/errors.md``: each code that the app gives, what it means, the way out."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterable
from pathlib import Path

import django

from tools import error_codes
from tools.error_codes import Said
from tools.error_ways import MEANINGS, WAYS_OUT

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "errors.md"

HEAD = """# Errors

Every error has a `code` that stays the same. People read the sentence below it in their own
language; programs get code and sentence as JSON. This page is written by
`python -m tools.errors_page` from the source and from `tools/error_ways.py`; change those.
`%(name)s` and `…` stand for what the case at hand fills in.

## Errors of the app
"""

OWN = """
## Codes of their own

The same errors, raised with a code that says more.
"""

PROBLEMS = """
## Problems of a plan

Preview, form and API show the same list. What stops has to be mended before anything is sent; the
rest are warnings.
"""

REASONS = """
## Why an action is not offered

The code of `ActionRefused`, and of each action that a panel's JSON does not allow.
"""

FINDINGS = """
## Findings of the sync's health

On the page *Sync health*, in its JSON and from `manage.py xero_doctor`; see
[monitoring](../howto/monitoring.md). Those with `1, then 2` begin as something that needs a look,
and fail when they last: a poll after three tries, what waits after an hour.
"""

CHECKS = """
## System checks

`manage.py check` says them with the prefix `xero_integration.`
"""

REFUSALS = """
## Refusals of Xero

Xero answers with English sentences and without codes. These are recognised, wherever they are
shown, by a pattern; any other sentence is shown as Xero said it.
"""

WAYS = {
    "form": "in what is sent",
    "lists": "by reading what changed in Xero and choosing anew",
    "mapping": "in the defaults of the connection",
    "connections": "by connecting again",
    "xero": "in Xero",
}

STOPS = {"yes": "stops", "no": "warns", "not a draft": "stops all but drafts"}


def page() -> str:
    """The whole page; Django must be set up."""
    parts = (
        [HEAD, *map(error_section, error_codes.errors())],
        [OWN, _own_codes()],
        [PROBLEMS, _problems()],
        [REASONS, _reasons()],
        [FINDINGS, _findings()],
        [CHECKS, _checks()],
        [REFUSALS, *_refusals()],
    )
    return "\n".join(line for part in parts for line in part)


def codes() -> dict[str, set[str]]:
    """What the page has to know, section by section."""
    return {
        "errors": {code for error in error_codes.errors() if (code := getattr(error, "code", ""))},
        "own": {said.code for said in error_codes.own_codes()},
        "problems": {said.code for said in error_codes.problems()},
        "findings": {said.code for said in error_codes.findings()},
        "checks": set(error_codes.checks()),
    }


def error_section(error: type[Exception]) -> str:
    code, sentence = getattr(error, "code"), getattr(error, "default_message")  # noqa: B009
    meaning = inspect.cleandoc(error.__doc__ or "").replace("``", "`")
    told = f"> {sentence}\n\nWay out: {WAYS_OUT[code]}"
    return f"### {error.__name__}: `{code}`\n\n{meaning}\n\n{told}\n"


def _own_codes() -> str:
    """Those without a class: a class's code says no more than its section above."""
    known = {getattr(error, "code", "") for error in error_codes.errors()}
    said: dict[str, Said] = {}
    for each in error_codes.own_codes():
        if each.code not in known and (each.code not in said or each.sentence):
            said[each.code] = each
    rows = [
        (_code(code), MEANINGS.get(code, said[code].sentence), WAYS_OUT[code])
        for code in sorted(said)
    ]
    return _table(("code", "sentence", "way out"), rows)


def _problems() -> str:
    rows = {
        (_code(said.code), STOPS[said.blocks], said.sentence) for said in error_codes.problems()
    }
    return _table(("code", "", "sentence and way out"), sorted(rows))


def _reasons() -> str:
    # After setup, as its sentences are Django's.
    from xero_integration.documents.reasons import WORDS  # noqa: PLC0415

    rows = [(_code(code), str(words.sentence)) for code, words in sorted(WORDS.items())]
    return _table(("code", "sentence and way out"), rows)


def _findings() -> str:
    rows = {
        (_code(said.code), said.status, said.sentence or "What is wrong with it.", _way_out(said))
        for said in error_codes.findings()
    }
    return _table(("code", "exit status", "sentence", "way out"), sorted(rows))


def _way_out(said: Said) -> str:
    return said.way_out or WAYS_OUT[said.code]


def _checks() -> str:
    rows = [
        (_code(code), _capital(meaning), WAYS_OUT[code])
        for code, meaning in error_codes.checks().items()
    ]
    return _table(("id", "meaning", "way out"), rows)


def _refusals() -> Iterable[str]:
    # After setup, as it needs the apps.
    from xero_integration.outbox.explanations_shipped import SHIPPED  # noqa: PLC0415

    for each in sorted(SHIPPED, key=lambda each: each.code):
        mended = f"Mended {WAYS[each.fix]}. Pattern: `{each.pattern}`"
        yield f"### {each.code}\n\n{each.cause}\n\n{mended}\n"


def _code(code: str) -> str:
    return f"`{code}`"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}".replace("``", "`").rstrip(".") + "."


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.hosts.plain.settings")
    django.setup()
    PAGE.write_text(page())
