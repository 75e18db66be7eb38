"""The thread that delivers webhooks while the sandbox is served."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from xero_integration.sandbox.webhooks.delivery import deliver_pending

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox
    from xero_integration.sandbox.world import Event


class Courier(threading.Thread):
    """Wakes at every event, and now and then for retries that the clock has made due."""

    def __init__(self, sandbox: Sandbox, *, pause: float = 0.5) -> None:
        super().__init__(name="sandbox-webhooks", daemon=True)
        self._sandbox = sandbox
        self._pause = pause
        self._wake = threading.Event()
        self._ending = False
        sandbox.listeners.append(self._heard)

    def _heard(self, event: Event) -> None:
        self._wake.set()

    def run(self) -> None:
        while not self._ending:
            self._wake.wait(self._pause)
            self._wake.clear()
            deliver_pending(self._sandbox)

    def end(self) -> None:
        self._ending = True
        self._wake.set()
        self._sandbox.listeners.remove(self._heard)
        self.join(timeout=10)
