"""What the queue calls: load the row, hand it to the runner."""

from __future__ import annotations

import uuid

from . import runner


def run(pk: str) -> None:
    """Work on one operation; one that is gone, done or held elsewhere is left alone."""
    runner.run(uuid.UUID(pk))


def sweep() -> None:
    """Work on everything due; catches what a lost task or a dead process left behind."""
    runner.run_due()
