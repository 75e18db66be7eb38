"""The racers, their rounds, and what is counted; see ``refresh_race``."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
from django.db import connections as databases
from django.utils import timezone
from requests.adapters import HTTPAdapter

from tests.faults.killed_story import connect
from tests.faults.standing import ask, forks
from xero_integration.connections.grants import columns_for, open_tokens
from xero_integration.connections.session import client_for
from xero_integration.exceptions import RefreshBusy, Unavailable, XeroIntegrationError
from xero_integration.models import Connection, Grant

XERO_TAKES = 0.2
"""Seconds for a refresh: long enough for everybody to come while it is under way."""

COMES_BACK_AFTER = 1.0
MOST_RETURNS = 5
ROUND_ENDS_WITHIN = 60
TOKEN = "/connect/token"
_fork = multiprocessing.get_context("fork")
_is_mortal = [False]


class MortalAdapter(HTTPAdapter):
    """Kills its process when the answer to a refresh has arrived and is not saved yet."""

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().send(request, *args, **kwargs)
        if _is_mortal[0] and TOKEN in (request.url or ""):
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


def transport() -> MortalAdapter:
    return MortalAdapter(max_retries=0)


@dataclass
class Tally:
    """What came of all rounds; ``broken`` names what should not have been."""

    rounds: int = 0
    refreshes: Counter[int] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    returns: Counter[int] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=lambda: {"worker": 0.0, "person": 0.0})
    broken: list[str] = field(default_factory=list)

    def add(self, name: str, refreshes: int, expected: int, results: list[dict[str, Any]]) -> None:
        self.rounds += 1
        self.refreshes[refreshes] += 1
        if refreshes != expected:
            self.broken.append(f"{name}: {refreshes} refreshes")
        for each in results:
            self.outcomes[each["outcome"]] += 1
            self.returns[each["returns"]] += 1
            kind = each["kind"]
            self.slowest[kind] = max(self.slowest[kind], each["seconds"])
            if each["outcome"] != "proceeded":
                self.broken.append(f"{name}: a {kind} got {each['outcome']}")

    def as_json(self) -> dict[str, Any]:
        return {
            "rounds": self.rounds,
            "refreshes_per_round": dict(self.refreshes),
            "outcomes": dict(self.outcomes),
            "returns": dict(sorted(self.returns.items())),
            "slowest_seconds": {kind: round(value, 2) for kind, value in self.slowest.items()},
            "broken": self.broken,
        }


def play(url: str, callback: str, chosen: argparse.Namespace) -> dict[str, Any]:
    connection = connect(url, callback)
    race = Race(url, connection, chosen.processes)
    with race.field():
        for number in range(chosen.rounds):
            race.round(f"round {number}", expected=1)
        for number in range(chosen.lost):
            race.lose_an_answer()
            race.round(f"lost answer {number}", expected=1)
        for number in range(chosen.deaths):
            race.kill_before_saving()
            race.round(f"death {number}", expected=1)
    refused = [each for each in race.token_calls(0) if each["status"] not in (200, None)]
    if refused:
        race.tally.broken.append(f"{len(refused)} refreshes were refused")
    if Grant.objects.get().state != "active":
        race.tally.broken.append("the grant was lost")
    return race.tally.as_json()


class Race:
    """So many processes, of which every fourth is a person's request."""

    def __init__(self, url: str, connection: Connection, processes: int) -> None:
        self.url = url
        self.connection = connection
        self.processes = processes
        self.tally = Tally()
        self._start = _fork.Barrier(processes + 1)
        self._results: Any = _fork.Queue()
        self._slow_down()

    @contextmanager
    def field(self) -> Iterator[None]:
        """The processes, which wait for their rounds until the end."""
        with forks([partial(self._run, number) for number in range(self.processes)]):
            try:
                yield
            finally:
                self._start.abort()

    def round(self, name: str, *, expected: int) -> None:
        """Everybody finds the token expired at the same moment."""
        expire()
        before = ask(self.url, "requests")["last"]
        databases.close_all()
        self._start.wait(ROUND_ENDS_WITHIN)
        results = [self._results.get(timeout=ROUND_ENDS_WITHIN) for _ in range(self.processes)]
        self.tally.add(name, len(self.token_calls(before)), expected, results)

    def token_calls(self, since: int) -> list[dict[str, Any]]:
        asked: dict[str, Any] = {"since": since, "path": TOKEN}
        return list(ask(self.url, "requests", **asked)["requests"])

    def lose_an_answer(self) -> None:
        """Xero renews the tokens, and nobody hears of it."""
        self._slow_down(drop="after", times=1)
        expire()
        with forks([partial(self._come_once, Unavailable)]):
            pass
        self._slow_down()

    def kill_before_saving(self) -> None:
        """The process dies with the new tokens in its hands; a minute later its lease is over."""
        expire()
        with forks([self._die]):
            pass
        held = Grant.objects.filter(lease_until__gt=timezone.now())
        if not held.update(lease_until=timezone.now()):
            self.tally.broken.append("a process that was to die did not")

    def _slow_down(self, **first: Any) -> None:
        """Each refresh takes its time; ``first`` is what else happens to the next one."""
        ask(self.url, "faults", method="DELETE")
        for rule in ([first] if first else []) + [{"times": None}]:
            ask(self.url, "faults", method="POST", path=TOKEN, delay=XERO_TAKES, **rule)

    def _come_once(self, expected: type[Exception]) -> None:
        with suppress(expected):
            client_for(self.connection)

    def _die(self) -> None:
        _is_mortal[0] = True
        client_for(self.connection)

    def _run(self, number: int) -> None:
        is_person = number % 4 == 0
        while True:
            try:
                self._start.wait(2 * ROUND_ENDS_WITHIN)
            except threading.BrokenBarrierError:
                return
            started = time.monotonic()
            outcome, returns = self._proceed(wait=is_person)
            self._results.put(
                {
                    "kind": "person" if is_person else "worker",
                    "outcome": outcome,
                    "returns": returns,
                    "seconds": time.monotonic() - started,
                }
            )

    def _proceed(self, *, wait: bool) -> tuple[str, int]:
        """Get a client and use its token. How it ended, and after how many returns."""
        for returns in range(1 if wait else MOST_RETURNS + 1):
            try:
                client_for(self.connection, wait=wait).identity.connections()
            except RefreshBusy:
                # What the queue does with an operation that is handed back.
                time.sleep(COMES_BACK_AFTER)
            except XeroIntegrationError as error:
                return error.code, returns
            else:
                return "proceeded", returns
        return RefreshBusy.code, returns


def expire() -> None:
    """As if the token's half hour were over, without moving a clock that others read."""
    grant = Grant.objects.get()
    aged = msgspec.structs.replace(
        open_tokens(grant.token_set), expires_at=timezone.now() - timedelta(seconds=1)
    )
    Grant.objects.filter(pk=grant.pk).update(**columns_for(aged))
