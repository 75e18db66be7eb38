"""Meters every call to Xero, and says whether background work may make one more now.

People are never held back here: the reserve that background work leaves is theirs. Xero's
windows are fixed and differ per organisation (60 calls a minute, 1,000 or 5,000 a day), so
what its headers said last is worth more than any counting of ours.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from ..client.http import Exchange
from ..conf import conf
from .models import AppMinute, CallBudget, CallHour, Connection

logger = logging.getLogger(__name__)

MINUTE = timedelta(minutes=1)
MINUTE_RESERVE = 20
"""Calls of an organisation's minute that are kept for people."""

DAY_RESERVE = 100
"""Calls of an organisation's day that are kept for people: a tenth of the smallest plan."""

DAY_RETRY = timedelta(hours=1)
"""How soon to try again when the day is nearly spent; its end is not published."""

KEPT = timedelta(days=35)
UNKNOWN_WAIT = timedelta(seconds=60)
"""After a 429 that does not say how long to wait."""

OUTCOMES = {400: "validation", 401: "token", 403: "forbidden", 404: "not_found", 429: "throttled"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether background work may call now; else when to come back, and why."""

    allowed: bool
    again_at: datetime | None = None
    reason: str = ""


ALLOWED = Verdict(allowed=True)


@dataclass(frozen=True, slots=True)
class Meter:
    """Hears of each call of one organisation; failing to note one fails nothing else."""

    connection_id: Any

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
            wait = timedelta(seconds=limits.retry_after) if limits.retry_after else UNKNOWN_WAIT
            seen |= {"blocked_until": now + wait, "blocked_by": limits.problem}
        if not seen:
            return
        mine = CallBudget.objects.filter(connection_id=self.connection_id)
        if not mine.update(**seen):
            CallBudget.objects.bulk_create(
                [CallBudget(connection_id=self.connection_id, **seen)], ignore_conflicts=True
            )


def outcome_of(status: int | None) -> str:
    """One word for how a call ended, as the health page shows it."""
    if status is None:
        return "no_answer"
    if status < 400:
        return "ok"
    return OUTCOMES.get(status, "unavailable" if status >= 500 else "refused")


def background_may_call(connection: Connection, now: datetime, calls: int = 1) -> Verdict:
    """Whether background work may make so many calls to this organisation now."""
    budget = CallBudget.objects.filter(connection=connection).first()
    if budget is None:
        return ALLOWED
    if budget.blocked_until is not None and now < budget.blocked_until:
        return Verdict(False, budget.blocked_until, budget.blocked_by or "throttled")
    if budget.seen_at is None:
        return ALLOWED
    if _is_short(budget.day_left, DAY_RESERVE, calls) and now - budget.seen_at < DAY_RETRY:
        return Verdict(False, budget.seen_at + DAY_RETRY, "day")
    if _is_short(budget.minute_left, MINUTE_RESERVE, calls) and now - budget.seen_at < MINUTE:
        return Verdict(False, budget.seen_at + MINUTE, "minute")
    return ALLOWED


def _is_short(left: int | None, reserve: int, calls: int) -> bool:
    return left is not None and left - calls < reserve


def take_app_minute(now: datetime, calls: int) -> bool:
    """Take calls from what the whole app may make in this minute; False when they are spent.

    One conditional update, so that any number of processes share the budget exactly.
    """
    minute = now.replace(second=0, microsecond=0)
    most = conf.APP_CALLS_PER_MINUTE - calls
    room = AppMinute.objects.filter(minute=minute, calls__lte=most)
    if room.update(calls=F("calls") + calls):
        return True
    if most < 0 or AppMinute.objects.filter(minute=minute).exists():
        return False
    AppMinute.objects.bulk_create([AppMinute(minute=minute)], ignore_conflicts=True)
    return bool(room.update(calls=F("calls") + calls))


def forget_old(now: datetime) -> None:
    """Drop the counts that no page shows any more."""
    CallHour.objects.filter(hour__lt=now - KEPT).delete()
    AppMinute.objects.filter(minute__lt=now - timedelta(days=1)).delete()
