"""Walks one list from Xero into its mirror: claimed, page by page, resumable at any page."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..client import XeroClient
from ..connections.models import Connection
from .lists import Batch, MirroredList
from .models import FillState, ListState

LEASE = timedelta(minutes=5)
# Pages between two looks at the queue, so that one organisation can't hold a worker for long.
PAGES_PER_RUN = 20
# Xero compares whole seconds and does not say whether the boundary is in.
_ROW_OVERLAP = timedelta(seconds=2)
# A change may become visible a moment after the time it carries.
_PASS_OVERLAP = timedelta(minutes=2)


OnPage = Callable[[int, int | None], None]
"""Hears after each page that is kept how many records were seen, and of how many."""


class ListBusyError(Exception):
    """Another process is at this list."""


def run_pass(
    connection: Connection,
    entry: MirroredList,
    client: XeroClient,
    on_page: OnPage | None = None,
) -> bool:
    """Read what is new; False when the run's share of pages is used up before the end.

    Raises ListBusyError when another process is at it, and Xero's errors and those of ``on_page``
    with everything kept that was read before.
    """
    state = ListState.objects.get(connection=connection, name=entry.name)
    now = timezone.now()
    token = ListState.objects.claim(state.pk, now=now, until=now + LEASE)
    if token is None:
        raise ListBusyError
    try:
        return _Pass(connection, entry, state.pk, token).run(client, on_page)
    finally:
        ListState.objects.filter(pk=state.pk, lease_token=token).update(
            lease_token=None, lease_until=None
        )


class _Pass:
    def __init__(
        self, connection: Connection, entry: MirroredList, pk: int, token: uuid.UUID
    ) -> None:
        self.connection = connection
        self.entry = entry
        self.mine = ListState.objects.filter(pk=pk, lease_token=token)
        state = self.mine.get()
        self.since = state.modified_since if entry.incremental else None
        self.cursor = self.since
        self.resumed = state.state == FillState.FILLING and self.since is not None
        self.seen = state.seen if self.resumed else 0
        self.total = state.total if self.resumed else None

    def run(self, client: XeroClient, on_page: OnPage | None) -> bool:
        self._begin()
        opened_at = None
        for number, batch in enumerate(self.entry.read(client, self.since), start=1):
            opened_at = opened_at or batch.server_time
            self._take(batch, first=number == 1)
            if on_page is not None:
                on_page(self.seen, self.total)
            # Rows of one bulk import share their second: there the cursor stands still, and
            # stopping would mean to begin the same pages again.
            moved = self.entry.incremental and self.cursor != self.since
            if number >= PAGES_PER_RUN and moved:
                return False
        self._finish(opened_at)
        return True

    def _begin(self) -> None:
        values: dict[str, Any] = {"state": FillState.FILLING, "error_code": ""}
        if self.resumed:
            self._save(**values)
        else:
            self._save(**values, seen=0, total=None, started_at=timezone.now())

    def _take(self, batch: Batch, *, first: bool) -> None:
        self.seen += len(batch.records)
        self.cursor = _later(self.cursor, _cursor_after(batch))
        with transaction.atomic():
            self._apply(batch)
            values: dict[str, Any] = {"seen": self.seen, "lease_until": timezone.now() + LEASE}
            if first and batch.total is not None:
                self.total = batch.total + self.seen - len(batch.records)
                values["total"] = self.total
            if self.entry.incremental:
                values["modified_since"] = self.cursor
            self._save(**values)

    def _apply(self, batch: Batch) -> None:
        whole = self.entry.apply_whole if self.since is None else None
        apply = whole or self.entry.apply
        if apply is not None:
            apply(self.connection, batch.records)

    def _finish(self, opened_at: datetime | None) -> None:
        proven = opened_at - _PASS_OVERLAP if opened_at else None
        values: dict[str, Any] = {}
        if self.entry.incremental:
            values["modified_since"] = _later(self.cursor, proven)
        self._save(
            state=FillState.READY, finished_at=timezone.now(), attempts=0, error_code="", **values
        )

    def _save(self, **values: Any) -> None:
        # Whoever lost the lease (a machine that slept) must not undo the other's progress.
        if not self.mine.update(**values):
            raise ListBusyError


def _cursor_after(batch: Batch) -> datetime | None:
    """Lists come oldest change first: everything before the last record has been seen."""
    if not batch.records:
        return None
    updated: datetime | None = getattr(batch.records[-1], "updated_date_utc", None)
    return updated - _ROW_OVERLAP if updated else None


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None)
