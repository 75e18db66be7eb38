"""Applies pages of 1,000 invoices, from bytes to committed rows, beside the obvious way.

``python -m benchmarks.apply_pages [--pages N]`` makes a fresh SQLite and a fresh PostgreSQL
database (``DATABASE_URL``, else 127.0.0.1:5432; left out where there is none) and ends with 1
when a mark is missed. The pages are those that the sandbox's bulk series renders over HTTP for
``page=…&pageSize=1000``, each invoice with two lines. All sides get the same bytes, turn by
turn, in the same database, in tables that hold the same documents:

* **ours** splits the page and takes it in as the poller does, in one transaction: document,
  lines, settlements and a version with the raw JSON, then a status signal to one listener.
* **obvious** parses the page with the official SDK (``json`` with ``Decimal`` and the
  ``xero_python`` deserializer) and calls ``update_or_create`` on ``Document`` per invoice, each
  call committing for itself, as it does when nobody thinks of it. It keeps no lines, payments,
  versions or digests and announces nothing: less work than ours.
* **in one** is the same loop inside one transaction per page, for comparison.

Three kinds of page: *new* (a first copy), *changed* (each invoice was touched in Xero: a third
paid in full, a third in part, the others edited in their head) and *same* (what is known
already). The marks: changed pages 15 times as fast as the obvious way on PostgreSQL and 8
times on SQLite; a page in which nothing changed 5 times as fast as a changed one.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from benchmarks import _scratch
from tests.sandbox.accounting_fixtures import Xero, box
from xero_integration.client import wire
from xero_integration.sandbox.bulk import seed

MARKS = {"PostgreSQL": 15.0, "SQLite": 8.0}
SAME_MARK = 5.0
SIZE = 1000
KINDS = ("new", "changed", "same")
Bodies = dict[str, list[bytes]]
Apply = Callable[[bytes], None]


def main() -> int:
    options = _arguments()
    if options.child:
        _scratch.set_up(options.child)
        print(json.dumps(_timings(options.pages)))
        return 0
    pages = str(options.pages)
    results = {}
    with _scratch.sqlite() as url:
        results["SQLite"] = _scratch.measured("benchmarks.apply_pages", url, "--pages", pages)
    server = _scratch.postgres_server()
    if server is None:
        print("PostgreSQL left out: no server at DATABASE_URL or 127.0.0.1:5432.")
    else:
        with _scratch.postgres(server) as url:
            found = _scratch.measured("benchmarks.apply_pages", url, "--pages", pages)
            results["PostgreSQL"] = found
    return max(_report(*each) for each in results.items())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=8)
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _report(database: str, found: dict[str, dict[str, float]]) -> int:
    ours, obvious, in_one = found["ours"], found["obvious"], found["in one"]
    print(f"\n{database}: pages of {SIZE:,} invoices, median")
    print(f"{'page':10}{'ours':>12}{'obvious':>12}{'ratio':>9}{'in one':>12}{'ratio':>9}")
    for kind in KINDS:
        print(
            f"{kind:10}{ours[kind]:>9.0f} ms"
            f"{obvious[kind]:>9.0f} ms{obvious[kind] / ours[kind]:>8.1f}x"
            f"{in_one[kind]:>9.0f} ms{in_one[kind] / ours[kind]:>8.1f}x"
        )
    ratio = obvious["changed"] / ours["changed"]
    quicker = ours["changed"] / ours["same"]
    print(f"changed: {ratio:.1f}x the obvious way (mark {MARKS[database]:.0f}x)")
    print(f"same: {quicker:.1f}x as fast as changed (mark {SAME_MARK:.0f}x)")
    return 0 if ratio >= MARKS[database] and quicker >= SAME_MARK else 1


def _timings(pages: int) -> dict[str, dict[str, float]]:
    from xero_integration.models import Connection

    bodies = _bodies(pages)
    ways = {
        "ours": _ours(Connection.objects.create(name="Ours", xero_tenant_id="ours")),
        "obvious": _obvious(Connection.objects.create(name="Theirs", xero_tenant_id="theirs")),
        "in one": _in_one(Connection.objects.create(name="In one", xero_tenant_id="in one")),
    }
    times: dict[str, dict[str, list[float]]] = {way: {} for way in ways}
    for kind in KINDS:
        _scratch.analyze()
        for body in bodies[kind]:
            for way, apply in ways.items():
                times[way].setdefault(kind, []).append(_timed(apply, body))
    return {
        way: {kind: 1000 * statistics.median(each) for kind, each in kinds.items()}
        for way, kinds in times.items()
    }


def _timed(apply: Apply, body: bytes) -> float:
    """Each turn begins with what its own way left behind, and pays for nobody else's."""
    gc.collect()
    _scratch.write_back()
    began = time.perf_counter()
    apply(body)
    return time.perf_counter() - began


