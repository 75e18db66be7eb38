"""How long each kind of webhook delivery is kept waiting, one after the other.

``python -m benchmarks.webhook_answers``: the web process of ``webhook_burst`` on PostgreSQL,
each case posted twenty times. Ends with 1 when an answer is wrong or takes 100 ms.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from benchmarks import _scratch, webhook_burst
from xero_integration.client.webhooks import signature

ROUNDS = 20
LONGEST_ANSWER = 0.1
MEGABYTE = 1_000_000
OK, UNAUTHORISED = HTTPStatus.OK, HTTPStatus.UNAUTHORIZED


def main() -> int:
    server = _scratch.postgres_server()
    if server is None:
        print("PostgreSQL left out: no server at DATABASE_URL or 127.0.0.1:5432.")
        return 1
    # No Xero is needed: no delivery asks it for anything.
    nowhere = "http://127.0.0.1:9"
    with _scratch.postgres(server) as url, webhook_burst.web_process(url, nowhere) as port:
        longest = {name: _longest(port, name) for name in CASES}
    for name, seconds in longest.items():
        print(f"{name:>30}: {1000 * seconds:5.1f} ms at most")
    fine = max(longest.values()) < LONGEST_ANSWER
    print("marks reached" if fine else "a mark was missed")
    return 0 if fine else 1


def _longest(port: int, name: str) -> float:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    return max(_seconds(line, name) for _round in range(ROUNDS))


def _seconds(line: http.client.HTTPConnection, name: str) -> float:
    body, signed, expected = _delivery(name)
    headers = {"x-xero-signature": signed, "Content-Type": "application/json"}
    started = time.perf_counter()
    line.request("POST", "/webhook/", body, headers)
    answer = line.getresponse()
    said = answer.read()
    seconds = time.perf_counter() - started
    if (answer.status, said) != (expected, b""):
        raise RuntimeError(f"{name} was answered {answer.status}.")
    return seconds


def _delivery(name: str) -> tuple[bytes, str, HTTPStatus]:
    """Body, signature and the right answer."""
    body = CASES[name]()
    signed = signature(body, webhook_burst.KEY)
    if name != "one flipped character":
        return body, signed, OK
    return body, ("B" if signed[0] == "A" else "A") + signed[1:], UNAUTHORISED


REPLAYED = json.dumps({"events": [], "entropy": "REPLAY"}).encode()


def _event(**changes: str) -> Mapping[str, str]:
    moment = datetime.now(UTC) - timedelta(seconds=1)
    return {
        "resourceId": str(uuid.uuid4()),
        "eventDateUtc": f"{moment:%Y-%m-%dT%H:%M:%S.%f}"[:-3],
        "eventType": "UPDATE",
        "eventCategory": "INVOICE",
        "tenantId": str(uuid.uuid4()),
        **changes,
    }


def _body(*events: Mapping[str, str]) -> bytes:
    return json.dumps({"events": events, "entropy": uuid.uuid4().hex}).encode()


def _megabyte() -> bytes:
    one = _event()
    return _body(*({**one, "resourceId": str(uuid.uuid4())} for _ in range(MEGABYTE // 222)))


CASES: dict[str, Callable[[], bytes]] = {
    "intent to receive": _body,
    "one flipped character": _body,
    "an event": lambda: _body(_event()),
    "a replay": lambda: REPLAYED,
    "events out of order": lambda: _body(
        _event(), _event(eventDateUtc="2026-01-01T00:00:00.000"), _event()
    ),
    "an unknown organisation": lambda: _body(_event(tenantId="nobody")),
    "a megabyte of events": _megabyte,
    "a megabyte that is not JSON": lambda: b"x" * MEGABYTE,
    "not JSON": lambda: b"<events/>",
}


if __name__ == "__main__":
    sys.exit(main())
