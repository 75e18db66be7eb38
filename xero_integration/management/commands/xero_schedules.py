"""``manage.py xero_schedules``: tell the queue what to do regularly. Run it at each deployment."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ... import schedules
from ...exceptions import ConfigurationError


class Command(BaseCommand):
    help = (
        "Sets up the regular tasks of the Xero integration; running it again changes nothing. "
        "Exit status 0: done, 1: the queue does not know them, and says what is missing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            schedules.set_up()
        except ConfigurationError as error:
            raise CommandError(error.detail) from error
        for entry in schedules.SCHEDULES if options["verbosity"] else ():
            self.stdout.write(f"{entry.name}: every {entry.minutes} min")
