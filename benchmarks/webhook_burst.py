"""A burst of webhooks: 10,000 events for 2,000 invoices, taken in by one web process and read.

The web process is waitress with eight threads on PostgreSQL (SQLite without a server); eight
senders on the same machine sign and post. Xero's own deliveries hold several events each, so
both are measured: one event a delivery, and twenty-five. Then one worker drains the inbox
against a Xero in a process of its own. ``python -m benchmarks.webhook_burst``; ends with 1
when fewer than 500 events a second are accepted in deliveries of twenty-five, an answer takes
a second, or reading takes more than sixty calls.
"""

from __future__ import annotations

import http.client
import json
import logging
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import waitress
from django.core.wsgi import get_wsgi_application
from django.db.models import Sum

from benchmarks import _box, _scratch
from xero_integration.client.webhooks import signature

MODULE = "benchmarks.webhook_burst"
KEY = "a-key-of-the-benchmark"
INVOICES, EVENTS, SENDERS = 2_000, 10_000, 8
BATCHES = (25, 1)
ENOUGH_A_SECOND, LONGEST_ANSWER, MOST_CALLS = 500.0, 1.0, 60


def main() -> int:
    if sys.argv[1:2] == ["--child"]:
        _child(*sys.argv[2:])
        return 0
    server = _scratch.postgres_server()
    if server is None:
        print("PostgreSQL left out: no server at DATABASE_URL or 127.0.0.1:5432.")
        return 1
    with _box.served() as xero_url:
        _box.allow_everything(xero_url)
        results = [_burst(server, xero_url, batch) for batch in BATCHES]
    for result in results:
        print(
            f"{result['batch']:>3} events a delivery: {result['rate']:>6.0f} events a second, "
            f"longest answer {result['longest']:.3f} s, read with {result['calls']} calls in "
            f"{result['drained']:.1f} s"
        )
    fine = (
        results[0]["rate"] >= ENOUGH_A_SECOND
        and max(each["longest"] for each in results) < LONGEST_ANSWER
        and max(each["calls"] for each in results) <= MOST_CALLS
    )
    print("marks reached" if fine else "a mark was missed")
    return 0 if fine else 1


def _burst(server: str, xero_url: str, batch: int) -> dict[str, Any]:
    with _scratch.postgres(server) as url:
        tenant = str(_scratch.measured(MODULE, url, "prepare", xero_url)["tenant"])
        events = _events(xero_url, tenant)
        bodies = [_delivery(events[at : at + batch]) for at in range(0, len(events), batch)]
        with web_process(url, xero_url) as port:
            seconds, longest = _send(port, bodies)
        read = _scratch.measured(MODULE, url, "drain", xero_url)
    return {"batch": batch, "rate": len(events) / seconds, "longest": longest, **read}


def _events(xero_url: str, tenant: str) -> list[dict[str, str]]:
    """Invoices that are new in Xero, each announced five times, in turn."""
    begun = datetime.now(UTC)
    ids = [_new_invoice(xero_url, tenant) for _number in range(INVOICES)]
    return [
        {
            "resourceUrl": f"{xero_url}/api.xro/2.0/Invoices/{ids[number % INVOICES]}",
            "resourceId": ids[number % INVOICES],
            "eventDateUtc": _stamp(begun - timedelta(milliseconds=EVENTS - number)),
            "eventType": "UPDATE",
            "eventCategory": "INVOICE",
            "tenantId": tenant,
            "tenantType": "ORGANISATION",
        }
        for number in range(EVENTS)
    ]


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}"


def _new_invoice(xero_url: str, tenant: str) -> str:
    line = {"Description": "Advice", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
    element = {"Type": "ACCREC", "Contact": {"Name": "Kauri Joinery"}, "LineItems": [line]}
    asked = {"tenant": tenant, "act": "create_invoice", "element": element}
    return str(_box.ask(xero_url, "POST", "act", json=asked)["document_id"])


def _delivery(events: list[dict[str, str]]) -> bytes:
    return json.dumps({"events": events, "entropy": uuid.uuid4().hex}).encode()


@contextmanager
def web_process(url: str, xero_url: str) -> Iterator[int]:
    """One waitress with eight threads; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", MODULE, "--child", url, "serve", xero_url, str(port)]
    with subprocess.Popen(command) as process:
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    for _attempt in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The web process did not start.")


def _send(port: int, bodies: list[bytes]) -> tuple[float, float]:
    """Seconds until all were answered 200, and the longest that one answer took."""
    shares = [bodies[sender::SENDERS] for sender in range(SENDERS)]
    started = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as pool:
        longest = max(pool.map(lambda share: _post_all(port, share), shares))
    return time.perf_counter() - started, longest


def _post_all(port: int, bodies: list[bytes]) -> float:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    longest = 0.0
    for body in bodies:
        headers = {"x-xero-signature": signature(body, KEY), "Content-Type": "application/json"}
        started = time.perf_counter()
        line.request("POST", "/webhook/", body, headers)
        answer = line.getresponse()
        answer.read()
        longest = max(longest, time.perf_counter() - started)
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(f"A delivery was answered {answer.status}.")
    return longest


def _child(url: str, what: str, xero_url: str, port: str = "") -> None:
    _scratch.set_up(
        url,
        ROOT_URLCONF="xero_integration.callback_urls",
        ALLOWED_HOSTS=["127.0.0.1"],
        XERO_INTEGRATION={**_box.SETTINGS, "XERO_URL": xero_url, "WEBHOOK_KEYS": [KEY]},
    )
    work: dict[str, Callable[[], dict[str, Any]]] = {
        "prepare": _prepare,
        "drain": _drain,
        "serve": lambda: _serve(int(port)),
    }
    print(json.dumps(work[what]()))


def _prepare() -> dict[str, Any]:
    return {"tenant": _box.connect().xero_tenant_id}


def _serve(port: int) -> dict[str, Any]:
    logging.getLogger("waitress").setLevel(logging.ERROR)
    waitress.serve(get_wsgi_application(), listen=f"127.0.0.1:{port}", threads=SENDERS)
    return {}


def _drain() -> dict[str, Any]:
    from xero_integration.models import CallHour, Document, WebhookEvent
    from xero_integration.sync import tasks

    started = time.perf_counter()
    tasks.drain_webhooks()
    seconds = time.perf_counter() - started
    found = Document.objects.count(), WebhookEvent.objects.filter(state="done").count()
    if found != (INVOICES, EVENTS):
        raise RuntimeError(f"{found[0]} invoices and {found[1]} events were read.")
    calls = CallHour.objects.aggregate(calls=Sum("calls"))["calls"]
    return {"calls": calls, "drained": seconds}


if __name__ == "__main__":
    sys.exit(main())
