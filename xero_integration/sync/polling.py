"""Asks Xero what changed in one resource of one organisation, page by page, resumable anywhere.

The cursor is saved after its page is applied and never before, so a process that dies repeats
one page at most. What the next poll asks for begins at Xero's own clock when this one opened.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from ..client import XeroClient
from ..client.answers import Page
from ..client.noun import Noun
from ..client.paging import Cursor, newest
from ..work.services import WorkStoppedError
from .allowance import Caller
from .models import PollState
from .resources import POLLED, Polled

LEASE = timedelta(minutes=5)
PAGES_PER_RUN = 20
"""Pages until the work is handed back, so that one organisation can't hold a worker for long."""

NUMBERED_UP_TO = 20
"""Longer walks go by the date of the last row, which bears changes on the way."""

BY_DATE = 0
"""Kept instead of a page's number by a walk that goes by dates although it is short."""

OVERLAP = timedelta(minutes=2)
"""A change may become visible a moment after the time it carries."""


OnPage = Callable[[int, int | None], None]
"""Hears after each page that is kept how many rows were read, and of how many."""


class LeaseLostError(Exception):
    """Another process holds this poll now; what was read so far is saved."""


@dataclass(frozen=True, slots=True)
class Walked:
    """``whole`` is False when pages are left; ``changed`` is how much of it was news."""

    whole: bool
    changed: int


def walk(
    state: PollState, caller: Caller, token: uuid.UUID, on_page: OnPage | None = None
) -> Walked:
    """Read what is new, under the lease ``token``; raises HandBack, LeaseLostError, Xero's
    errors or those of ``on_page`` with all kept so far.
    """
    return _Walk(state, caller, token, on_page).run()


class _Walk:
    def __init__(
        self, state: PollState, caller: Caller, token: uuid.UUID, on_page: OnPage | None
    ) -> None:
        self.state = state
        self.on_page = on_page
        self.caller = caller
        self.polled: Polled = POLLED[state.resource]
        self.mine = PollState.objects.filter(pk=state.pk, lease_token=token)
        self.changed = 0

    def run(self) -> Walked:
        for _number in range(PAGES_PER_RUN):
            if not self._step():
                # At the end there is nothing left to stop.
                with suppress(WorkStoppedError):
                    self._tell()
                return Walked(True, self.changed)
            self._tell()
        return Walked(False, self.changed)

    def _tell(self) -> None:
        if self.on_page is not None:
            self.on_page(self.state.read, self.state.total)

    def _step(self) -> bool:
        """Read and apply one page; False when it was the last."""
        page, following = self.caller.call(self._ask)
        self._take(page)
        if following is None:
            return not self._finish(page)
        goes_by_date = self.state.page == BY_DATE and following.page == 1
        self._save(since=following.since, page=BY_DATE if goes_by_date else following.page)
        return True

    def _ask(self, client: XeroClient) -> tuple[Page[Any], Cursor | None]:
        by_date = self.state.page == BY_DATE
        cursor = Cursor(self.state.since, 1 if by_date else self.state.page)
        numbered = 1 if by_date else NUMBERED_UP_TO
        noun: Noun[Any] = getattr(client, self.polled.noun)
        return noun.page_at(cursor, numbered_up_to=numbered, **self.polled.filters)

    def _take(self, page: Page[Any]) -> None:
        """Apply a page; the first of a walk also tells when it opened and how long it is."""
        state = self.state
        if state.opened_at is None:
            state.opened_at = page.server_time or timezone.now()
            state.read = 0
            state.total = page.pagination.item_count if page.pagination else len(page)
        self.changed += self.polled.apply(state.connection, self.caller, page)
        state.read += len(page)

    def _finish(self, last: Page[Any]) -> bool:
        """Have the next walk begin where this one opened; False when this one must be repeated.

        A row that changed while several numbered pages were read may have pushed another one
        over the edge of a page: then the same walk is made again, by dates.
        """
        state = self.state
        if state.page > 1 and _changed_since(last, state.opened_at):
            state.opened_at = None
            self._save(page=BY_DATE)
            return False
        since, first_read = self._next_since(), state.first_read_at or timezone.now()
        state.opened_at = None
        self._save(since=since, page=1, first_read_at=first_read)
        return True

    def _next_since(self) -> datetime | None:
        """By Xero's clock only; a walk by dates may have come nearer to now than is safe."""
        opened = self.state.opened_at
        return opened - OVERLAP if opened else self.state.since

    def _save(self, **values: Any) -> None:
        """Keep the cursor and the lease; whoever lost the lease must not move the cursor."""
        state = self.state
        for name, value in values.items():
            setattr(state, name, value)
        kept = self.mine.update(
            **values,
            opened_at=state.opened_at,
            read=state.read,
            total=state.total,
            lease_until=timezone.now() + LEASE,
        )
        if not kept:
            raise LeaseLostError(str(state))


def _changed_since(page: Page[Any], opened: datetime | None) -> bool:
    last = newest(page)
    return bool(last and opened and last > opened)
