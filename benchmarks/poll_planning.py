"""Plans the polls of 10,000 organisations, minute by simulated minute, and makes them.

``python -m benchmarks.poll_planning [--connections N] [--minutes M]`` fills a fresh PostgreSQL
database (``DATABASE_URL``, else 127.0.0.1:5432; it does not wait for its disk) with connections
that have been polled for long. Each simulated minute the planner runs as scheduled and hands
its tasks to django-q2's own broker in that database; then the tasks are run as workers run
them, spread over the minute, against a Xero that is simulated in the process: every
organisation has its limits of calls, one in twenty has a new change each time it is asked.
Then all workers stand still for ten minutes, which leaves about three polls a connection
overdue, and go on.

The marks: the planner spends less than 1 s of CPU a minute, also after the standstill; while
all runs evenly no minute has 1.25 times the calls of the average; in no minute does the app
make more than 10,000 calls.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

import requests
import time_machine
from requests.adapters import BaseAdapter

from benchmarks import _box, _scratch

CPU_MARK, EVEN_MARK, APP_MARK = 1.0, 1.25, 10_000
START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WARMING_UP, STANDSTILL, AFTERWARDS = 1, 10, 3
ORGANISATIONS_A_USER = 25
BUSY_EVERY = 20
NOUNS = ("Invoices", "CreditNotes", "Payments", "Contacts", "Items")
MODULE = "benchmarks.poll_planning"


def main() -> int:
    options = _arguments()
    if options.child:
        print(json.dumps(_simulated(options)))
        return 0
    server = _scratch.postgres_server()
    if server is None:
        print("Left out: no PostgreSQL at DATABASE_URL or 127.0.0.1:5432.")
        return 0
    numbers = ("--connections", str(options.connections), "--minutes", str(options.minutes))
    with _scratch.postgres(server) as url:
        return _report(_scratch.measured(MODULE, url, *numbers), options.connections)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--minutes", type=int, default=5, help="that are judged for evenness")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _report(found: dict[str, Any], connections: int) -> int:
    steady = found["steady"]
    calls = [each["calls"] for each in steady]
    evenness = max(calls) / statistics.mean(calls)
    every = steady + found["later"]
    cpu, most = max(each["cpu"] for each in every), max(each["calls"] for each in every)
    print(f"{connections:,} connections; each minute: tasks, calls, CPU and time of the planner")
    print("\n".join(_line(each) for each in every))
    print(f"planner: {cpu:.2f} s of CPU in its longest minute (mark {CPU_MARK} s)")
    print(f"evenness: {evenness:.2f} x the average in the fullest minute (mark {EVEN_MARK} x)")
    print(f"app: {most:,} calls in the fullest minute (mark {APP_MARK:,})")
    print(f"refused by the simulated Xero: {found['refused']}")
    passed = cpu < CPU_MARK and evenness < EVEN_MARK and most <= APP_MARK
    return 0 if passed and not found["refused"] else 1


class SimulatedXero(BaseAdapter):
    """Empty lists, or one new change; counts and limits calls as Xero does."""

    def __init__(self) -> None:
        super().__init__()
        self.minutes: Counter[datetime] = Counter()
        self.windows: Counter[tuple[str, datetime]] = Counter()
        self.days: Counter[str] = Counter()
        self.refused = 0

    def send(self, request: Any, *_args: Any, **_kwargs: Any) -> requests.Response:
        now, tenant = datetime.now(UTC), request.headers["xero-tenant-id"]
        minute = now.replace(second=0, microsecond=0)
        self.minutes[minute] += 1
        self.windows[tenant, minute] += 1
        self.days[tenant] += 1
        left = 60 - self.windows[tenant, minute]
        answer = requests.Response()
        answer.request, answer.url = request, request.url
        answer.status_code = 200 if left >= 0 and self.minutes[minute] <= APP_MARK else 429
        self.refused += answer.status_code == 429
        answer.headers["X-MinLimit-Remaining"] = str(max(left, 0))
        answer.headers["X-DayLimit-Remaining"] = str(5000 - self.days[tenant])
        answer._content = _body(request.path_url.split("?")[0].rpartition("/")[2], tenant, now)
        return answer

    def close(self) -> None:
        """Nothing is open."""


def _body(noun: str, tenant: str, now: datetime) -> bytes:
    rows = [_invoice(tenant, now)] if noun == "Invoices" and tenant.endswith("b") else []
    stamp = _wire(now)
    pagination = {"page": 1, "pageSize": 1000, "pageCount": len(rows), "itemCount": len(rows)}
    return json.dumps({"DateTimeUTC": stamp, noun: rows, "pagination": pagination}).encode()


def _invoice(tenant: str, now: datetime) -> dict[str, Any]:
    key = str(UUID(int=int(tenant.split("-")[1]) + 1))
    money = {"SubTotal": 100.0, "TotalTax": 15.0, "Total": 115.0}
    return {
        "Type": "ACCREC",
        "InvoiceID": key,
        "InvoiceNumber": "INV-1",
        "Reference": now.isoformat(),
        "Status": "AUTHORISED",
        "Contact": {"ContactID": key, "Name": "Somebody"},
        "DateString": "2026-11-01T00:00:00",
        "Date": "/Date(1793491200000+0000)/",
        "CurrencyCode": "NZD",
        "LineAmountTypes": "Exclusive",
        "LineItems": [],
        "AmountDue": 115.0,
        "AmountPaid": 0.0,
        "AmountCredited": 0.0,
        "UpdatedDateUTC": _wire(now),
        **money,
    }


def _wire(moment: datetime) -> str:
    return f"/Date({int(moment.timestamp() * 1000)}+0000)/"


_xero = SimulatedXero()


def transport() -> SimulatedXero:
    return _xero


def _simulated(options: argparse.Namespace) -> dict[str, Any]:
    app: dict[str, Any] = {
        **_box.SETTINGS,
        "TRANSPORT": f"{MODULE}.transport",
        "SOURCES": {"d": "x"},
    }
    app |= {"FIRST_IMPORT": False, "QUEUE": "xero_integration.background.DjangoQ"}
    broker = {"name": "bench", "orm": "default", "log_level": "ERROR", "timeout": 60, "retry": 90}
    _scratch.set_up(options.child, apps=["django_q"], XERO_INTEGRATION=app, Q_CLUSTER=broker)
    with time_machine.travel(START, tick=False) as clock:
        _do_not_wait_for_the_disk()
        _connect(options.connections)
        minutes = [_minute(number, clock) for number in _minutes(WARMING_UP + options.minutes)]
    steady, later = minutes[WARMING_UP:-AFTERWARDS], minutes[-AFTERWARDS:]
    return {"steady": steady, "later": later, "refused": _transport().refused}


def _do_not_wait_for_the_disk() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            f'ALTER DATABASE "{connection.settings_dict["NAME"]}" SET synchronous_commit = off'
        )
    connection.close()


def _transport() -> SimulatedXero:
    """That of the module by its name; this one may run as ``__main__``."""
    from benchmarks import poll_planning

    return poll_planning.transport()


def _minutes(until_standstill: int) -> Iterator[int]:
    yield from range(until_standstill)
    again = until_standstill + STANDSTILL
    yield from range(again, again + AFTERWARDS)


def _minute(number: int, clock: time_machine.Traveller) -> dict[str, Any]:
    from xero_integration.sync import tasks

    began = START + number * MINUTE
    clock.move_to(began)
    cpu, wall = time.process_time(), time.perf_counter()
    tasks.plan_polls()
    spent = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    queued = _queued()
    for order, task in enumerate(queued):
        clock.move_to(began + 0.95 * MINUTE * order / len(queued))
        task()
    found = {"minute": number, "tasks": len(queued), "calls": _transport().minutes[began], **spent}
    print(_line(found), file=sys.stderr, flush=True)
    return found


def _line(each: dict[str, Any]) -> str:
    counts = f"{each['tasks']:>5,} tasks{each['calls']:>8,} calls"
    return f"minute {each['minute']:>3}{counts}{each['cpu']:>8.2f} s CPU{each['wall']:>8.2f} s"


def _queued() -> list[Callable[[], None]]:
    """What waits in the broker, taken out of it."""
    from django.utils.module_loading import import_string
    from django_q.models import OrmQ

    rows = list(OrmQ.objects.order_by("pk"))
    OrmQ.objects.all().delete()
    return [partial(import_string(row.task["func"]), *row.task["args"]) for row in rows]


def _connect(count: int) -> None:
    """Connections that were polled for long, and whose next polls fall anywhere within a pace."""
    from xero_integration.models import Connection, PollState
    from xero_integration.reference.models import FillState, ListState

    grants = _grants(-(-count // ORGANISATIONS_A_USER))
    connections = Connection.objects.bulk_create(
        Connection(
            grant=grants[number // ORGANISATIONS_A_USER],
            name=f"Organisation {number}",
            xero_tenant_id=f"org-{number}-{'b' if number % BUSY_EVERY == 0 else 'q'}",
        )
        for number in range(count)
    )
    filled = {"state": FillState.READY, "modified_since": START}
    ListState.objects.bulk_create(
        ListState(connection=connection, name=name, **filled)
        for connection in connections
        for name in ("contacts", "items")
    )
    PollState.objects.bulk_create(_polls(connections))


def _polls(connections: Iterable[Any]) -> Iterator[Any]:
    """Each comes at a random moment of its wait, which the planner's minute lengthens a little."""
    from xero_integration.models import PollState
    from xero_integration.sync.cadence import PACES

    dice = Random(7)  # noqa: S311 - the same polls in every run
    for connection in connections:
        for resource, pace in PACES.items():
            yield PollState(
                connection=connection,
                resource=resource,
                interval=pace.slow,
                next_at=START + timedelta(seconds=dice.uniform(0, pace.slow + 30)),
                since=START,
                first_read_at=START,
            )


def _grants(count: int) -> list[Any]:
    from xero_integration.client import TokenSet
    from xero_integration.connections.grants import columns_for
    from xero_integration.models import Grant

    tokens = TokenSet(access_token="a", refresh_token="r", expires_at=START + timedelta(days=1))  # noqa: S106 - of the simulation
    columns = columns_for(tokens)
    return Grant.objects.bulk_create(
        Grant(xero_user_id=f"user-{number}", **columns) for number in range(count)
    )


if __name__ == "__main__":
    sys.exit(main())
