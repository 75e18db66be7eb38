"""Meters every call to Xero, and says whether background work may make one more now."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from ..client import RateLimits
from ..client.http import Exchange
from ..conf import conf
from .admission import Priority, Verdict
from .models import AppMinute, CallBudget, CallHour, Connection
from .places import verdict_for

logger = logging.getLogger(__name__)

KEPT = timedelta(days=35)
UNKNOWN_WAIT = timedelta(seconds=60)
"""After a 429 that does not say how long to wait."""

CROWDED_WAIT = timedelta(seconds=5)
"""After one for too many calls at once, which never says: that passes with the calls."""

OUTCOMES = {400: "validation", 401: "token", 403: "forbidden", 404: "not_found", 429: "throttled"}


@dataclass(frozen=True, slots=True)
class Meter:
    """Hears of each call of one connection; failing to note one fails nothing else."""

    connection_id: Any
    xero_tenant_id: str

    def __call__(self, exchange: Exchange) -> None:
        try:
            with transaction.atomic():
                self._count(exchange)
                self._remember(exchange)
        except DatabaseError:
            # The call itself has an outcome that must not be lost for the sake of a statistic.
            logger.warning("A call was not metered", extra={"connection": str(self.connection_id)})

    def _count(self, exchange: Exchange) -> None:
        hour = timezone.now().replace(minute=0, second=0, microsecond=0)
        row = {
            "connection_id": self.connection_id,
            "hour": hour,
            "outcome": outcome_of(exchange.status),
        }
        more = {"calls": F("calls") + 1, "received": F("received") + exchange.received}
        if CallHour.objects.filter(**row).update(**more):
            return
        try:
            with transaction.atomic():
                CallHour.objects.create(**row, calls=1, received=exchange.received)
        except IntegrityError:
            CallHour.objects.filter(**row).update(**more)

    def _remember(self, exchange: Exchange) -> None:
        now, limits = timezone.now(), exchange.limits
        seen: dict[str, Any] = {}
        if limits.minute_remaining is not None or limits.day_remaining is not None:
            seen = {
                "minute_left": limits.minute_remaining,
                "day_left": limits.day_remaining,
                "seen_at": now,
            }
        if exchange.status == 429:
            seen |= {"blocked_until": now + _wait_after(limits), "blocked_by": limits.problem}
        if not seen:
            return
        key = self.xero_tenant_id.lower()
        if not CallBudget.objects.filter(pk=key).update(**seen):
            CallBudget.objects.bulk_create([CallBudget(pk=key, **seen)], ignore_conflicts=True)


def _wait_after(limits: RateLimits) -> timedelta:
    if limits.retry_after:
        return timedelta(seconds=limits.retry_after)
    return CROWDED_WAIT if limits.problem == "concurrent" else UNKNOWN_WAIT


def outcome_of(status: int | None) -> str:
    """One word for how a call ended, as the health page shows it."""
    if status is None:
        return "no_answer"
    if status < 400:
        return "ok"
    return OUTCOMES.get(status, "unavailable" if status >= 500 else "refused")


def background_may_call(
    connection: Connection, now: datetime, calls: int = 1, *, priority: Priority = Priority.SYNC
) -> Verdict:
    """Whether background work may make so many calls to this organisation now.

    For deciding whether to begin: each call takes its place by itself, and may find none.
    """
    return verdict_for(connection.xero_tenant_id, now, priority, calls)


def take_app_minute(now: datetime, calls: int) -> bool:
    """Take calls from what the whole app may make in this minute; False when they are spent.

    One conditional update, so that any number of processes share the budget exactly.
    """
    minute = now.replace(second=0, microsecond=0)
    most = conf.APP_CALLS_PER_MINUTE - calls
    room = AppMinute.objects.filter(minute=minute, calls__lte=most)
    if room.update(calls=F("calls") + calls):
        return True
    # A row that is there by now may be another process's first call of the minute.
    if most < 0 or AppMinute.objects.filter(minute=minute, calls__gt=most).exists():
        return False
    AppMinute.objects.bulk_create([AppMinute(minute=minute)], ignore_conflicts=True)
    return bool(room.update(calls=F("calls") + calls))


def forget_old(now: datetime) -> None:
    """Drop the counts that no page shows any more."""
    CallHour.objects.filter(hour__lt=now - KEPT).delete()
    AppMinute.objects.filter(minute__lt=now - timedelta(days=1)).delete()
