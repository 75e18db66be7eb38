"""The one door to the queue: enqueue a task after commit, or keep a task on a schedule.

A task is named by its dotted path and takes ids only, since queue rows are signed but not
encrypted. Attempts and back-off belong to the outbox; the queue only says "work on this".
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Protocol

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from .conf import conf
from .exceptions import ConfigurationError


class Queue(Protocol):
    """What a host on another queue implements and names in ``QUEUE``.

    One that also has ``scheduled() -> Iterable[str]``, the names of what it keeps, lets
    ``manage.py xero_doctor`` see a missing schedule.
    """

    def enqueue(self, task_path: str, args: tuple[str | int, ...], delay: timedelta | None) -> None:
        """Run the callable at ``task_path`` with ``args``, soon or after ``delay``."""

    def schedule(self, name: str, task_path: str, minutes: int) -> None:
        """Run it every so many minutes; the same name again replaces the schedule."""


def enqueue(task_path: str, *args: str | int, delay: timedelta | None = None) -> None:
    """Hand a task to the queue once the current transaction has committed.

    ``robust``: the row that says what to do is committed by then, so a queue that is down
    must not fail the request; the sweeper finds the row later.
    """
    queue = configured_queue()

    def hand_over() -> None:
        queue.enqueue(task_path, args, delay)

    # A function and no partial: Django names the callable when it logs a failure.
    transaction.on_commit(hand_over, robust=True)


def schedule(name: str, task_path: str, minutes: int) -> None:
    configured_queue().schedule(name, task_path, minutes)


def scheduled() -> set[str] | None:
    """The names of the schedules that the queue keeps; None when it can't tell."""
    ask = getattr(configured_queue(), "scheduled", None)
    return None if ask is None else set(ask())


def configured_queue() -> Queue:
    path = conf.QUEUE
    try:
        queue: Queue = import_string(path)()
    except ImportError as error:
        raise ConfigurationError(f'QUEUE: "{path}" can\'t be imported') from error
    return queue


class DjangoQ:
    """django-q2, by preference with its ORM broker."""

    def __init__(self) -> None:
        if not apps.is_installed("django_q"):
            raise ConfigurationError('Add "django_q" to INSTALLED_APPS, or set QUEUE')

    def enqueue(self, task_path: str, args: tuple[str | int, ...], delay: timedelta | None) -> None:
        if delay:
            self._tasks("schedule")(
                task_path, *args, schedule_type="O", next_run=timezone.now() + delay
            )
        else:
            # Options go through q_options: as plain keywords they vanish from the task's own.
            self._tasks("async_task")(task_path, *args, q_options={"ack_failure": True})

    def schedule(self, name: str, task_path: str, minutes: int) -> None:
        # Looked up when used: the models can't be imported while the app isn't installed.
        model: Any = apps.get_model("django_q", "Schedule")
        model.objects.update_or_create(
            name=name,
            defaults={"func": task_path, "schedule_type": model.MINUTES, "minutes": minutes},
        )

    def scheduled(self) -> set[str]:
        model: Any = apps.get_model("django_q", "Schedule")
        return set(model.objects.values_list("name", flat=True))

    @staticmethod
    def _tasks(name: str) -> Any:
        return import_string(f"django_q.tasks.{name}")
