"""The one door to the queue: enqueue a task after commit, or keep a task on a schedule.

A task is named by its dotted path and takes ids only, since queue rows are signed but not
encrypted. Attempts and back-off belong to the outbox; the queue only says "work on this".
Hosts name one of the classes here, or one of their own, in ``QUEUE``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction
from django.utils.module_loading import import_string

from ..conf import conf
from ..exceptions import ConfigurationError
from .celery import Celery
from .django_q import DjangoQ

__all__ = ["Celery", "DjangoQ", "Queue"]

PULSE = "XERO_WORKER_PULSE"
"""Environment variable by which ``manage.py xero_worker`` names its folder to the workers."""


class Queue(Protocol):
    """What a host on another queue implements and names in ``QUEUE``; made without arguments.

    It may also have, for what else is asked of a queue:

    * ``scheduled() -> Iterable[str]``: the names of what it keeps; ``xero_doctor`` sees by
      them what is missing.
    * ``holds_work() -> bool``: something waits in it or was never acknowledged.
    * ``is_late() -> bool``: a schedule of ours should have run.
    * ``worker_command() -> Sequence[str]``: how ``xero_worker`` starts its workers.
    * ``report_to(pulse)``: called in each worker that a guard started. Have it call
      ``pulse.begin()`` before a task, ``pulse.end()`` after it, and ``pulse.beat()`` when the
      task is acknowledged and will not be run again.
    * ``prepare()``: called once when the apps are ready.
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


def holds_work() -> bool:
    """Something waits in the queue or was never acknowledged; False when it can't tell."""
    ask = getattr(configured_queue(), "holds_work", None)
    return bool(ask and ask())


def is_late() -> bool:
    """A schedule of ours should have run; False when the queue can't tell."""
    ask = getattr(configured_queue(), "is_late", None)
    return bool(ask and ask())


def reports() -> bool:
    """Whether the queue's workers tell their guard what they finish."""
    return hasattr(configured_queue(), "report_to")


def worker_command() -> Sequence[str]:
    """How the queue's workers are started; empty when it can't tell."""
    ask = getattr(configured_queue(), "worker_command", None)
    return list(ask()) if ask else []


def get_ready() -> None:
    """Let the queue register its tasks, and report to the guard that started this process."""
    try:
        queue: Any = configured_queue()
    except ConfigurationError:
        return  # ``manage.py check`` says so; nothing can be started without it
    if hasattr(queue, "prepare"):
        queue.prepare()
    folder = os.environ.get(PULSE)
    if folder and hasattr(queue, "report_to"):
        # Only where a guard is: the module needs locks that Windows doesn't have.
        queue.report_to(import_module(f"{__name__}.pulse").Pulse(Path(folder)))
