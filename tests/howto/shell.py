"""Reads the commands of a console block, and lets Django's own parsers judge them."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator

from django.core.management import get_commands, load_command_class

PROMPT = "$ "
SEPARATOR = re.compile(r"\s*(?:;|&&|\|\|?)\s*(?=(?:[^\"']|\"[^\"]*\"|'[^']*')*$)")


def lines(text: str) -> Iterator[str]:
    """What is typed: behind the prompt where there is one, without comments."""
    prompted = any(line.startswith(PROMPT) for line in text.splitlines())
    for line in text.splitlines():
        if prompted and not line.startswith(PROMPT):
            continue
        yield from filter(None, SEPARATOR.split(line.removeprefix(PROMPT).partition(" # ")[0]))


def managed(text: str) -> list[list[str]]:
    """The arguments of each ``manage.py``, the command's name first."""
    found = []
    for line in lines(text):
        words = shlex.split(line)
        at = next((at for at, word in enumerate(words) if word.endswith("manage.py")), None)
        if at is not None:
            found.append(words[at + 1 :])
    return found


def understood(words: list[str]) -> argparse.Namespace:
    """What the command makes of its arguments; an unknown one is an error."""
    name, *arguments = words
    app = get_commands()[name]
    command = load_command_class(app, name) if isinstance(app, str) else app
    return command.create_parser("manage.py", name).parse_args(arguments)
