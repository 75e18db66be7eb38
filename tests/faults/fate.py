"""Decides when a process dies or stands still: at any statement or exchange with Xero.

A death is a ``BaseException`` that no code of ours may catch. From then on every further
statement and call of the dead process fails too, so that a ``finally`` can't tidy up as it
couldn't after ``kill -9``; only the rollback of its transaction goes through, which the
database would have made by itself.

A process that stands still lets others work meanwhile and goes on afterwards, believing that
no time has passed. Inside a transaction it does not stop: its locks would stop the others too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from xero_integration.sandbox import SandboxTransport
from xero_integration.testing import world

TRANSPORT = "tests.faults.fate.transport"
TIDYING = ("ROLLBACK TO SAVEPOINT",)
CLAIM = 'UPDATE "xero_integration_operation" SET "state"'
ACCOUNTING = "/api.xro/"

BEFORE_CLAIM = "before the claim"
BEFORE_SEND = "claimed, before sending"
LEAVING = "as it leaves"
UNHEARD = "sent, before the answer"
BEFORE_COMMIT = "answered, before the commit"
AFTER_COMMIT = "after the commit"
READING = "around a read or a sign-in"


class Died(BaseException):
    """The process ended here."""


class Life:
    """One process: it dies and stops at the boundaries with the given numbers, 0 for never.

    ``meanwhile`` is called once, with the boundary where it stands still.
    """

    def __init__(
        self,
        dies_at: int = 0,
        *,
        stops_at: int = 0,
        meanwhile: Callable[[str], None] | None = None,
    ) -> None:
        self.dies_at = dies_at
        self.stops_at = stops_at
        self.meanwhile = meanwhile
        self.passed = 0
        self.died_at = ""
        self._stage = BEFORE_CLAIM
        self._in_transaction = False

    def reach(self, boundary: str) -> None:
        """Pass a boundary, stand still there, or die there; the dead pass none."""
        self.passed += 1
        if self.dies_at and self.passed >= self.dies_at:
            self.died_at = self.died_at or boundary
            raise Died(boundary)
        is_time = bool(self.stops_at) and self.passed >= self.stops_at
        if is_time and self.meanwhile and not connection.in_atomic_block:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile(boundary)

    def state(self, sql: str) -> None:
        """Pass the boundary before a statement."""
        was_inside, self._in_transaction = self._in_transaction, connection.in_atomic_block
        if self._stage == BEFORE_COMMIT and was_inside and not self._in_transaction:
            self._stage = AFTER_COMMIT
        self.reach(self._stage)
        if sql.startswith(CLAIM) and self._stage in (BEFORE_CLAIM, AFTER_COMMIT):
            self._stage = BEFORE_SEND

    def exchange(self, send: Callable[[], Any], *, is_write: bool) -> Any:
        """Pass the boundaries on both sides of a call."""
        self.reach(LEAVING if is_write else READING)
        answer = send()
        self.reach(UNHEARD if is_write else READING)
        if is_write:
            self._stage = BEFORE_COMMIT
        return answer


_living: list[Life] = []


@contextmanager
def living(life: Life) -> Iterator[Life]:
    """What happens inside this block is the work of one process; its death ends the block."""

    def statement(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if _living[-1] is life and not sql.startswith(TIDYING):
            life.state(sql)
        return execute(sql, *rest)

    _living.append(life)
    try:
        with connection.execute_wrapper(statement):
            yield life
    except Died:
        pass
    finally:
        _living.pop()


class FatefulTransport(SandboxTransport):
    """The way to the sandbox, with a boundary before a call leaves and after its answer came."""

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        def send() -> Any:
            return SandboxTransport.send(self, request, *args, **kwargs)

        if not _living:
            return send()
        is_write = request.method != "GET" and ACCOUNTING in request.url
        return _living[-1].exchange(send, is_write=is_write)


def transport() -> FatefulTransport:
    return FatefulTransport(world.transport().sandbox)
