"""Keeps the world in a file across restarts, written off the request path and atomically."""

from __future__ import annotations

import io
import os
import pickle
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xero_integration.sandbox.webhooks import webhooks_of

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

VERSION = 1
OWN = "xero_integration.sandbox."
PLAIN = {
    ("builtins", "set"),
    ("builtins", "frozenset"),
    ("collections", "Counter"),
    ("collections", "OrderedDict"),
    ("collections", "defaultdict"),
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("decimal", "Decimal"),
    ("uuid", "UUID"),
}


class StateUnreadable(Exception):
    """The state file is damaged, foreign or of another version."""


class _Reader(pickle.Unpickler):
    """Builds nothing but the sandbox's own records and plain values."""

    def find_class(self, module: str, name: str) -> Any:
        found = None
        if (module, name) in PLAIN:
            found = super().find_class(module, name)
        elif module.startswith(OWN) and "." not in name:
            found = super().find_class(module, name)
            if not isinstance(found, type) or not found.__module__.startswith(OWN):
                found = None
        if found is None:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in a state file")
        return found


def snapshot(sandbox: Sandbox) -> bytes:
    """Everything that a restart brings back, as one consistent moment."""
    with sandbox.lock:
        kept = {
            "version": VERSION,
            "seed": sandbox.seed,
            "clock": sandbox.clock,
            "world": sandbox.world,
            "keys": sandbox.keys,
        }
        return pickle.dumps(kept, protocol=5)


def restore(sandbox: Sandbox, data: bytes) -> None:
    """Put a snapshot back into a box that serves nobody yet."""
    try:
        kept = _Reader(io.BytesIO(data)).load()
        version = kept["version"]
    except (pickle.UnpicklingError, EOFError, KeyError, TypeError, AttributeError) as error:
        raise StateUnreadable("The state file is damaged or not of the sandbox.") from error
    except (ImportError, ValueError, IndexError) as error:
        raise StateUnreadable("The state file is of another version of the sandbox.") from error
    if version != VERSION:
        raise StateUnreadable("The state file is of another version of the sandbox.")
    sandbox.seed, sandbox.clock = kept["seed"], kept["clock"]
    sandbox.world, sandbox.keys = kept["world"], kept["keys"]


def load(sandbox: Sandbox, path: Path) -> bool:
    """Restore from the file if it exists."""
    if not path.exists():
        return False
    restore(sandbox, path.read_bytes())
    return True


def save(sandbox: Sandbox, path: Path) -> None:
    """Replace the file in one step; only its owner may read the tokens inside."""
    data = snapshot(sandbox)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


class Keeper(threading.Thread):
    """Saves soon after anything happened, and rarely enough to cost little."""

    def __init__(self, sandbox: Sandbox, path: Path, *, pause: float = 0.5) -> None:
        super().__init__(name="sandbox-state", daemon=True)
        self._sandbox = sandbox
        self._path = path
        self._pause = pause
        self._end = threading.Event()
        self._saved = self._marks()

    def run(self) -> None:
        pause = self._pause
        while not self._end.wait(pause):
            marks = self._marks()
            if marks != self._saved:
                started = time.monotonic()
                save(self._sandbox, self._path)
                self._saved = marks
                # Saving a big world holds its lock: spend at most a twentieth of the time on it.
                pause = max(self._pause, 20 * (time.monotonic() - started))

    def end(self) -> None:
        """Stop, and save what the last moments brought."""
        self._end.set()
        self.join(timeout=30)
        save(self._sandbox, self._path)

    def _marks(self) -> tuple[int, ...]:
        """Numbers that move with every call and every delivery."""
        webhooks = webhooks_of(self._sandbox.world)
        posts = sum(s.next_sequence + s.attempts for s in webhooks.subscriptions.values())
        waiting = sum(len(s.queue) for s in webhooks.subscriptions.values())
        return (self._sandbox.log.sequence, posts, waiting, len(self._sandbox.world.events))
