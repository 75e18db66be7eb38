"""The one Celery task of the app; imported only where the host's queue is Celery."""

from __future__ import annotations

import re
import time
from typing import Any

from celery import current_app, shared_task
from django.utils.module_loading import import_string

from ..exceptions import ConfigurationError
from .celery import TASK

OURS = re.compile(r"xero_integration\.[a-z_]+\.tasks\.[a-z][a-z_]*")
"""A broker can be written to by others: nothing else is ever imported or called."""

LONGEST_HOP = 600.0
"""Seconds. Redis hands a message that nobody acknowledged to the next worker after its
visibility time-out, an hour unless set, so a task that is due later than that would be run by
each of them. (docs.celeryq.dev, "Using Redis", November 2026)"""


def send(path: str, args: list[str | int], due: float | None) -> None:
    """Hand a task to the broker; one due later travels in hops. ``due``: seconds since 1970.

    Without retries: a request must not wait for a broker that is down, the sweeper will find
    the row.
    """
    _function(path)
    wait = None if due is None else max(min(due - time.time(), _hop()), 0.0)
    run_task.apply_async((path, args, due), countdown=wait, retry=False)


def _run(path: str, args: list[str | int], due: float | None = None) -> None:
    if due is not None and due - time.time() > 1:
        send(path, args, due)
    else:
        _function(path)(*args)


def _function(path: str) -> Any:
    function = import_string(path) if OURS.fullmatch(path) else None
    if function is None or function.__module__ != path.rpartition(".")[0]:
        raise ConfigurationError(f'"{path}" is no task of xero_integration')
    return function


def _hop() -> float:
    options: dict[str, Any] = current_app.conf.broker_transport_options or {}
    return min(LONGEST_HOP, float(options.get("visibility_timeout", 3600)) / 2)


# Late acknowledgement: what a killed machine held is handed out again. What killed its own
# worker is not, or a task that needs too much memory would go round for ever; the row it worked
# on is free again when the lease ends.
run_task: Any = shared_task(
    name=TASK,
    ignore_result=True,
    serializer="json",
    acks_late=True,
    reject_on_worker_lost=False,
)(_run)
