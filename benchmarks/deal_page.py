"""Opens the deal panel beside 1,000 and beside 1,000,000 mirrored documents.

``python -m benchmarks.deal_page [--documents N]`` makes a fresh PostgreSQL database
(``DATABASE_URL``, else 127.0.0.1:5432) and a fresh SQLite one, fills each twice, and asks for the
panel of the same deal as a signed-in rep, through the address and the whole stack of the test
host. The deal has eight documents of its own; the others belong, four each, to other deals of
the same organisation and its 20,000 customers. Ends with 1 when the panel asks the database
more often beside the many, or takes more than twice the time on PostgreSQL.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from benchmarks import _scratch

FEW, MANY, OWN, LINKED_EACH, CUSTOMERS = 1_000, 1_000_000, 8, 4, 20_000
ROUNDS, BATCH = 41, 20_000
MARK = 2.0
STATUSES = ("AUTHORISED", "PAID", "PAID", "DRAFT", "AUTHORISED", "VOIDED", "SUBMITTED", "PAID")


def main() -> int:
    options = _arguments()
    if options.child:
        _scratch.set_up_host(options.child)
        print(json.dumps(_timings(options.documents)))
        return 0
    documents = str(options.documents)
    results = {}
    server = _scratch.postgres_server()
    if server is None:
        print("PostgreSQL left out: no server at DATABASE_URL or 127.0.0.1:5432.")
    else:
        with _scratch.postgres(server) as url:
            found = _scratch.measured("benchmarks.deal_page", url, "--documents", documents)
            results["PostgreSQL"] = found
    with _scratch.sqlite() as url:
        found = _scratch.measured("benchmarks.deal_page", url, "--documents", documents)
        results["SQLite"] = found
    return max(_report(*each) for each in results.items())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=MANY)
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _report(database: str, found: dict[str, Any]) -> int:
    few, many = found["few"], found["many"]
    ratio = many["ms"] / few["ms"]
    print(f"\n{database}: the deal panel, median of {ROUNDS}")
    for each in (few, many):
        print(
            f"{each['documents']:>12,} documents{each['queries']:>5} queries{each['ms']:>8.1f} ms"
        )
    print(f"ratio {ratio:.2f} (limit {MARK:.0f} on PostgreSQL), filled in {many['filled']:.0f} s")
    too_slow = database == "PostgreSQL" and ratio > MARK
    return 1 if too_slow or few["queries"] != many["queries"] else 0


def _timings(many: int) -> dict[str, Any]:
    from xero_integration.models import Connection

    connection = Connection.objects.create(name="Bench", xero_tenant_id="bench", tenant="")
    page, deal = _page()
    found = {}
    filled = 0
    for name, count in (("few", FEW), ("many", many)):
        began = time.perf_counter()
        _fill(connection, deal, range(filled, count))
        filled = count
        _scratch.analyze()
        seconds = time.perf_counter() - began
        found[name] = {"documents": count, "filled": seconds, **_measured(page)}
    return found


def _page() -> tuple[Any, Any]:
    """A browser of a rep on the panel of a deal, as a callable."""
    from django.test import Client
    from django.urls import reverse

    from tests.hosts.plain import factory

    deal = factory.make_deal()
    browser = Client()
    browser.force_login(
        factory.make_user("rep"), backend="django.contrib.auth.backends.ModelBackend"
    )
    url = reverse("xero_integration:panel", args=[factory.source_key, deal.pk])

    def page() -> None:
        answer = browser.get(url)
        if answer.status_code != 200 or b"BENCH-" not in answer.content:
            raise SystemExit(f"The panel shows no documents: {answer.status_code}")

    return page, deal


def _measured(page: Any) -> dict[str, float]:
    from django.db import connection as db
    from django.test.utils import CaptureQueriesContext

    page()
    with CaptureQueriesContext(db) as captured:
        page()
    queries = len(captured)
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        page()
        times.append(time.perf_counter() - began)
    return {"queries": queries, "ms": 1000 * statistics.median(times)}


def _fill(connection: Any, deal: Any, numbers: range) -> None:
    from django.db import transaction

    from xero_integration.documents import bulk
    from xero_integration.models import DealLink, Document

    documents, links = _rows(connection, numbers), _links(deal, numbers)
    while batch := list(islice(documents, BATCH)):
        with transaction.atomic():
            bulk.append(Document, tuple(batch[0]), [tuple(row.values()) for row in batch])
            tied = list(islice(links, BATCH))
            bulk.append(DealLink, tuple(tied[0]), [tuple(row.values()) for row in tied])


def _pk(number: int) -> UUID:
    # Spread like real ones: consecutive keys would flatter every index.
    return UUID(int=random.Random(number).getrandbits(128), version=4)  # noqa: S311 - not a secret


def _rows(connection: Any, numbers: range) -> Iterator[dict[str, Any]]:
    from django.utils import timezone

    now, first = timezone.now(), date(2024, 1, 1)
    for number in numbers:
        status = STATUSES[number % len(STATUSES)]
        day = first + timedelta(days=number * 7 % 1000)
        total = Decimal(number % 90_000 + 1000) / 100
        due = total if status == "AUTHORISED" else Decimal(0)
        key = str(_pk(number))
        yield {
            "id": _pk(number), "connection_id": connection.pk, "xero_id": key, "kind": "ACCREC",
            "status": status, "number": f"BENCH-{number:07}", "reference": "",
            "contact_id": str(UUID(int=number % CUSTOMERS)), "contact_name": "Somebody Ltd",
            "date": day, "due_date": day + timedelta(days=20), "fully_paid_on": None,
            "currency": "NZD", "line_amount_types": "Exclusive", "branding_theme_id": "",
            "url": "", "subtotal": total, "total_tax": Decimal(0), "total": total,
            "amount_due": due, "amount_paid": total if status == "PAID" else Decimal(0),
            "amount_credited": Decimal(0), "remaining_credit": Decimal(0),
            "sent_to_contact": False, "raw_digest": "", "lines_digest": "",
            "settlements_digest": "", "updated_at": now, "learned_at": now,
        }  # fmt: skip


def _links(deal: Any, numbers: range) -> Iterator[dict[str, Any]]:
    from django.utils import timezone

    now = timezone.now()
    for number in numbers:
        other = deal.pk + 1 + number // LINKED_EACH
        yield {
            "document_id": _pk(number),
            "source": "deal",
            "subject_pk": str(deal.pk if number < OWN else other),
            "tenant": "",
            "linked_by_name": "",
            "linked_at": now,
        }


if __name__ == "__main__":
    sys.exit(main())
