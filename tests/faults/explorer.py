"""Plays a schedule against the outbox, lets everything settle, and checks the one invariant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import time_machine
from django.utils import timezone

from tests.faults.fate import Life, living
from tests.faults.schedule import FAULTS, Turn, turns
from tests.outbox.company import Company
from xero_integration.models import Contact, Document, Operation
from xero_integration.outbox import runner

SETTLING_ROUNDS = 40
SETTLING_PAUSE = timedelta(minutes=16)
"""Longer than the longest back-off and than any lease."""

Subject = Callable[[Company, int], list[Operation]]


class ViolationError(AssertionError):
    """The invariant is broken; the message names the seed and the story."""


@dataclass
class Tally:
    """How often each thing went wrong; the long run prints it."""

    schedules: int = 0
    sign_ins: int = 0
    deaths: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)


@dataclass
class Explorer:
    """``reconnect`` is what an administrator does when Xero wants a new sign-in."""

    company: Company
    reconnect: Callable[[], object]
    tally: Tally = field(default_factory=Tally)

    def explore(self, seed: int, subject: Subject) -> None:
        """Play one schedule over what ``subject`` submits; raise ViolationError when it breaks."""
        rng = Random(seed)
        story = turns(rng)
        with time_machine.travel(timezone.now(), tick=False) as clock:
            operations = subject(self.company, seed)
            for turn in story:
                clock.shift(timedelta(seconds=turn.wait))
                self._play(turn, operations)
            self._settle(clock)
            self.tally.schedules += 1
            self._check(seed, story, operations)

    def _settle(self, clock: time_machine.Traveller) -> None:
        """Nothing goes wrong any more; a grant that was lost on the way is given again."""
        self.company.sandbox.faults.clear()
        for _ in range(SETTLING_ROUNDS):
            clock.shift(SETTLING_PAUSE)
            runner.run_due()
            if Operation.objects.filter(state="waiting").exists():
                self.tally.sign_ins += 1
                self.reconnect()
            if not Operation.objects.open().exists():
                break

    def _play(self, turn: Turn, operations: list[Operation]) -> None:
        faults = self.company.sandbox.faults
        faults.clear()
        for name in turn.faults:
            faults.add_fault(**FAULTS[name])
            self.tally.faults[name] += 1
        life = Life(turn.dies_at) if turn.dies_at else Life()
        with living(life):
            if turn.interactive:
                runner.run_now(operations[-1])
            else:
                runner.run_due()
        if life.died_at:
            self.tally.deaths[life.died_at] += 1

    def _check(self, seed: int, story: list[Turn], operations: list[Operation]) -> None:
        for operation in operations:
            operation.refresh_from_db()
            complaint = self._complaint(operation)
            if complaint:
                told = "\n".join(f"  {turn}" for turn in story)
                tries = "\n".join(
                    f"  {each.action}: {each.outcome} {each.message}"
                    for each in operation.story.all()
                )
                raise ViolationError(
                    f"Seed {seed}: {complaint}\nIts schedule:\n{told}\nIts attempts:\n{tries}"
                )

    def _complaint(self, operation: Operation) -> str:
        there = self._held_by_xero(operation)
        if operation.state == "refused" and operation.error_message:
            return "" if not there else f"refused, yet Xero holds {len(there)}"
        if operation.state != "done":
            return f"{operation} is still {operation.state}"
        if len(there) != 1:
            return f"{operation} is done and Xero holds {len(there)}"
        if there != [operation.answer_id]:
            return f"{operation} is done as {operation.answer_id}, Xero holds {there}"
        return "" if self._is_mirrored(operation) else f"{operation} is not mirrored"

    def _held_by_xero(self, operation: Operation) -> list[str]:
        books, mark = self.company.books, str(operation.pk)
        if operation.kind == "contact.create":
            return [key for key, each in books.contacts.items() if each.number == mark]
        return [key for key, each in books.invoices.items() if each.url.endswith(mark)]

    @staticmethod
    def _is_mirrored(operation: Operation) -> bool:
        mirror = Contact if operation.kind == "contact.create" else Document
        found = mirror.objects.filter(connection=operation.connection, xero_id=operation.answer_id)
        return found.count() == 1
