"""Keeps what opening a company came to, so that each process opens it once in a while only.

The first test of a process connects, copies Xero's lists and accepts the mapping by the public
doors; that costs most of a test's time. For the next minute every other test begins with a copy
of that very state: the rows, the Xero in its box, the queue and the browsers' cookies.
"""

from __future__ import annotations

import copy
import pickle
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from uuid import UUID

import time_machine
from django.conf import settings
from django.db import connection as database
from django.db import transaction
from django.test import Client

from xero_integration.models import Connection
from xero_integration.sandbox import Sandbox
from xero_integration.testing.queue import QueuedTask, RecordingQueue

from .quick_flush import tables, unchecked

FRESH = 60.0
"""Seconds: nothing in the app tells a company of this age from one opened just now."""

STILL = 1.0
"""Seconds by which a clock may differ that nobody has moved."""

Opened = tuple[Connection, dict[str, Client]]


@dataclass(frozen=True, slots=True)
class Kept:
    """One company. ``box`` is pickled: whatever a test does with its copy, this stays."""

    key: Hashable
    made_at: float
    box: bytes
    copies: dict[str, str]
    connection: UUID
    cookies: dict[str, SimpleCookie]
    tasks: tuple[QueuedTask, ...]
    schedules: dict[str, tuple[str, int]]

    def is_usable(self, key: Hashable) -> bool:
        return self.key == key and time.monotonic() - self.made_at < FRESH


_kept: dict[tuple[str, str], Kept] = {}
"""By what was opened and in which database; each has tables of its own."""


def _clock_was_moved() -> bool:
    real = time_machine.escape_hatch
    return real.is_travelling() and abs(time.time() - real.time.time()) > STILL


def opened(name: str, sandbox: Sandbox, make: Callable[[], Opened]) -> Opened:
    """What ``make`` gives, or a copy of what it gave a moment ago.

    ``make`` starts in an empty database and a fresh box, and hands out its browsers by name.
    """
    if database.in_atomic_block or _clock_was_moved():
        return make()  # the copy would go with the transaction, or be of another day
    transport = settings.XERO_INTEGRATION["TRANSPORT"]
    place, key = (name, str(database.settings_dict["NAME"])), (settings.ROOT_URLCONF, transport)
    if place in _kept and _kept[place].is_usable(key):
        return _brought_back(_kept[place], sandbox)
    made = make()
    _kept[place] = _keep(f"kept_{name}_", key, sandbox, *made)
    return made


def _keep(
    prefix: str,
    key: Hashable,
    sandbox: Sandbox,
    connection: Connection,
    browsers: dict[str, Client],
) -> Kept:
    return Kept(
        key=key,
        made_at=time.monotonic(),
        box=pickle.dumps((sandbox.world, sandbox.keys, sandbox.log, sandbox.limits)),
        copies=_copy_rows(prefix),
        connection=connection.pk,
        cookies={name: copy.deepcopy(browser.cookies) for name, browser in browsers.items()},
        tasks=tuple(RecordingQueue.tasks),
        schedules=dict(RecordingQueue.schedules),
    )


def _copy_rows(prefix: str) -> dict[str, str]:
    """Inside the database, which is the quickest way and changes no value; table → its copy."""
    copies = {}
    with database.cursor() as cursor:
        for table in tables(database.alias):
            here, there = _quoted(table), _quoted(prefix + table)
            cursor.execute(f"DROP TABLE IF EXISTS {there}")
            cursor.execute(f"SELECT 1 FROM {here} LIMIT 1")
            if cursor.fetchone():
                cursor.execute(f"CREATE TABLE {there} AS SELECT * FROM {here}")
                copies[here] = there
    return copies


def _brought_back(kept: Kept, sandbox: Sandbox) -> Opened:
    with unchecked(database), transaction.atomic(), database.cursor() as cursor:
        for table, copy_of_it in kept.copies.items():
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {copy_of_it}")
    sandbox.world, sandbox.keys, sandbox.log, sandbox.limits = pickle.loads(kept.box)
    RecordingQueue.tasks.extend(kept.tasks)
    RecordingQueue.schedules.update(kept.schedules)
    browsers = {name: _browser(cookies) for name, cookies in kept.cookies.items()}
    return Connection.objects.get(pk=kept.connection), browsers


def _browser(cookies: SimpleCookie) -> Client:
    browser = Client()
    browser.cookies = copy.deepcopy(cookies)
    return browser


def _quoted(table: str) -> str:
    return database.ops.quote_name(table)
