"""A queue for tests: keeps what was enqueued and runs it when the test says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class QueuedTask:
    """A task as it was handed over."""

    path: str
    args: tuple[str | int, ...]
    delay: timedelta | None = None


class RecordingQueue:
    """Set ``QUEUE`` to this class; read ``tasks`` and ``schedules``, call ``run_all()``."""

    tasks: ClassVar[list[QueuedTask]] = []
    schedules: ClassVar[dict[str, tuple[str, int]]] = {}

    def enqueue(self, task_path: str, args: tuple[str | int, ...], delay: timedelta | None) -> None:
        """Keep a task, by its dotted path."""
        self.tasks.append(QueuedTask(task_path, args, delay))

    def schedule(self, name: str, task_path: str, minutes: int) -> None:
        """Keep what would run every so many minutes; nothing runs it by itself."""
        self.schedules[name] = (task_path, minutes)

    def scheduled(self) -> list[str]:
        """The names of what is on a schedule."""
        return list(self.schedules)

    @classmethod
    def clear(cls) -> None:
        """Forget everything."""
        cls.tasks.clear()
        cls.schedules.clear()

    @classmethod
    def run_all(cls, *, include_delayed: bool = False, limit: int = 1000) -> int:
        """Run what waits, also what the tasks themselves enqueue; answer how many ran."""
        ran = 0
        while ran < limit:
            ready = [task for task in cls.tasks if include_delayed or not task.delay]
            if not ready:
                break
            cls.tasks.remove(ready[0])
            import_string(ready[0].path)(*ready[0].args)
            ran += 1
        return ran
