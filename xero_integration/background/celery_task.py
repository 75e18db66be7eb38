"""The one Celery task of the app; imported only where the host's queue is Celery."""

from __future__ import annotations

import re
import time
from inspect import isfunction
from typing import Any

from celery import current_app, shared_task
from django.utils.module_loading import import_string

from ..exceptions import ConfigurationError
from .celery import TASK

OURS = re.compile(r"xero_integration\.[a-z_]+\.tasks\.[a-z][a-z_]*")
"""A broker can be written to by others: nothing else is ever imported or called."""

AT_ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
"""A request must not wait for a broker that is down, as it would for minutes: the sweeper finds
the row. (kombu tries a hundred times, 5.7, November 2026)"""

LONGEST_HOP = 600.0
"""Seconds. Redis hands a message that nobody acknowledged to the next worker after its
visibility time-out, an hour unless set, so a task that is due later than that would be run by
each of them. (docs.celeryq.dev, "Using Redis", November 2026)"""


def send(path: str, args: list[str | int], due: float | None) -> None:
    """Hand a task to the broker; one due later travels in hops. ``due``: seconds since 1970.

    Raises kombu's OperationalError when the broker is down.
    """
    _function(path)
    wait = None if due is None else max(min(due - time.time(), _hop()), 0.0)
    with current_app.connection_for_write(transport_options=_impatient()) as connection:
        run_task.apply_async((path, args, due), countdown=wait, connection=connection, retry=False)


def _run(path: str, args: list[str | int], due: float | None = None) -> None:
    if due is not None and due - time.time() > 1:
        send(path, args, due)
    else:
        _function(path)(*args)


def _function(path: str) -> Any:
    function = import_string(path) if OURS.fullmatch(path) else None
    if not isfunction(function) or function.__module__ != path.rpartition(".")[0]:
        raise ConfigurationError(f'"{path}" is no task of xero_integration')
    return function


def _hop() -> float:
    return min(LONGEST_HOP, float(_options().get("visibility_timeout", 3600)) / 2)


def _impatient() -> dict[str, Any]:
    """What the host says comes first; a Redis that does not even refuse costs five seconds."""
    is_redis = str(current_app.conf.broker_url or "").startswith(("redis", "sentinel"))
    return {**AT_ONCE, **({"socket_connect_timeout": 5} if is_redis else {}), **_options()}


def _options() -> dict[str, Any]:
    return dict(current_app.conf.broker_transport_options or {})


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
