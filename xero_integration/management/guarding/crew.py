"""The workers as processes: a leader and whatever it starts, one group that is ended as one."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ... import background


class Crew:
    """A started worker command. ``pulse`` is the folder in which its processes leave signs."""

    def __init__(self, command: Sequence[str], pulse: Path) -> None:
        # A group of its own: Ctrl-C in a terminal reaches the guard only, which then asks the
        # leader to stop. The command is the operator's own.
        self._leader = subprocess.Popen(  # noqa: S603
            command,
            env={**os.environ, background.PULSE: str(pulse)},
            start_new_session=True,
        )

    @property
    def exit_code(self) -> int | None:
        """None while the leader lives; negative for the signal that ended it."""
        return self._leader.poll()

    def end(self, grace: float) -> None:
        """Ask the leader to stop, wait up to ``grace`` seconds, and kill what is left.

        Only the leader is asked: a django-q2 cluster whose members are told too never ends.
        """
        if self.exit_code is None:
            self._leader.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._leader.wait(grace)
        self._kill_all()

    def _kill_all(self) -> None:
        """Whoever is left of the group, also orphans of a leader that died first."""
        group = self._leader.pid
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        self._leader.wait()
        # As the first process of a container we inherit those orphans.
        with suppress(ChildProcessError):
            while os.waitpid(-group, os.WNOHANG)[0]:
                pass