def _ours(connection: Any) -> Apply:
    from xero_integration.client import answers
    from xero_integration.client.records import Invoice
    from xero_integration.documents import mirror
    from xero_integration.models import VersionSource
    from xero_integration.signals import document_status_changed

    news = mirror.News(VersionSource.POLL)
    document_status_changed.connect(_heard)

    def apply(body: bytes) -> None:
        mirror.take_in(connection, answers.page(Invoice, "Invoices", body), news)

    return apply


def _heard(**_told: Any) -> None:
    """A host that listens: without one nothing would be announced, and that would be cheaper."""


def _obvious(connection: Any) -> Apply:
    from django.utils import timezone
    from xero_python.accounting import AccountingApi
    from xero_python.api_client import ApiClient
    from xero_python.api_client.deserializer import deserialize

    from xero_integration.models import Document

    finder = AccountingApi(ApiClient()).get_model_finder()

    def apply(body: bytes) -> None:
        data = json.loads(body, parse_float=Decimal)
        for invoice in deserialize("Invoices", data, finder).invoices:
            Document.objects.update_or_create(
                connection=connection,
                xero_id=invoice.invoice_id,
                defaults={**_columns(invoice), "learned_at": timezone.now()},
            )

    return apply


def _in_one(connection: Any) -> Apply:
    from django.db import transaction

    return transaction.atomic(_obvious(connection))


def _columns(invoice: Any) -> dict[str, Any]:
    return {
        "kind": invoice.type,
        "status": invoice.status,
        "number": invoice.invoice_number or "",
        "reference": invoice.reference or "",
        "contact_id": invoice.contact.contact_id,
        "contact_name": invoice.contact.name or "",
        "date": invoice.date,
        "due_date": invoice.due_date,
        "fully_paid_on": invoice.fully_paid_on_date,
        "currency": invoice.currency_code.value,
        "line_amount_types": invoice.line_amount_types.value,
        "branding_theme_id": invoice.branding_theme_id or "",
        "url": invoice.url or "",
        "subtotal": invoice.sub_total,
        "total_tax": invoice.total_tax,
        "total": invoice.total,
        "amount_due": invoice.amount_due,
        "amount_paid": invoice.amount_paid,
        "amount_credited": invoice.amount_credited,
        "sent_to_contact": bool(invoice.sent_to_contact),
        "updated_at": invoice.updated_date_utc,
    }


def _bodies(pages: int) -> Bodies:
    """The pages as Xero would send them: first, after everything was touched, and once more."""
    sandbox = box()
    xero = Xero(sandbox)
    seed(sandbox, xero.tenant, contacts=SIZE, invoices=pages * SIZE)
    bodies: Bodies = {kind: [] for kind in KINDS}
    for number in range(1, pages + 1):
        page = wire.plain(xero.get("Invoices", page=number, pageSize=SIZE, unitdp=4).content)
        for invoice in page["Invoices"]:
            _add_line(invoice)
        bodies["new"].append(wire.encode(page))
        for index, invoice in enumerate(page["Invoices"]):
            _touch(invoice, index)
        bodies["changed"].append(wire.encode(page))
    bodies["same"] = bodies["changed"]
    return bodies


def _add_line(invoice: dict[str, Any]) -> None:
    (line,) = invoice["LineItems"]
    other = UUID(int=UUID(line["LineItemID"]).int ^ (1 << 127))
    invoice["LineItems"].append({**line, "LineItemID": str(other), "Description": "Freight"})


def _touch(invoice: dict[str, Any], index: int) -> None:
    updated = int(invoice["UpdatedDateUTC"][6:-7]) + 3_600_000
    invoice["UpdatedDateUTC"] = f"/Date({updated}+0000)/"
    if index % 3 == 2:
        invoice["Reference"] = f"Order {index}"
        return
    paid = invoice["Total"] if index % 3 == 0 else Decimal("10.00")
    payment = UUID(int=UUID(invoice["InvoiceID"]).int ^ (1 << 126))
    invoice["Payments"] = [
        {
            "PaymentID": str(payment),
            "Date": invoice["Date"],
            "Amount": paid,
            "CurrencyRate": Decimal("1.0000000000"),
            "HasAccount": False,
            "HasValidationErrors": False,
        }
    ]
    invoice["AmountPaid"], invoice["AmountDue"] = paid, invoice["Total"] - paid
    if index % 3 == 0:
        invoice["Status"], invoice["FullyPaidOnDate"] = "PAID", invoice["Date"]


if __name__ == "__main__":
    sys.exit(main())
