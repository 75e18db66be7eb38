"""From facts to reasons: what is not well, in a plain sentence, with a way out. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..connections.admission import SHARES, Priority
from .health import AppFacts, ConnectionFacts, Level, PollHealth, Reason, SiteFacts

LATE = timedelta(minutes=15)
VERY_LATE = timedelta(hours=1)
SWEPT_WITHIN = timedelta(days=3)
LOW_DAY = SHARES[Priority.SYNC].day_kept
"""Calls of the day below which polls stop."""

MANY_CALLS = 10
_TRIES = 3

WAYS: Mapping[str, Any] = {
    "scope_missing": gettext_lazy("Connect again, so that Xero asks for the missing permission."),
    "forbidden": gettext_lazy(
        "See in Xero that the connected user may still work with the organisation."
    ),
}
_TRIED_AGAIN = gettext_lazy("It is tried again by itself; if it lasts, ask a developer.")


def app_reasons(app: AppFacts, site: SiteFacts, now: datetime) -> Iterator[Reason]:
    """What concerns every organisation alike; without numbers, as every tenant is told."""
    yield from _worker(app, now)
    if app.has_webhook_keys:
        yield from _webhook(app, site)
    if site.unread_deliveries:
        yield Reason(
            "unread_deliveries",
            Level.WARNING,
            _("Some webhook deliveries could not be read; they are kept."),
            _("Update the app, which may not know a new form; polls bring the news until then."),
        )


def _webhook(app: AppFacts, site: SiteFacts) -> Iterator[Reason]:
    """Where nothing changes in Xero it does not call: only news that it kept to itself tells."""
    if site.last_delivery_at is None:
        yield Reason(
            "webhook_silent",
            Level.WARNING,
            _("A webhook key is set, but Xero has never called."),
            _("Check the delivery address of the webhook at developer.xero.com."),
        )
    elif _is_since(app.news_by_poll_at, site.last_delivery_at + VERY_LATE):
        yield Reason(
            "webhook_stopped",
            Level.WARNING,
            _("Xero's webhook is silent, though a poll found changes of which it should tell."),
            _("See the webhook's status and deliveries at developer.xero.com."),
        )


def _worker(app: AppFacts, now: datetime) -> Iterator[Reason]:
    if app.active_connections and not app.planned_polls:
        yield Reason(
            "no_polls",
            Level.FAILING,
            _("No poll is planned for any organisation."),
            _("Run manage.py xero_sync once; connecting again plans them too."),
        )
    elif _is_before(app.oldest_poll_at, now - LATE) and not _is_since(app.polled_at, now - LATE):
        yield Reason(
            "worker",
            Level.FAILING,
            _("Nothing was asked of Xero for a while although polls are due."),
            _("Start the worker (manage.py xero_worker), and run manage.py xero_schedules once."),
        )


def connection_reasons(
    facts: ConnectionFacts, now: datetime, *, webhooks: bool
) -> Iterator[Reason]:
    """What concerns one organisation; one that needs a sign-in has no other worry."""
    if not facts.keys_are_readable:
        yield Reason(
            "encryption_key",
            Level.FAILING,
            _("The stored sign-in can't be read with the current encryption keys."),
            _("Put the key it was written with back into ENCRYPTION_KEYS, or connect again."),
            "connection",
        )
    if facts.state == "needs_sign_in":
        yield Reason(
            "needs_sign_in",
            Level.FAILING,
            _("Xero no longer accepts the stored sign-in, so nothing is read or sent."),
            _("Connect to Xero again; what waits goes out by itself then."),
            "connection",
        )
    if facts.state != "active":
        return
    yield from _polls(facts, now)
    yield from _calls(facts, now)
    yield from _queues(facts, now)
    yield from _sweeps(facts, now, webhooks=webhooks)


def _polls(facts: ConnectionFacts, now: datetime) -> Iterator[Reason]:
    for poll in facts.polls:
        if poll.error_code:
            yield _failed_poll(poll)
    late = [poll for poll in facts.polls if poll.next_at < now - LATE and not poll.error_code]
    is_held = _is_since(facts.blocked_until, now) or _is_low(facts, now)
    if late and not is_held:
        very = any(poll.next_at < now - VERY_LATE for poll in late)
        yield Reason(
            "polls_late",
            Level.FAILING if very else Level.WARNING,
            _("These have not been asked for when they were due: %(names)s.")
            % {"names": ", ".join(poll.label for poll in late)},
            _("See that the worker runs and is not behind; more workers share the work."),
        )


def _failed_poll(poll: PollHealth) -> Reason:
    is_lasting = poll.attempts >= _TRIES or poll.error_code in {"scope_missing", "forbidden"}
    values = {"label": poll.label, "code": poll.error_code}
    return Reason(
        f"poll_{poll.resource}",
        Level.FAILING if is_lasting else Level.WARNING,
        _("%(label)s could not be read from Xero (%(code)s).") % values,
        str(WAYS.get(poll.error_code, _TRIED_AGAIN)),
        "connection" if poll.error_code in WAYS else "",
    )


def _calls(facts: ConnectionFacts, now: datetime) -> Iterator[Reason]:
    if _is_since(facts.blocked_until, now):
        yield Reason(
            "throttled",
            Level.WARNING,
            _("Xero takes no more calls of this organisation for now."),
            _("Nothing to do: the work goes on by itself when Xero allows it."),
        )
    elif _is_low(facts, now):
        yield Reason(
            "day_low",
            Level.WARNING,
            _("Only %(count)s calls are left today; background work waits.")
            % {"count": facts.day_left},
            _("Turn on webhooks, which save polls, or ask Xero for a larger plan."),
        )
    hour = facts.hours[-1] if facts.hours else None
    if hour and hour.calls >= MANY_CALLS and hour.failed * 2 > hour.calls:
        yield Reason(
            "calls_fail",
            Level.WARNING,
            _("More than half of the calls of this hour failed."),
            _("See status.xero.com; if Xero is well, see the codes below."),
        )


def _queues(facts: ConnectionFacts, now: datetime) -> Iterator[Reason]:
    if _is_before(facts.oldest_event_at, now - LATE):
        yield Reason(
            "events_wait",
            _by_age(facts.oldest_event_at, now),
            _("News from Xero's webhook has been waiting to be read."),
            _("See that the worker runs and is not behind."),
        )
    if _is_before(facts.oldest_due_at, now - LATE):
        yield Reason(
            "operations_wait",
            _by_age(facts.oldest_due_at, now),
            _("Work for Xero has been waiting to be sent."),
            _("See that the worker runs, and what the activity page says of it."),
            "activity",
        )


def _sweeps(facts: ConnectionFacts, now: datetime, *, webhooks: bool) -> Iterator[Reason]:
    last = facts.last_sweep
    newest = last.started_at if last else facts.connected_at
    if newest < now - SWEPT_WITHIN:
        yield Reason(
            "not_compared",
            Level.WARNING,
            _("Open documents were not compared with Xero for days."),
            _("Run manage.py xero_schedules once, or manage.py xero_sync --full now."),
        )
    if webhooks and last and last.lost:
        yield Reason(
            "webhooks_lost",
            Level.WARNING,
            ngettext(
                "The last comparison found %(count)s change of which no webhook came.",
                "The last comparison found %(count)s changes of which no webhook came.",
                last.lost,
            )
            % {"count": last.lost},
            _("It is repaired. See the webhook's deliveries at developer.xero.com."),
        )


def _is_low(facts: ConnectionFacts, now: datetime) -> bool:
    is_fresh = _is_since(facts.calls_seen_at, now - VERY_LATE)
    return is_fresh and facts.day_left is not None and facts.day_left < LOW_DAY


def _by_age(moment: datetime | None, now: datetime) -> Level:
    return Level.FAILING if _is_before(moment, now - VERY_LATE) else Level.WARNING


def _is_before(moment: datetime | None, limit: datetime) -> bool:
    return moment is not None and moment < limit


def _is_since(moment: datetime | None, limit: datetime) -> bool:
    return moment is not None and moment >= limit
