"""The blocks of the usual kinds: shell, settings, systemd units, compose files."""

from __future__ import annotations

import configparser
import os
import re
import tomllib
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from . import blocks, shell
from .registry import RUN, Kind
from .settings_block import AnyValue, apply

UNIT_KEYS = {
    "Unit": {"Description", "After"},
    "Service": {
        "Environment",
        "EnvironmentFile",
        "ExecStart",
        "KillMode",
        "Restart",
        "RestartSec",
        "TimeoutStopSec",
        "User",
        "WorkingDirectory",
    },
    "Install": {"WantedBy"},
}


class Unit(configparser.ConfigParser):
    """systemd tells large letters from small ones."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def of_kind(kind: Kind) -> Any:
    found = [blocks.found(*key) for key, each in RUN.items() if each == kind]
    return pytest.mark.parametrize("block", found, ids=str)


@of_kind(Kind.COMMANDS)
def test_every_command_exists_and_takes_these_options(block):
    commands = shell.managed(block.text)
    installed = re.findall(r"pip install .*\[(\w+)\]", block.text)
    assert commands or installed
    for words in commands:
        shell.understood(words)
    known = tomllib.loads((blocks.ROOT / "pyproject.toml").read_text())["project"]
    assert set(installed) <= set(known["optional-dependencies"])


@of_kind(Kind.SETTINGS)
def test_settings_are_accepted(block, settings, monkeypatch, db):
    monkeypatch.setattr(os, "environ", AnyValue(os.environ))
    apply(block.text, settings)
    call_command("check", fail_level="WARNING")


@of_kind(Kind.UNIT)
def test_a_unit_starts_what_exists_and_stops_it_in_time(block):
    unit = Unit(strict=True, interpolation=None)
    unit.read_string(block.text)
    assert set(unit) - {"DEFAULT"} == set(UNIT_KEYS)
    for section, known in UNIT_KEYS.items():
        assert set(unit[section]) <= known
    (words,) = shell.managed(unit["Service"]["ExecStart"])
    grace = shell.understood(words).grace
    assert float(unit["Service"]["TimeoutStopSec"]) > grace
    assert unit["Service"]["Restart"] == "always"


@of_kind(Kind.SERVICES)
def test_a_container_starts_what_exists_and_stops_it_in_time(block):
    for service in yaml.safe_load(block.text)["services"].values():
        (words,) = shell.managed(service["command"])
        grace = shell.understood(words).grace
        assert float(service["stop_grace_period"].removesuffix("s")) > grace
        assert service["init"] is True


def test_the_shell_is_read_as_a_person_reads_it():
    worker = 'python manage.py xero_worker --command "a; b"'
    text = f"$ python manage.py xero_doctor; echo $?\nwell\n$ {worker}  # and more\n"
    assert shell.managed(text) == [["xero_doctor"], ["xero_worker", "--command", "a; b"]]


def test_an_unknown_option_is_seen():
    with pytest.raises((SystemExit, Exception), match="xero_doctor|unrecognized"):
        shell.understood(["xero_doctor", "--loudly"])
