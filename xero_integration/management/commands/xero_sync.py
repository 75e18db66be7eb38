"""``manage.py xero_sync``: ask Xero for what changed, by hand and in the foreground."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from ...connections.models import Connection, ConnectionState
from ...exceptions import XeroIntegrationError
from ...sync.by_hand import Wanted, sync
from ..watching import Terminal


class Command(BaseCommand):
    help = (
        "Asks Xero what changed in invoices, credit notes, payments, contacts and items, and "
        "takes it over. What was stopped goes on where it was when the command is run again. "
        "Exit status 0: everything was read, 1: something could not be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--connection",
            metavar="NAME_OR_ID",
            help="Only this connection, by its name, its organisation's name or its id.",
        )
        how_far = parser.add_mutually_exclusive_group()
        how_far.add_argument(
            "--since",
            metavar="DATE",
            help="Documents changed since this day or moment, e.g. 2026-11-01. To go on with one "
            "that was stopped, leave it out.",
        )
        how_far.add_argument(
            "--full",
            action="store_true",
            help="Everything from the beginning, then the comparison of open documents. "
            "A full one that was stopped goes on when it is run again.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = Wanted(since=_moment(options["since"]), full=options["full"])
        connections = _chosen(options["connection"])
        watcher = Terminal(self.stdout, self.style, quiet=options["verbosity"] == 0)
        failed = [each.name for each in connections if not self._sync(each, wanted, watcher)]
        if failed:
            raise CommandError(f"Not everything was read: {', '.join(failed)}. Run it again.")

    def _sync(self, connection: Connection, wanted: Wanted, watcher: Terminal) -> bool:
        if watcher.talks:
            self.stdout.write(self.style.MIGRATE_HEADING(connection.name))
        if connection.state != ConnectionState.ACTIVE:
            watcher.begin("Connection")
            watcher.failed("Xero asks for a new sign-in; connect again on the settings page.")
            return False
        try:
            return sync(connection, wanted, watcher) == 0
        except XeroIntegrationError as error:
            watcher.failed(f"{error.code}: {error}")
            return False


def _moment(text: str | None) -> datetime | None:
    """Midnight of a day in the site's time zone, or a moment."""
    if not text:
        return None
    try:
        day = parse_date(text)
        found = datetime.combine(day, time.min) if day else parse_datetime(text)
    except ValueError as error:
        raise CommandError(f"--since {text}: {error}.") from error
    if found is None:
        raise CommandError(f'--since {text}: write a date like 2026-11-01 or "2026-11-01 14:30".')
    aware = found if timezone.is_aware(found) else timezone.make_aware(found)
    if aware > timezone.now():
        raise CommandError(f"--since {text}: this is in the future.")
    return aware


def _chosen(name: str | None) -> Sequence[Connection]:
    connected = Connection.objects.connected().select_related("grant").oldest_first()
    if not name:
        everything = list(connected)
        if not everything:
            raise CommandError("No organisation is connected to Xero.")
        return everything
    found = list(connected.filter(_named(name)))
    if len(found) == 1:
        return found
    if found:
        ids = ", ".join(f"{each.pk} ({each.tenant or 'no tenant'})" for each in found)
        raise CommandError(f'Several connections are called "{name}"; give one of the ids: {ids}.')
    known = ", ".join(f'"{each.name}"' for each in connected) or "none"
    raise CommandError(f'No connection is called "{name}". Connected are: {known}.')


def _named(name: str) -> Q:
    try:
        return Q(pk=uuid.UUID(name))
    except ValueError:
        return Q(name__iexact=name) | Q(organisation_name__iexact=name)
