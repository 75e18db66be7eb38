"""``manage.py xero_worker``: runs the queue's workers and starts them again when they get stuck."""

from __future__ import annotations

import logging
import math
import shlex
import signal
import sys
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from ... import background, schedules
from ...exceptions import ConfigurationError
from ..guarding.guard import Guard, Manners

LOGGER = logging.getLogger("xero_integration.management.guarding")


class Command(BaseCommand):
    help = (
        "Runs the queue's workers, and starts them again when they die or when work is due and "
        "nothing is finished. Exit status 0: told to stop, 1: wrong settings, 3: the workers "
        "died again and again as soon as they were started."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--command",
            default="",
            help="How to start the workers, when not in the queue's own way.",
        )
        parser.add_argument(
            "--patience",
            type=float,
            default=300,
            help="Seconds in which something must be finished while work is due (300).",
        )
        parser.add_argument(
            "--every", type=float, default=10, help="Seconds between two looks (10)."
        )
        parser.add_argument(
            "--grace",
            type=float,
            default=30,
            help="Seconds that running tasks get when this command is told to stop (30).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        _speak()
        try:
            command = shlex.split(options["command"]) or list(background.worker_command())
            _set_up_schedules()
        except ConfigurationError as error:
            raise CommandError(error.detail) from error
        if not command:
            raise CommandError(
                "The queue does not say how its workers are started; name it with --command."
            )
        manners = Manners(options["patience"], _every(options["every"]), options["grace"])
        code = Guard(command, manners, _told_to_stop()).run()
        if code:
            sys.exit(code)


def _every(asked: float) -> float:
    """Workers that tell nothing can't be judged by what they finish; their death is seen."""
    if background.reports():
        return asked
    LOGGER.warning("This queue does not report what it finishes: stuck workers will go unnoticed.")
    return math.inf


def _speak() -> None:
    """Where nobody configured logging for us, speak to standard error, as the workers do."""
    if not LOGGER.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s xero_worker: %(message)s"))
        LOGGER.addHandler(handler)
        LOGGER.setLevel(logging.INFO)


def _set_up_schedules() -> None:
    """A worker without schedules would leave behind whatever one lost task was about."""
    try:
        kept = background.scheduled()
        if kept is not None and not kept.issuperset(each.name for each in schedules.SCHEDULES):
            schedules.set_up()
    except Error as error:
        LOGGER.warning("The schedules can't be looked at (%s).", type(error).__name__)


def _told_to_stop() -> Event:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
