"""Celery behind the queue's door, for hosts that run it already, e.g. with a Redis broker."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import import_string

from ..exceptions import ConfigurationError

if TYPE_CHECKING:
    from .pulse import Pulse

TASK = "xero_integration.run_task"
"""The one Celery task of the app; its first argument is the dotted path of ours."""

_TASK_MODULE = "xero_integration.background.celery_task"


class Celery:
    """Celery, with the app that the host has made the current one.

    Regular work is beat's: put ``schedules.celery_beat_schedule()`` into ``beat_schedule``.
    """

    def __init__(self) -> None:
        if find_spec("celery") is None:
            raise ConfigurationError('Install "xero-integration[celery]", or set QUEUE')

    def prepare(self) -> None:
        """Register the task, wherever the host's Celery looks for tasks."""
        import_module(_TASK_MODULE)

    def enqueue(self, task_path: str, args: tuple[str | int, ...], delay: timedelta | None) -> None:
        due = time.time() + delay.total_seconds() if delay else None
        import_string(f"{_TASK_MODULE}.send")(task_path, list(args), due)

    def schedule(self, name: str, task_path: str, minutes: int) -> None:
        """Beat reads its schedule from the host's settings, so only look whether it is there."""
        if not _is_entry(self._beat_schedule().get(name), task_path, minutes):
            raise ConfigurationError(
                f'Celery\'s beat_schedule has no "{name}" of every {minutes} minutes. Put '
                "xero_integration.schedules.celery_beat_schedule() into it, and let your project "
                "import its Celery app at start, as Celery's guide to Django says."
            )

    def scheduled(self) -> set[str]:
        entries: dict[str, Any] = self._beat_schedule()
        return {name for name, entry in entries.items() if entry.get("task") == TASK}

    def report_to(self, pulse: Pulse) -> None:
        signals: Any = import_module("celery.signals")

        def begun(**_told: Any) -> None:
            with suppress(OSError):
                pulse.begin()

        def ended(**_told: Any) -> None:
            with suppress(OSError):
                pulse.end()
                pulse.beat()

        signals.task_prerun.connect(begun, weak=False, dispatch_uid="xero_integration.begun")
        signals.task_postrun.connect(ended, weak=False, dispatch_uid="xero_integration.ended")

    @staticmethod
    def _beat_schedule() -> dict[str, Any]:
        return dict(import_string("celery.current_app").conf.beat_schedule)


def beat_entry(task_path: str, minutes: int) -> dict[str, Any]:
    """What beat needs to run a task of ours every so many minutes.

    It expires when the next one is sent, so that workers that come back find one of each.
    """
    every = timedelta(minutes=minutes)
    return {
        "task": TASK,
        "schedule": every,
        "args": (task_path, []),
        "options": {"expires": every.total_seconds()},
    }


def _is_entry(entry: dict[str, Any] | None, task_path: str, minutes: int) -> bool:
    if not entry or entry.get("task") != TASK:
        return False
    args: Sequence[Any] = entry.get("args", ())
    return args[:1] == (task_path,) and entry.get("schedule") == timedelta(minutes=minutes)
