"""Waits for what a server of the test's own process still has to finish."""

from __future__ import annotations

import threading


def wait_for_answers() -> None:
    """Until no thread of the server answers a page that has been left; they use the database."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=5)
