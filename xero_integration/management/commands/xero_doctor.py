"""``manage.py xero_doctor``: is everything well? For people and for monitoring."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from ... import background, schedules
from ...conf import conf
from ...connections.encryption import cipher
from ...connections.models import Connection
from ...exceptions import ConfigurationError
from ...sync.health import Health, Level, Reason, worst
from ...sync.health_json import as_json, reasons_as_json
from ...sync.health_reading import health_of
from ...sync.health_words import app_words, words_of
from ...upkeep import services as upkeep

EXIT = {Level.OK: 0, Level.WARNING: 1, Level.FAILING: 2}


class Command(BaseCommand):
    help = (
        "Says how the sync with Xero does and what to do about what is wrong. "
        "Exit status 0: all is well, 1: needs a look, 2: something does not work."
    )
    # A broken setting is one of the things to tell about.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="The same for machines.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            site = [*_site_reasons(), *_proposals()]
            health = health_of(Connection.objects.all())
        except DatabaseError as error:
            self.stderr.write(f"The database can't be asked ({type(error).__name__}).")
            sys.exit(EXIT[Level.FAILING])
        level = worst([health.level, *(reason.level for reason in site)])
        if options["json"]:
            found = {**as_json(health), "level": str(level), "site": reasons_as_json(site)}
            self.stdout.write(json.dumps(found, indent=2))
        else:
            self._tell(health, site, level)
        if EXIT[level]:
            sys.exit(EXIT[level])

    def _tell(self, health: Health, site: Sequence[Reason], level: Level) -> None:
        self._head("Xero", level)
        self._reasons(site)
        self._head("All organisations together", health.app.level)
        self._reasons(health.app.reasons)
        self._facts(app_words(health.app))
        for each in health.connections:
            facts, words = each.facts, words_of(each)
            self._head(facts.name, each.level)
            self._reasons(each.reasons)
            self._facts([("State", facts.state_label), *words.facts])
            self._facts((f"{poll.label} last read", poll.last) for poll in words.polls)
            self._facts((f"{what}: {code}", str(count)) for what, code, count in words.failures)
        if not health.connections:
            self.stdout.write("No organisation is connected to Xero.")

    def _head(self, title: str, level: Level) -> None:
        styles = {Level.OK: "SUCCESS", Level.WARNING: "WARNING", Level.FAILING: "ERROR"}
        style = getattr(self.style, styles[level])
        self.stdout.write(f"{title}: {style(str(level))}")

    def _reasons(self, reasons: Iterable[Reason]) -> None:
        for reason in reasons:
            style = self.style.ERROR if reason.level == Level.FAILING else self.style.WARNING
            self.stdout.write(style(f"  ! {reason.code}: {reason.sentence}"))
            self.stdout.write(f"    {reason.way_out}")

    def _facts(self, facts: Iterable[tuple[str, str]]) -> None:
        for name, value in facts:
            self.stdout.write(f"  {name}: {value}")


def _site_reasons() -> Iterable[Reason]:
    """What only a command can see: the settings and the queue's schedules."""
    for ask in (lambda: conf.CLIENT_ID, lambda: conf.CLIENT_SECRET, lambda: conf.SOURCES, cipher):
        try:
            ask()
        except ConfigurationError as error:
            yield _wrong_setting(error)
    try:
        kept = background.scheduled()
    except ConfigurationError as error:
        yield _wrong_setting(error)
        return
    wanted = {entry.name for entry in schedules.SCHEDULES}
    missing = sorted(wanted - kept) if kept is not None else []
    if missing:
        yield Reason(
            "schedules",
            Level.FAILING,
            f"The queue does not know these schedules: {', '.join(missing)}.",
            "Run manage.py xero_schedules.",
        )


def _proposals() -> Iterable[Reason]:
    """What the nightly check-up of links and defaults leaves to a person."""
    if number := sum(upkeep.open_counts().values()):
        yield Reason(
            "proposals",
            Level.WARNING,
            f"Links or defaults name what Xero archived or deleted; to be decided: {number}.",
            "Decide on the page Check-up of the connection.",
        )


def _wrong_setting(error: ConfigurationError) -> Reason:
    way_out = "Mend the settings and start the site and its worker again."
    return Reason("configuration", Level.FAILING, error.detail, way_out)
