"""Searches 100,000 mirrored contacts on SQLite and PostgreSQL, beside the obvious query.

``python -m benchmarks.link_search [--contacts N]`` fills a fresh database of each kind through
the app's own services, times each search, and fails when one takes 50 ms or more. PostgreSQL
is taken from ``DATABASE_URL``, else from 127.0.0.1:5432; where there is none it is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

import dj_database_url
import django
import psycopg
from django.conf import settings

LIMIT_MS = 50.0
ROUNDS = 9
PAGE = 1000
_SYLLABLES = "ka lo mi ter san vel dor an bri mon rex tal um pre sto ne fi gra hol win ber"
_TRADES = "Trading Holdings Plumbing Motors Foods Design Partners Labs Systems Bakery"
_FORMS = "Ltd Limited GmbH SARL Inc LLC"
SYLLABLES, TRADES, FORMS = _SYLLABLES.split(), _TRADES.split(), _FORMS.split()
SEARCHES = {
    "two letters": "an",
    "beginning of names": "karex",
    "a frequent word": "plumbing",
    "two frequent words": "plumbing ltd",
    "a word and a rare letter": "plumbing z",
    "a word and a letter": "plumbing a",
    "inside a word": "orexta",
    "an e-mail address": "info78034@",
    "an account number": "A-050123",
    "a wildcard": "%",
    "nothing like it": "qxzqxz",
}


def main() -> int:
    options = _arguments()
    if options.child:
        _child(options.child, options.contacts)
        return 0
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        results["SQLite"] = _measured(f"sqlite:///{folder}/bench.sqlite3", options.contacts)
        server = _postgres()
        if server is None:
            print("PostgreSQL left out: no server at DATABASE_URL or 127.0.0.1:5432.")
        else:
            with _FreshDatabase(server) as url:
                results["PostgreSQL"] = _measured(url, options.contacts)
    return _report(results, options.contacts)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


def _measured(url: str, contacts: int) -> dict[str, Any]:
    # A process for each: Django's settings are read once.
    command = [sys.executable, "-m", "benchmarks.link_search", "--child", url]
    command += ["--contacts", str(contacts)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _report(results: dict[str, dict[str, Any]], contacts: int) -> int:
    worst = 0.0
    for database, measured in results.items():
        print(f"\n{database}: {contacts:,} contacts, filled in {measured['filled']:.0f} s")
        print(f"{'search for':24}{'ours':>10}{'icontains':>12}{'ratio':>9}")
        for name, (ours, obvious) in measured["searches"].items():
            worst = max(worst, ours)
            print(f"{name:24}{ours:>7.1f} ms{obvious:>9.1f} ms{obvious / ours:>8.1f}x")
    print(f"\nSlowest search: {worst:.1f} ms (limit {LIMIT_MS:.0f} ms)")
    return 0 if worst < LIMIT_MS else 1


class _FreshDatabase:
    """A database of our own on the server, dropped afterwards."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.name = f"xi_bench_{os.getpid()}"

    def __enter__(self) -> str:
        self._run(f"CREATE DATABASE {self.name}")
        return f"{self.server.rpartition('/')[0]}/{self.name}"

    def __exit__(self, *_failure: object) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement.encode())


def _postgres() -> str | None:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        url = "postgresql://postgres@127.0.0.1:5432/postgres"
    server = f"{url.rpartition('/')[0]}/postgres"
    try:
        psycopg.connect(server, connect_timeout=2).close()
    except psycopg.OperationalError:
        return None
    return server


def _child(url: str, contacts: int) -> None:
    settings.configure(
        DATABASES={"default": dict(dj_database_url.parse(url))},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "xero_integration",
        ],
        SECRET_KEY="benchmark",  # noqa: S106 - protects nothing
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(_timings(contacts)))


def _timings(contacts: int) -> dict[str, Any]:
    from django.db import connection as db

    from xero_integration.models import Connection
    from xero_integration.reference.services import (
        apply_contacts,
        search_contacts,
    )

    connection = Connection.objects.create(name="Bench", xero_tenant_id="bench")
    began = time.perf_counter()
    for page in _pages(contacts):
        apply_contacts(connection, page)
    filled = time.perf_counter() - began
    with db.cursor() as cursor:
        cursor.execute("ANALYZE")  # the server does it by itself within a minute
    searches = {
        name: (
            _median(partial(search_contacts, connection, text)),
            _median(partial(_obvious, connection, text)),
        )
        for name, text in SEARCHES.items()
    }
    return {"filled": filled, "searches": searches}


def _obvious(connection: Any, text: str) -> list[Any]:
    """What one writes first: LIKE with a wildcard at both ends, on three columns."""
    from django.db.models import Q

    from xero_integration.reference.models import Contact

    anywhere = Q(name__icontains=text) | Q(email__icontains=text)
    anywhere |= Q(account_number__icontains=text)
    return list(Contact.objects.filter(anywhere, connection=connection).order_by("name")[:8])


def _median(search: Callable[[], object]) -> float:
    search()
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        search()
        times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times)


def _pages(contacts: int) -> Iterator[list[Any]]:
    from xero_integration.client.records import Address, Contact

    dice = random.Random(7)  # noqa: S311 - the same contacts in every run
    names = ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))).title() for _ in range(20_000)]
    page = []
    for number in range(contacts):
        first, second = dice.choice(names), dice.choice(names)
        page.append(
            Contact(
                contact_id=UUID(int=dice.getrandbits(128)),
                name=f"{first} {second} {dice.choice(TRADES)} {dice.choice(FORMS)}",
                email_address=f"info{number}@{first.lower()}.example",
                account_number=f"A-{number:06}",
                tax_number=str(100_000_000 + number),
                contact_status="ARCHIVED" if number % 20 == 0 else "ACTIVE",
                first_name=dice.choice(names),
                addresses=[Address(address_type="POBOX", address_line1=f"{number} High St")],
            )
        )
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


if __name__ == "__main__":
    sys.exit(main())
