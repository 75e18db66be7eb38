"""One beginning for every schedule: same moment, same rows, same books in Xero, same chance.

Taking a company back to its beginning costs a few milliseconds, connecting a new one a hundred.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from unittest import mock

import time_machine
from django.apps import apps
from django.db import connection, transaction

from tests.outbox.company import Company
from xero_integration.sandbox import persistence

MOMENT = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)


class Beginning:
    """What the database and the sandbox hold now, to come back to."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._books = persistence.snapshot(company.sandbox)
        self._rows = [
            (model, list(model._base_manager.all()))
            for model in apps.get_app_config("xero_integration").get_models()
        ]

    def restore(self) -> None:
        self._restore_rows()
        sandbox = self.company.sandbox
        persistence.restore(sandbox, self._books)
        sandbox.log.clear()
        sandbox.limits.clear()
        sandbox.faults.clear()
        self.company.queue.clear()
        self.company.forget_calls()

    def _restore_rows(self) -> None:
        with (
            connection.constraint_checks_disabled(),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            for model, _rows in self._rows:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
            for model, rows in self._rows:
                model._base_manager.bulk_create(rows)


@contextmanager
def played_from(seed: int) -> Iterator[time_machine.Traveller]:
    """The clock stands at the beginning; ids and waiting times come from the seed.

    Who sleeps moves the clock, so that patience costs the run no time.
    """
    chance = Random(seed).randbytes
    with ExitStack() as kept:
        clock = kept.enter_context(time_machine.travel(MOMENT, tick=False))
        for module, name, instead in (
            (os, "urandom", chance),
            (random, "_urandom", chance),
            (time, "sleep", lambda seconds: clock.shift(timedelta(seconds=seconds))),
            (time, "monotonic", time.time),
        ):
            kept.enter_context(mock.patch.object(module, name, instead))
        yield clock
