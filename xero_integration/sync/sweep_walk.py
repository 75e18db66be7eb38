"""Walks Xero's open documents beside those of the mirror, and mends what differs.

Only what changed before the sweep began counts as a difference: later changes are still on their
ordinary way. Each page is mended before the place is moved, so a sweep that is stopped anywhere
goes on with the page it was at.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from ..client import XeroClient
from ..client.answers import Page
from ..client.paging import Cursor
from ..conf import conf
from ..documents.models import Document, DocumentKind
from ..exceptions import XeroError
from ..work.services import WorkStoppedError
from .allowance import Caller
from .models import PollState, Sweep
from .sweep_compare import OPEN, Facts, believed, differs, told
from .sweep_place import KINDS, Place
from .sweep_repair import Suspect, mend

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)

OnPage = Callable[[Sweep, int], None]
"""Hears after each page how far the sweep is, and of how many documents."""


class SweepLostError(Exception):
    """Another process is at this sweep now."""


@dataclass(frozen=True, slots=True)
class _Kind:
    mirrored: str
    filters: Mapping[str, Any]


_ANY_OPEN = " OR ".join(f'Status=="{status}"' for status in OPEN)

_KINDS: Mapping[str, _Kind] = {
    KINDS[0]: _Kind(
        DocumentKind.ACCREC,
        {"Statuses": OPEN, "where": 'Type=="ACCREC"', "summaryOnly": True},
    ),
    # Xero's list of credit notes knows neither Statuses nor summaryOnly.
    KINDS[1]: _Kind(
        DocumentKind.ACCRECCREDIT, {"where": f'Type=="ACCRECCREDIT" AND ({_ANY_OPEN})'}
    ),
}


class Walk:
    """One run of a sweep under the lease ``token``; raises HandBack when budgets are spent."""

    def __init__(self, sweep: Sweep, caller: Caller, token: uuid.UUID) -> None:
        self.sweep = sweep
        self.caller = caller
        self.mine = Sweep.objects.filter(pk=sweep.pk, lease_token=token)

    def run(self, on_page: OnPage | None = None) -> None:
        place: Place | None = Place.from_json(self.sweep.cursor)
        while place is not None:
            place = self._page(place, on_page)
        self._save(
            cursor={}, finished_at=timezone.now(), error_code="", lease_token=None, lease_until=None
        )

    def _page(self, place: Place, on_page: OnPage | None) -> Place | None:
        kind = _KINDS[place.kind]

        def read(client: XeroClient) -> tuple[Page[Any], Cursor | None]:
            noun = getattr(client, place.kind)
            found: tuple[Page[Any], Cursor | None] = noun.page_at(place.cursor, **kind.filters)
            return found

        page, following = self.caller.call(read)
        count = page.pagination.item_count if page.pagination else len(page)
        place = place.opened(page.server_time or timezone.now(), count)
        rows = _rows(page)
        dates = {xero_id: facts.updated_at for xero_id, facts in rows.items()}
        after = place.after(dates, following)
        is_last = following is None
        suspects = self._suspects(place, rows, None if is_last or after is None else after.low)
        closed = self._mend(place, suspects)
        new = sum(place.is_new(xero_id, updated) for xero_id, updated in dates.items())
        self._moved(after, new + closed)
        if on_page is not None:
            # At the end there is nothing left to stop.
            with suppress(WorkStoppedError) if after is None else nullcontext():
                on_page(self.sweep, place.total)
        return after

    def _suspects(self, place: Place, rows: Mapping[str, Facts], high: Any) -> Sequence[Suspect]:
        """What a page says otherwise, and what it should say but does not."""
        ours = Document.objects.filter(
            connection=self.sweep.connection, kind=_KINDS[place.kind].mirrored
        )
        held = {document.xero_id: document for document in ours.filter(xero_id__in=rows)}
        found = [
            Suspect(xero_id, held.get(xero_id))
            for xero_id, facts in rows.items()
            if self._is_news(held.get(xero_id), facts, place)
        ]
        seen = {*rows, *place.carried}
        unlisted = [
            Suspect(document.xero_id, document)
            for document in ours.filter(_between(place, high), status__in=OPEN, missing_since=None)
            if document.xero_id not in seen
        ]
        return [*found, *unlisted]

    def _is_news(self, document: Document | None, facts: Facts, place: Place) -> bool:
        if document is not None:
            return document.missing_since is not None or differs(believed(document), facts)
        read_at = self._read_at[place.kind]
        if read_at is None:
            return False  # its first import is under way
        return conf.FIRST_IMPORT or bool(facts.updated_at and facts.updated_at >= read_at)

    @cached_property
    def _read_at(self) -> Mapping[str, datetime | None]:
        """When everything was read once; without a first import, when that was left out."""
        polls = PollState.objects.filter(connection=self.sweep.connection)
        read_at = dict(polls.values_list("resource", "first_read_at"))
        return {kind: read_at.get(kind) for kind in KINDS}

    def _mend(self, place: Place, suspects: Sequence[Suspect]) -> int:
        """Read them whole; answers how many of ours are open no more."""
        if place.opened_at is None:
            return 0
        return mend(
            self.sweep, self.caller, suspects, kind=place.kind, opened_at=place.opened_at,
            keep_lease=self._save,
        )  # fmt: skip

    def _moved(self, place: Place | None, compared: int) -> None:
        self.sweep.repaired = self.sweep.repairs.count()
        self._save(
            cursor=place.as_json() if place else {},
            compared=F("compared") + compared,
            repaired=self.sweep.repaired,
        )
        self.sweep.compared += compared

    def _save(self, **values: Any) -> None:
        kept = {"lease_until": timezone.now() + LEASE, **values}
        if not self.mine.update(**kept):
            raise SweepLostError(str(self.sweep))


def _between(place: Place, high: Any) -> Q:
    """Changed between the last row before this page and its last row; or since, and undated."""
    since = Q(updated_at__gte=place.low) if place.low else Q(updated_at__isnull=False)
    if high is not None:
        return since & Q(updated_at__lt=high)
    return since & Q(updated_at__lt=place.opened_at) | Q(updated_at__isnull=True)


def _rows(page: Page[Any]) -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    for record in _readable(page):
        own = getattr(record, "invoice_id", None) or getattr(record, "credit_note_id", None)
        found[str(own)] = told(record)
    return found


def _readable(page: Page[Any]) -> Iterable[Any]:
    for element in page:
        try:
            record = element.record
            told(record)
        except (XeroError, ValueError) as error:
            logger.error("A listed document can't be read", extra={"reason": str(error)})
            continue
        yield record
