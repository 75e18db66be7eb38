"""Decides when a process dies: at any statement to the database or exchange with Xero.

A death is a ``BaseException`` that no code of ours may catch. From then on every further
statement and call of the dead process fails too, so that a ``finally`` can't tidy up as it
couldn't after ``kill -9``; only the rollback of its transaction goes through, which the
database would have made by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from xero_integration.sandbox import SandboxTransport
from xero_integration.testing import world

TRANSPORT = "tests.faults.fate.transport"
NEVER = 10**9
TIDYING = ("ROLLBACK TO SAVEPOINT",)


class Died(BaseException):
    """The process ended here."""


class Life:
    """One process: it dies at the boundary with the given number, counted from 1."""

    def __init__(self, ends_at: int = NEVER) -> None:
        self.ends_at = ends_at
        self.passed = 0
        self.died_at = ""

    def reach(self, boundary: str) -> None:
        """Pass a boundary, or die there; the dead pass none."""
        self.passed += 1
        if self.passed >= self.ends_at:
            self.died_at = self.died_at or boundary
            raise Died(boundary)


_living: list[Life] = []


@contextmanager
def living(life: Life) -> Iterator[Life]:
    """What happens inside this block is the work of one process; its death ends the block."""

    def statement(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.startswith(TIDYING):
            life.reach(f"before {sql.split(' ', 1)[0].lower()}")
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
        if not _living:
            return super().send(request, *args, **kwargs)
        _living[-1].reach("before send")
        answer = super().send(request, *args, **kwargs)
        _living[-1].reach("after answer")
        return answer


def transport() -> FatefulTransport:
    return FatefulTransport(world.transport().sandbox)
