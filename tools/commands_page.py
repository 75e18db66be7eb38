"""Writes ``docs/reference/commands.md`` from the management commands of the app."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator
from pathlib import Path

import django
from django.core.management import load_command_class
from django.core.management.base import BaseCommand

from xero_integration.sandbox.__main__ import make_parser

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "xero_integration" / "management" / "commands"
PAGE = ROOT / "docs" / "reference" / "commands.md"

HEAD = """# Commands

Commands of the app for `manage.py`. Each also takes what all commands of Django take, such as
`--settings` and `--verbosity`. This page is written by `python -m tools.commands_page` from the
commands themselves; change those. [The sandbox](#the-sandbox) has a command of its own.

As with every command of Django, arguments that can't be read end it with exit status 2, and
settings that `manage.py check` calls an error with 1.
"""

STATUSES = re.compile(r"Exit status (.*)\.$", re.S)
STATUS = re.compile(r"(\d): (.*?)(?=, \d: |$)", re.S)


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("[!_]*.py"))


def page() -> str:
    """The whole page; Django must be set up."""
    return "\n".join([HEAD, *map(section, names()), sandbox()])


def sandbox() -> str:
    """The one command that needs no project."""
    parser = make_parser()
    given = [action for action in parser._actions if action.dest != "help"]
    usage = " ".join([parser.prog, *map(_in_usage, given)])
    about = f"{parser.description} Needs `pip install 'xero-integration[sandbox]'`, and no project."
    rows = [_row("option", "meaning"), _row("---", "---")]
    rows += [_row(_name(action), action.help or "") for action in given]
    return "\n".join(["## The sandbox", "", f"```text\n{usage}\n```", "", about, "", *rows, ""])


def section(name: str) -> str:
    command = load_command_class("xero_integration", name)
    about, statuses = parts(command.help)
    usage = " ".join(["manage.py", name, *map(_in_usage, own_arguments(command))])
    lines = [f"## {name}", "", f"```text\n{usage}\n```", "", about, ""]
    options = [_row(_name(action), action.help or "") for action in own_arguments(command)]
    if options:
        lines += [_row("option", "meaning"), _row("---", "---"), *options, ""]
    lines += [_row("exit status", "meaning"), _row("---", "---")]
    lines += [_row(code, meaning) for code, meaning in statuses.items()]
    return "\n".join([*lines, ""])


def parts(help_text: str) -> tuple[str, dict[str, str]]:
    """What a command does, and what its exit statuses mean; a command says both in its help."""
    found = STATUSES.search(help_text)
    statuses = dict(STATUS.findall(found[1])) if found else {}
    return STATUSES.sub("", help_text).strip(), statuses


def own_arguments(command: BaseCommand) -> list[argparse.Action]:
    """Those that Django does not give to every command."""
    common = {action.dest for action in BaseCommand().create_parser("manage.py", "any")._actions}
    parser = command.create_parser("manage.py", "any")
    return [action for action in parser._actions if action.dest not in common]


def _in_usage(action: argparse.Action) -> str:
    return f"[{_name(action)}]" if not action.required else _name(action)


def _name(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    return f"{action.option_strings[0] if action.option_strings else ''}{value}".strip()


def _row(first: str, second: str) -> str:
    shown = f"`{first}`" if first.startswith("-") and first != "---" else first
    return f"| {shown} | {second} |"


def missing_statuses() -> Iterator[str]:
    """Commands that do not say what their exit statuses mean."""
    for name in names():
        if not parts(load_command_class("xero_integration", name).help)[1]:
            yield name


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.hosts.plain.settings")
    django.setup()
    PAGE.write_text(page())
