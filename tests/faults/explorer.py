"""Plays a schedule against the outbox, lets everything settle, and checks what was promised.

Replay one schedule with its story: ``make faults SEED=123``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import time_machine
from django.utils import timezone

from tests.faults.beginning import Beginning, played_from
from tests.faults.fate import LEAVING, Life, living
from tests.faults.promises import broken_promise, unlike_xero
from tests.faults.schedule import CANCEL, FAULTS, PRESS, RETRY, Turn, turns
from tests.faults.subjects import CREATIONS, Scene, Subject
from tests.faults.subjects_on_documents import ON_DOCUMENTS
from tests.faults.tally import Tally
from tests.outbox.company import REP, Company
from xero_integration.exceptions import NeedsSignIn, XeroIntegrationError
from xero_integration.models import Connection, Operation
from xero_integration.outbox import runner
from xero_integration.outbox import services as outbox
from xero_integration.outbox.decision import LOOK_AFTER

SUBJECTS = (*CREATIONS, *ON_DOCUMENTS)
SETTLING_ROUNDS = 40
SETTLING_PAUSE = timedelta(minutes=16)
"""Longer than the longest back-off and than any lease."""

MARGIN = timedelta(seconds=1)


class ViolationError(AssertionError):
    """A promise is broken; the message names the seed and tells the story."""


def subject_of(seed: int) -> Subject:
    return SUBJECTS[seed % len(SUBJECTS)]


@dataclass
class Explorer:
    """``reconnect`` is what an administrator does when Xero wants a new sign-in."""

    company: Company
    reconnect: Callable[[], object]
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self.beginning = Beginning(self.company)

    def explore(
        self, seed: int, subject: Subject | None = None, given: list[Turn] | None = None
    ) -> str:
        """Play one schedule and return its story; raise ViolationError when a promise is broken.

        The seed chooses it, unless it is ``given``.
        """
        wanted = subject or subject_of(seed)
        self.beginning.restore()
        with played_from(seed) as clock:
            rng = Random(seed)
            story = given or turns(rng)
            scene = wanted(self.company, rng)
            for turn in story:
                self._play(turn, scene, clock)
            self._settle(scene, clock)
            self.tally.schedules[wanted.__name__.replace("_", " ")] += 1
            complaint = self._complaint(scene)
            told = self._told(seed, wanted, story, complaint)
        if complaint:
            raise ViolationError(told)
        return told

    def _play(self, turn: Turn, scene: Scene, clock: time_machine.Traveller) -> None:
        clock.shift(timedelta(seconds=turn.wait))
        if turn.accountant and scene.interfere:
            scene.interfere()
            self.tally.turns["an accountant in Xero"] += 1
        faults = self.company.sandbox.faults
        faults.clear()
        rules = {name: faults.add_fault(**FAULTS[name]) for name in turn.faults}
        life = Life(
            turn.dies_at,
            stops_at=turn.stops_at,
            meanwhile=lambda boundary: self._take_over(boundary, turn, clock),
        )
        with living(life):
            self._work(turn.who, scene)
        self.tally.turns[turn.who] += 1
        self._count_death(life)
        for name, rule in rules.items():
            self.tally.faults[name] += rule.hits

    def _work(self, who: str, scene: Scene) -> None:
        unsure = Operation.objects.filter(state__in=("ready", "checking", "waiting"))
        try:
            if who == PRESS:
                scene.press()
            elif who == RETRY:
                for operation in unsure:
                    outbox.retry(operation, actor=REP, in_background=False)
                    runner.run_now(operation)
            elif who == CANCEL:
                for operation in unsure:
                    outbox.cancel(operation, actor=REP)
            else:
                runner.run_due()
        except XeroIntegrationError:
            # The person is shown why nothing was done; what was saved must hold all the same.
            self.tally.turns["shown an error"] += 1

    def _take_over(self, boundary: str, turn: Turn, clock: time_machine.Traveller) -> None:
        """The process stands still, and another worker comes by before it goes on."""
        pause = timedelta(seconds=turn.pause)
        if boundary == LEAVING:
            pause = min(pause, _until_the_key_is_forgotten())
        clock.shift(pause)
        self.tally.pauses[boundary] += 1
        other = Life(turn.other_dies_at)
        with living(other):
            runner.run_due()
        self._count_death(other)

    def _count_death(self, life: Life) -> None:
        if life.died_at:
            self.tally.deaths[life.died_at] += 1

    def _settle(self, scene: Scene, clock: time_machine.Traveller) -> None:
        """Nothing goes wrong any more; a grant that was lost on the way is given again."""
        self.company.sandbox.faults.clear()
        if Operation.objects.count() < scene.intents:
            self._work(PRESS, scene)
        for _ in range(SETTLING_ROUNDS):
            clock.shift(SETTLING_PAUSE)
            runner.run_due()
            if Operation.objects.filter(state="waiting").exists():
                self._sign_in_again()
            if not Operation.objects.open().exists():
                break
        if scene.news:
            self._hear(scene.news)

    def _hear(self, news: Callable[[], object]) -> None:
        """A lost sign-in shows when somebody asks; until it is given again there is no news."""
        if Connection.objects.exclude(state="active").exists():
            self._sign_in_again()
        try:
            news()
        except NeedsSignIn:
            self._sign_in_again()
            news()

    def _sign_in_again(self) -> None:
        self.tally.turns["a new sign-in"] += 1
        self.reconnect()

    def _complaint(self, scene: Scene) -> str:
        operations = list(Operation.objects.all())
        for operation in operations:
            self.tally.endings[f"{operation.kind} {operation.state}"] += 1
        if len(operations) != scene.intents:
            return f"of {scene.intents} intents {len(operations)} were kept"
        if breaches := self.company.sandbox.limits.breaches:
            return f"Xero's limits were broken: {dict(breaches)}"
        broken = (broken_promise(self.company, operation) for operation in operations)
        return next(filter(None, broken), "") or unlike_xero(self.company)

    def _told(self, seed: int, subject: Subject, story: list[Turn], complaint: str) -> str:
        tries = [
            f"  {operation}: {each.action} {each.outcome} {each.message}"
            for operation in Operation.objects.order_by("created_at", "id")
            for each in operation.story.all()
        ]
        return "\n".join(
            [
                f"Seed {seed}, {subject.__name__}: {complaint or 'every promise was kept'}",
                "Its schedule:",
                *(f"  {turn}" for turn in story),
                "Its attempts:",
                *tries,
                f"Replay it: make faults SEED={seed}",
            ]
        )


def _until_the_key_is_forgotten() -> timedelta:
    """How long a request may hang between our last look at the lease and its first byte.

    Xero has no way to tell a late request from a new one: what leaves after its key is
    forgotten and a look has found nothing is done again. Nobody's code runs in that gap, so
    only a machine that freezes there for minutes gets into it (see docs/reliability.md).
    """
    sending = Operation.objects.filter(state="sending").exclude(key_used_at=None)
    first = sending.order_by("key_used_at").values_list("key_used_at", flat=True).first()
    if first is None:
        return timedelta(0)
    return max(first + LOOK_AFTER - timezone.now() - MARGIN, timedelta(0))
