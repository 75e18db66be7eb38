"""The events of one organisation, read for one connection: echoes skipped, the rest fetched."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from ..client import XeroClient
from ..connections.models import Connection
from ..connections.still_connected import check_still_connected
from ..documents import fetching
from ..documents.mirror import News
from ..documents.models import Document, VersionSource
from ..exceptions import (
    ConnectionUnavailable,
    TenantForbidden,
    Throttled,
    XeroIntegrationError,
)
from ..reference import services as reference
from .allowance import Caller, HandBack, background_hold
from .models import PollState, Resource, WebhookEvent
from .unforeseen import contained

logger = logging.getLogger(__name__)

NEWS = News(VersionSource.WEBHOOK)
IDS_PER_CALL = fetching.IDS_PER_CALL
LOOKS = 5
"""How often Xero may answer with something older than it announced; then the poll has to do."""

SAME_CHANGE = timedelta(seconds=5)
"""An event and the stamp of the change it tells of may differ by this much."""

LEASE = timedelta(minutes=5)
AGAIN_AFTER = timedelta(seconds=4)
WAIT_FOR_SIGN_IN = timedelta(minutes=15)
_LONGEST_WAIT = timedelta(hours=1)

Fetch = Callable[[XeroClient, Sequence[str]], set[str]]


class Visit:
    """What became of each event, by its key: ``outcomes``, or ``again_at`` for the later ones."""

    def __init__(
        self, connection: Connection, events: Sequence[WebhookEvent], token: uuid.UUID
    ) -> None:
        self.mine = WebhookEvent.objects.held_by(token)
        self.connection = connection
        self.events = events
        self.outcomes: dict[int, str] = {}
        self.again_at: dict[int, datetime] = {}
        self.is_down_until: datetime | None = None
        self.caller = Caller(connection, background_hold(connection))

    def make(self) -> None:
        """Read every category; what fails comes back later and does not hold up the others."""
        readers: dict[str, Fetch] = {
            "INVOICE": self._invoices,
            "CREDITNOTE": self._credit_notes,
            "CONTACT": self._contacts,
        }
        for category, fetch in readers.items():
            events = [event for event in self.events if event.category == category]
            unknown = events if category == "CONTACT" else self._without_echoes(events)
            for first in range(0, len(unknown), IDS_PER_CALL):
                self._read(unknown[first : first + IDS_PER_CALL], fetch)

    def _without_echoes(self, events: Sequence[WebhookEvent]) -> list[WebhookEvent]:
        held = self._held(events)
        news = []
        for event in events:
            if _is_held(event, held.get(event.resource_id)):
                self.outcomes[event.pk] = "echo"
            else:
                news.append(event)
        return news

    def _held(self, events: Iterable[WebhookEvent]) -> dict[str, datetime | None]:
        ids = [event.resource_id for event in events]
        mine = Document.objects.filter(connection=self.connection, xero_id__in=ids)
        return dict(mine.values_list("xero_id", "updated_at"))

    def _read(self, events: Sequence[WebhookEvent], fetch: Fetch) -> None:
        if self.is_down_until is not None:
            self._later(events, self.is_down_until)
            return
        if not self.mine.update(lease_until=timezone.now() + LEASE):
            return
        ids = [event.resource_id for event in events]
        try:
            with contained("Reading webhook events", connection=str(self.connection.pk)):
                found = self.caller.call(lambda client: fetch(client, ids))
        except HandBack as later:
            self._later(events, later.again_at)
        except XeroIntegrationError as error:
            self._failed(events, error)
        else:
            self._note(events, found)

    def _invoices(self, client: XeroClient, ids: Sequence[str]) -> set[str]:
        found = fetching.take_over_invoices(self.connection, client, ids, NEWS)
        return {document.xero_id for document in found}

    def _credit_notes(self, client: XeroClient, ids: Sequence[str]) -> set[str]:
        found = fetching.take_over_credit_notes(self.connection, client, ids, NEWS)
        return {document.xero_id for document in found}

    def _contacts(self, client: XeroClient, ids: Sequence[str]) -> set[str]:
        contacts = client.contacts.all(IDs=ids, includeArchived=True)
        reference.apply_contacts(self.connection, contacts)
        return {str(contact.contact_id) for contact in contacts}

    def _note(self, events: Sequence[WebhookEvent], found: set[str]) -> None:
        """Xero may announce a change before its own lists tell of it."""
        held = self._held(events)
        for event in events:
            if event.resource_id not in found:
                # A bill, which is not mirrored, or something that Xero no longer has.
                self.outcomes[event.pk] = "not_ours"
            elif event.category == "CONTACT" or _is_told(event, held.get(event.resource_id)):
                self.outcomes[event.pk] = "read"
            elif event.attempts < LOOKS:
                self._later([event], timezone.now() + AGAIN_AFTER * 2**event.attempts)
            else:
                self.outcomes[event.pk] = "left_to_poll"
                self._make_poll_due()

    def _make_poll_due(self) -> None:
        polls = PollState.objects.of(self.connection)
        documents = (Resource.INVOICES, Resource.CREDIT_NOTES)
        polls.filter(resource__in=documents).update(next_at=timezone.now())

    def _failed(self, events: Sequence[WebhookEvent], error: XeroIntegrationError) -> None:
        if isinstance(error, TenantForbidden):
            check_still_connected(self.connection)
        logger.warning(
            "Webhook events could not be read",
            extra={"connection": str(self.connection.pk), "code": error.code},
        )
        again_at = timezone.now() + _wait(error, events)
        if error.retryable:
            # The next forty would fail alike, each after its own time-out.
            self.is_down_until = again_at
        self._later(events, again_at)

    def _later(self, events: Iterable[WebhookEvent], at: datetime) -> None:
        for event in events:
            self.again_at[event.pk] = at


def _is_held(event: WebhookEvent, updated_at: datetime | None) -> bool:
    """Xero's stamps have milliseconds in both places; an event without one is always news."""
    return bool(event.happened_at and updated_at and updated_at >= event.happened_at)


def _is_told(event: WebhookEvent, updated_at: datetime | None) -> bool:
    """After reading: the stamp may be a moment before the event, never much."""
    moment = event.happened_at
    return moment is None or bool(updated_at and updated_at >= moment - SAME_CHANGE)


def _wait(error: XeroIntegrationError, events: Sequence[WebhookEvent]) -> timedelta:
    if isinstance(error, Throttled) and error.retry_after:
        return timedelta(seconds=error.retry_after)
    if isinstance(error, ConnectionUnavailable):
        return WAIT_FOR_SIGN_IN
    return _patience(events)


def _patience(events: Sequence[WebhookEvent]) -> timedelta:
    """Twice as long after every attempt, up to an hour."""
    attempts = max(event.attempts for event in events)
    doubled: timedelta = AGAIN_AFTER * 2 ** min(attempts, 12)
    return min(doubled, _LONGEST_WAIT)
