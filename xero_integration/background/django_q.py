"""django-q2 behind the queue's door, by preference with its ORM broker."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from ..exceptions import ConfigurationError

if TYPE_CHECKING:
    from .pulse import Pulse

LATE = timedelta(minutes=2)
"""A cluster looks at its schedules twice a minute, so one that is later than this waits."""


class DjangoQ:
    """django-q2, by preference with its ORM broker: what ``QUEUE`` names unless you set it."""

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
        """Two machines may do this at once: nothing in the table forbids a second row."""
        model = self._model("Schedule")
        wanted = {"func": task_path, "schedule_type": model.MINUTES, "minutes": minutes}
        kept = model.objects.filter(name=name).order_by("pk").first()
        if kept is None:
            kept = model.objects.create(name=name, **wanted)
        model.objects.filter(pk=kept.pk).update(**wanted)
        model.objects.filter(name=name, pk__gt=kept.pk).delete()

    def scheduled(self) -> set[str]:
        return set(self._model("Schedule").objects.values_list("name", flat=True))

    def holds_work(self) -> bool:
        """Something is in the queue, or was never acknowledged."""
        cluster = getattr(settings, "Q_CLUSTER", {})
        if not cluster.get("orm"):
            return False
        name = os.environ.get("Q_CLUSTER_NAME") or cluster.get("cluster_name", cluster.get("name"))
        rows = self._model("OrmQ").objects.using(cluster["orm"])
        return bool(rows.filter(key=name or "default").exists())

    def is_late(self) -> bool:
        """A schedule of ours should have run."""
        ours = self._model("Schedule").objects.filter(func__startswith="xero_integration.")
        return bool(ours.filter(next_run__lt=timezone.now() - LATE).exclude(repeats=0).exists())

    def worker_command(self) -> Sequence[str]:
        """The cluster, started in the way this process was."""
        script = Path(sys.argv[0])
        # ``python -m django`` must not put Django's own folder first on the path.
        way = ["-m", "django"] if script.name == "__main__.py" else [str(script)]
        return [sys.executable, *way, "qcluster"]

    def report_to(self, pulse: Pulse) -> None:
        """Work ends for the guard when the cluster's monitor has saved and acknowledged it."""
        signals: Any = import_module("django_q.signals")

        def begun(**_told: Any) -> None:
            with suppress(OSError):
                pulse.begin()

        def ended(**_told: Any) -> None:
            with suppress(OSError):
                pulse.end()

        def finished(**_told: Any) -> None:
            with suppress(OSError):
                pulse.beat()

        signals.pre_execute.connect(begun, weak=False, dispatch_uid="xero_integration.begun")
        signals.post_execute_in_worker.connect(
            ended, weak=False, dispatch_uid="xero_integration.ended"
        )
        signals.post_execute.connect(finished, weak=False, dispatch_uid="xero_integration.finished")

    @staticmethod
    def _model(name: str) -> Any:
        """Looked up when used: the models can't be imported while the app isn't installed."""
        return apps.get_model("django_q", name)

    @staticmethod
    def _tasks(name: str) -> Any:
        return import_string(f"django_q.tasks.{name}")
