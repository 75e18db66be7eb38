"""The reference page of the commands says what the commands say of themselves."""

from __future__ import annotations

import re

import pytest
from django.core.management import load_command_class

from tools import commands_page
from xero_integration.sandbox.__main__ import make_parser

pytestmark = pytest.mark.gate


def test_the_page_is_the_one_that_the_commands_give():
    assert commands_page.PAGE.read_text() == commands_page.page(), (
        "run python -m tools.commands_page"
    )


def test_every_command_has_a_section():
    sections = re.findall(r"^## (\w+)$", commands_page.PAGE.read_text(), flags=re.M)
    assert sections == commands_page.names() != []


def test_every_command_says_what_its_exit_statuses_mean():
    assert list(commands_page.missing_statuses()) == []


def test_every_argument_has_a_help():
    silent = [
        f"{name} {action.dest}"
        for name in commands_page.names()
        for action in commands_page.own_arguments(load_command_class("xero_integration", name))
        if not action.help
    ]
    assert silent == []


def test_statuses_are_taken_apart():
    about, statuses = commands_page.parts("Does it. Exit status 0: well, and so on, 2: not.")
    assert about == "Does it."
    assert statuses == {"0": "well, and so on", "2": "not"}
    assert commands_page.parts("Does it.") == ("Does it.", {})


def test_the_sandbox_has_a_section_with_each_of_its_options():
    section = commands_page.PAGE.read_text().partition("\n## The sandbox\n")[2]
    told = re.findall(r"^\| `(--[\w-]+)[^|]*\| (.+) \|$", section, flags=re.M)
    offered = [action for action in make_parser()._actions if action.dest != "help"]
    assert told == [(action.option_strings[0], action.help) for action in offered] != []
