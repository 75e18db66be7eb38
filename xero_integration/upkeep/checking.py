"""One check-up of a connection: everything it names in Xero, read from the mirrors alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..connections.models import Connection
from ..mapping import services as mapping
from ..reference.services import progress
from . import proposing, repairing
from .models import CheckUp, Proposal
from .reading_defaults import LIST_OF, sort_defaults
from .reading_links import contact_pages, item_pages, sort_contacts, sort_items
from .records import Finding, Place


def check(connection: Connection) -> CheckUp:
    """Sort, mend and propose. Lists that were never read to their end are left out."""
    usable = {entry.name for entry in progress(connection) if entry.usable}
    places = frozenset(place for place, name in LIST_OF.items() if name in usable)
    return _Run(connection, places, timezone.now()).run()


def lock(connection: Connection) -> CheckUp:
    """Whoever mends or decides waits here for who does already; call it in a transaction."""
    return CheckUp.objects.select_for_update().get_or_create(connection=connection)[0]


@dataclass
class _Run:
    """``watched`` are the findings that matter at the end: open ones, and of old proposals."""

    connection: Connection
    places: frozenset[Place]
    started_at: datetime
    before: dict[proposing.PlaceKey, Proposal] = field(default_factory=dict)
    watched: dict[proposing.PlaceKey, Finding] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def run(self) -> CheckUp:
        self.before = proposing.standing(self.connection)
        if Place.CUSTOMER in self.places:
            self._links(contact_pages(self.connection), sort_contacts)
        if Place.PRODUCT in self.places:
            self._links(item_pages(self.connection), sort_items)
        self._defaults()
        return self._end()

    def _links(self, pages: Iterable[list[Any]], sort: Callable[..., list[Finding]]) -> None:
        """A page is read, sorted and mended in one transaction: each repair has its one record."""
        coming = iter(pages)
        while True:
            with transaction.atomic():
                lock(self.connection)
                page = next(coming, None)
                if page is None:
                    return
                findings = sort(self.connection, page)
                repairing.mend_links(self.connection, findings)
            self._note(findings)

    def _defaults(self) -> None:
        """Settings that nobody saved are made anew from what is there, so they can't be wrong."""
        with transaction.atomic():
            lock(self.connection)
            config, revision = mapping.current(self.connection)
            if revision == mapping.NEVER_SAVED:
                return
            found = sort_defaults(self.connection, config)
            findings = [each for each in found if each.use.place in self.places]
            if any(each.is_certain for each in findings):
                repairing.mend_defaults(self.connection, config, revision, findings)
        self._note(findings)

    def _note(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.counts[finding.verdict.value] += 1
            if finding.is_open or finding.place_key in self.before:
                self.watched[finding.place_key] = finding

    def _end(self) -> CheckUp:
        with transaction.atomic():
            row = lock(self.connection)
            still_open = [finding for finding in self.watched.values() if finding.is_open]
            proposing.propose(self.connection, still_open, now=self.started_at)
            proposing.settle(self.connection, self.before, self.watched, self.places)
            row.finished_at, row.counts = timezone.now(), dict(self.counts)
            row.save(update_fields=["finished_at", "counts"])
        return row
