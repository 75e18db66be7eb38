"""The nightly comparison of open documents with Xero: begun, continued, handed back.

The webhook wakes, the poll proves, the sweep doubts: what it has to repair shows what the
others missed, so every repair is kept with its likely cause.
"""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

from django.utils import timezone

from .. import background
from ..connections.admission import Priority
from ..connections.models import Connection, ConnectionState
from ..connections.still_connected import check_still_connected
from ..exceptions import TenantForbidden, Throttled, XeroIntegrationError
from ..work import services as work
from ..work.models import WorkKind
from .allowance import Caller, HandBack, Hold, background_hold
from .models import Sweep
from .sweep_walk import LEASE, OnPage, SweepLostError, Walk

logger = logging.getLogger(__name__)

SWEEP_TASK = "xero_integration.sync.tasks.sweep_connection"

SPREAD = timedelta(hours=2)
"""Over which the organisations of a site are spread."""

GOES_ON_FOR = timedelta(hours=20)
"""An unfinished sweep older than this is left behind; the next one begins anew."""

_RETRY = timedelta(minutes=10)


def sweep_all() -> int:
    """Hand out one sweep per usable connection, spread over the next hours."""
    active = Connection.objects.filter(state=ConnectionState.ACTIVE).oldest_first()
    pks = list(active.values_list("pk", flat=True))
    for number, pk in enumerate(pks):
        delay = SPREAD * number / len(pks)
        background.enqueue(SWEEP_TASK, str(pk), delay=delay or None)
    return len(pks)


def go_on(connection: Connection) -> None:
    """Compare within the background's budgets; what is left goes back to the queue.

    One that a person stopped is left alone until they have it go on, or the next night.
    """
    sweep = begin(connection)
    try:
        last = Priority.SWEEP
        hold = background_hold(connection, priority=last)
        run(sweep, hold, _teller(connection), priority=last)
        work.finish(connection, WorkKind.SWEEP)
    except HandBack as pause:
        _come_back(sweep, pause.again_at - timezone.now())
    except (SweepLostError, work.WorkStoppedError):
        return
    except XeroIntegrationError as error:
        _failed(sweep, error)


def _teller(connection: Connection) -> OnPage:
    meter = work.Meter(connection, WorkKind.SWEEP)
    return lambda sweep, total: meter.page(sweep.compared, total)


def begin(connection: Connection) -> Sweep:
    """The unfinished sweep of this connection, or a new one."""
    now = timezone.now()
    recent = Sweep.objects.filter(connection=connection).unfinished_since(now - GOES_ON_FOR)
    sweep = recent.order_by("-pk").first()
    if sweep is None:
        sweep = Sweep.objects.create(connection=connection, started_at=now)
        work.begin(connection, WorkKind.SWEEP)
    sweep.connection = connection
    return sweep


def run(
    sweep: Sweep,
    hold: Hold,
    on_page: OnPage | None = None,
    *,
    priority: Priority = Priority.SYNC,
) -> None:
    """Compare until the end, here and now, outside of any transaction.

    Raises HandBack when ``hold`` has no call left, SweepLostError when another process is at
    it, and Xero's errors; in each case the same sweep can be run again.
    """
    now = timezone.now()
    token = Sweep.objects.claim(sweep.pk, now=now, until=now + LEASE)
    if token is None:
        raise SweepLostError(str(sweep))
    try:
        sweep.refresh_from_db(fields=["cursor", "compared", "repaired"])
        caller = Caller(sweep.connection, hold, priority=priority)
        Walk(sweep, caller, token).run(on_page)
    finally:
        _release(sweep, token)


def _release(sweep: Sweep, token: uuid.UUID) -> None:
    mine = Sweep.objects.filter(pk=sweep.pk, lease_token=token)
    mine.update(lease_token=None, lease_until=None)


def _failed(sweep: Sweep, error: XeroIntegrationError) -> None:
    Sweep.objects.filter(pk=sweep.pk).update(error_code=error.code)
    extra = {"connection": str(sweep.connection.pk), "code": error.code}
    logger.warning("A sweep stopped", extra=extra)
    if isinstance(error, TenantForbidden):
        check_still_connected(sweep.connection)
    if error.retryable:
        seconds = error.retry_after if isinstance(error, Throttled) else None
        _come_back(sweep, timedelta(seconds=seconds) if seconds else _RETRY)
    else:
        work.fail(sweep.connection, WorkKind.SWEEP, error.code)


def _come_back(sweep: Sweep, wait: timedelta) -> None:
    """Go on with the same sweep, unless the next night's would come first."""
    wait = max(wait, timedelta(seconds=1))
    if timezone.now() + wait < sweep.started_at + GOES_ON_FOR:
        background.enqueue(SWEEP_TASK, str(sweep.connection.pk), delay=wait)
