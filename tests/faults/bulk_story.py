"""Who works on the bulk, and what is counted in the end; see ``bulk_run``."""

from __future__ import annotations

import argparse
import multiprocessing
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connections as databases
from django.utils import timezone

from tests.faults.killed_story import ADMIN, connect
from tests.faults.processes_story import Story
from tests.faults.standing import ask, forks
from xero_integration.client import wire
from xero_integration.connections.session import client_for
from xero_integration.exceptions import XeroIntegrationError
from xero_integration.models import Attempt, CallBudget, Connection, Document, Operation, PollState
from xero_integration.outbox import runner
from xero_integration.outbox import services as outbox
from xero_integration.sync import tasks
from xero_integration.testing.queue import RecordingQueue

XERO_TAKES = 0.3
"""Seconds for an answer: long enough that calls meet."""

BREATH = 0.2
A_PERSON_WAITS = 6.0
PLACES = 5
_fork = multiprocessing.get_context("fork")


def play(url: str, callback: str, chosen: argparse.Namespace) -> dict[str, Any]:
    bulk = Bulk(url, connect(url, callback), chosen)
    bulk.submit()
    with forks(bulk.everybody()):
        try:
            seconds = bulk.wait()
        finally:
            bulk.is_over.set()
        people = bulk.heard()
    return bulk.found(seconds, people)


@dataclass
class Bulk:
    url: str
    connection: Connection
    chosen: argparse.Namespace
    story: Story = field(init=False)
    is_over: Any = field(default_factory=_fork.Event)
    said: Any = field(default_factory=_fork.Queue)

    def __post_init__(self) -> None:
        self.story = Story(self.connection)

    def submit(self) -> None:
        """What one person presses in a list: all at once, in the background."""
        for _document in range(self.chosen.documents):
            self.story.ask()
        RecordingQueue.clear()
        ask(self.url, "faults", method="POST", path="/api.xro/", delay=XERO_TAKES, times=None)

    def everybody(self) -> list[Callable[[], None]]:
        workers = [partial(self._until_over, runner.run_due)] * self.chosen.workers
        readers = [partial(self._until_over, self._poll), partial(self._until_over, self._sweep)]
        return [*workers, *readers, *[self._person] * self.chosen.people]

    def wait(self) -> float:
        """Until every operation has ended; when all are created, some are approved."""
        started, approved = time.monotonic(), False
        while Operation.objects.open().exists() or not approved:
            if time.monotonic() - started > self.chosen.within:
                break
            if not Operation.objects.open().exists():
                self._approve()
                approved = True
            time.sleep(BREATH)
        return time.monotonic() - started

    def heard(self) -> list[dict[str, Any]]:
        return [each for _ in range(self.chosen.people) for each in self.said.get(timeout=60)]

    def found(self, seconds: float, people: Sequence[dict[str, Any]]) -> dict[str, Any]:
        limits = ask(self.url, "limits")
        calls = ask(self.url, "requests", path="/api.xro/")["requests"]
        counted = self._count_at_xero()
        seen = {
            "seconds": round(seconds),
            "calls": len(calls),
            "calls_of": dict(Counter(_noun(each) for each in calls).most_common()),
            "most_in_a_minute": most_in_a_minute([each["at"] for each in calls]),
            "most_at_once": max(limits["most_at_once"].values()),
            "breaches": limits["breaches"],
            "people": dict(Counter(each["outcome"] for each in people)),
            "slowest_person": round(max((each["seconds"] for each in people), default=0), 2),
            "handed_back_after_claim": Attempt.objects.filter(outcome="throttled").count(),
            **{name: counted[name] for name in ("operations", "exactly_once", "states")},
        }
        return {**seen, "broken": list(broken(seen))}

    def _count_at_xero(self) -> dict[str, Any]:
        """After some minutes, and without limits: this is the judge and not the app."""
        ask(self.url, "faults", method="DELETE")
        ask(self.url, "limits", method="POST", per_minute=100_000)
        CallBudget.objects.all().delete()
        return self.story.found()

    def _approve(self) -> None:
        """One call each: nothing of this kind travels in batches."""
        for document in Document.objects.filter(status="DRAFT")[: self.chosen.approvals]:
            body = {"InvoiceID": document.xero_id, "Status": "AUTHORISED"}
            outbox.submit(
                self.connection,
                "document.status",
                subject=f"document:{document.pk}",
                intent="approve",
                body=wire.encode(body).decode(),
                actor=ADMIN,
                target=document.xero_id,
            )

    def _until_over(self, work: Callable[[], object]) -> None:
        while not self.is_over.is_set():
            work()
            # The queue's own pause between two tasks.
            time.sleep(BREATH)
        databases.close_all()

    def _poll(self) -> None:
        PollState.objects.filter(lease_token=None).update(next_at=timezone.now())
        tasks.plan_polls()
        RecordingQueue.run_all()
        RecordingQueue.clear()

    def _sweep(self) -> None:
        tasks.sweep_connection(str(self.connection.pk))
        RecordingQueue.clear()

    def _person(self) -> None:
        """Reads, and sends something small at once, again and again."""
        done: list[dict[str, Any]] = []
        while not self.is_over.is_set():
            for act in (self._read, self._send):
                started = time.monotonic()
                outcome = _tried(act)
                done.append({"outcome": outcome, "seconds": time.monotonic() - started})
                time.sleep(A_PERSON_WAITS)
        databases.close_all()
        self.said.put(done)
        self.said.close()
        self.said.join_thread()

    def _read(self) -> str:
        client_for(self.connection, wait=True).organisation.get()
        return "read"

    def _send(self) -> str:
        pk = uuid.uuid4()
        operation = outbox.submit(
            self.connection,
            "contact.create",
            subject=f"party:{pk}",
            intent="create",
            body=wire.encode({"Name": f"Rimu {pk}", "ContactNumber": str(pk)}).decode(),
            actor=ADMIN,
            pk=pk,
            in_background=False,
        )
        done = runner.run_now(operation)
        return "sent" if done.state == "done" else f"not sent: {done.error_code or done.state}"


def _noun(call: dict[str, Any]) -> str:
    """``POST Invoices`` of ``/api.xro/2.0/Invoices/<id>``."""
    return f"{call['method']} {call['path'].split('/')[3]}"


def _tried(act: Callable[[], str]) -> str:
    try:
        return act()
    except XeroIntegrationError as error:
        return f"refused: {error}"


def broken(seen: dict[str, Any]) -> Iterator[str]:
    """What was promised and not kept."""
    if seen["breaches"]:
        yield f"Xero's limits were met: {seen['breaches']}"
    if seen["most_at_once"] > PLACES:
        yield f"{seen['most_at_once']} calls at once"
    if seen["exactly_once"] != seen["operations"]:
        yield f"{seen['exactly_once']} of {seen['operations']} are in Xero once"
    if set(seen["states"]) != {"done"}:
        yield f"not all is done: {seen['states']}"
    if not seen["people"] or set(seen["people"]) - {"read", "sent"}:
        yield f"people were turned away: {seen['people']}"


def most_in_a_minute(moments: Sequence[str]) -> int:
    """The fullest sixty seconds, wherever they begin."""
    window: deque[datetime] = deque()
    most = 0
    for moment in sorted(map(datetime.fromisoformat, moments)):
        window.append(moment)
        while moment - window[0] >= timedelta(minutes=1):
            window.popleft()
        most = max(most, len(window))
    return most
