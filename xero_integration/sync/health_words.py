"""The health of one connection in people's words, for the page and the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..documents.status import DocumentStatus
from .health import (
    AppHealth,
    ConnectionFacts,
    ConnectionHealth,
    Level,
    PollHealth,
    SweepHealth,
)

TONES: Mapping[Level, str] = {
    Level.OK: "success",
    Level.WARNING: "warning",
    Level.FAILING: "danger",
}
LABELS: Mapping[Level, object] = {
    Level.OK: gettext_lazy("All is well"),
    Level.WARNING: gettext_lazy("Needs a look"),
    Level.FAILING: gettext_lazy("Does not work"),
}
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PollWords:
    label: str
    code: str
    last: str
    next_at: datetime


@dataclass(frozen=True, slots=True)
class RepairWords:
    document: str
    cause: str
    believed: str
    found: str
    repaired_at: datetime


@dataclass(frozen=True, slots=True)
class Words:
    """``facts`` are pairs of a name and what to say of it."""

    tone: str
    label: str
    facts: Sequence[tuple[str, str]]
    polls: Sequence[PollWords]
    failures: Sequence[tuple[str, str, int]]
    repairs: Sequence[RepairWords]


def words_of(health: ConnectionHealth) -> Words:
    facts = health.facts
    return Words(
        tone=TONES[health.level],
        label=str(LABELS[health.level]),
        facts=[
            (_("Behind Xero by"), span(facts.lag)),
            (_("Calls left today"), _left(facts)),
            (_("Calls in 24 hours"), _calls(facts)),
            (_("News waiting to be read"), _since(facts.waiting_events, facts.oldest_event_at)),
            (_("Work waiting to be sent"), _since(facts.due_operations, facts.oldest_due_at)),
            (_("Work waiting for a person"), number(facts.waiting_operations)),
            (_("Overdue checks"), number(facts.overdue_polls)),
            (_("Last comparison"), sweep_words(facts.last_sweep)),
            *(
                [(_("Comparison under way"), _running(facts.running_sweep))]
                if facts.running_sweep
                else []
            ),
        ],
        polls=[
            PollWords(poll.label, poll.error_code, _last(poll), poll.next_at)
            for poll in facts.polls
        ],
        failures=[
            *((_("Refused by Xero"), code, n) for code, n in _counted(facts.refused_operations)),
            *((_("Calls"), code, n) for code, n in _counted(facts.failed_calls)),
        ],
        repairs=[
            RepairWords(
                document=repair.number or repair.xero_id,
                cause=repair.cause_label,
                believed=_version(repair.believed) or _("not known"),
                found=_version(repair.found) or _("no such document"),
                repaired_at=repair.repaired_at,
            )
            for repair in facts.repairs
        ],
    )


def app_words(app: AppHealth) -> Sequence[tuple[str, str]]:
    checked = (_("Last check of any organisation"), ago(app.facts.polled_at))
    site = app.site
    if site is None:
        return [checked] if app.facts.has_webhook_keys else [_without_webhooks(), checked]
    is_deaf = not app.facts.has_webhook_keys and site.last_delivery_at is None
    return [
        _without_webhooks() if is_deaf else (_("Last webhook"), ago(site.last_delivery_at)),
        (_("Last event in a webhook"), ago(site.last_event_at)),
        (_("Gaps between webhooks"), number(site.gaps)),
        (_("Webhooks that could not be read"), number(site.unread_deliveries)),
        checked,
        (
            _("Background calls in this minute"),
            _("%(count)s of %(most)s")
            % {"count": number(site.calls_this_minute), "most": number(site.most_calls_a_minute)},
        ),
    ]


def sweep_words(sweep: SweepHealth | None) -> str:
    if sweep is None or sweep.finished_at is None:
        return _("None yet")
    compared = ngettext("%(n)s document", "%(n)s documents", sweep.compared)
    repaired = ngettext("%(n)s difference", "%(n)s differences", sweep.repaired)
    return "{}, {} ({})".format(
        compared % {"n": number(sweep.compared)},
        repaired % {"n": number(sweep.repaired)},
        date_format(timezone.localtime(sweep.finished_at), "SHORT_DATETIME_FORMAT"),
    )


def ago(moment: datetime | None) -> str:
    if moment is None:
        return _("Never")
    return _("%(span)s ago") % {"span": span(timezone.now() - moment)}


def span(length: timedelta | None) -> str:
    if length is None:
        return _("Not known yet")
    if length < MINUTE:
        return _("less than a minute")
    return timesince(timezone.now() - length, depth=1)


def number(value: int) -> str:
    return str(number_format(value, 0, force_grouping=True))


def _last(poll: PollHealth) -> str:
    if poll.first_read_at is None and poll.total:
        return _("%(read)s of %(total)s read for the first time") % {
            "read": number(poll.read),
            "total": number(max(poll.total, poll.read)),
        }
    return ago(poll.last_polled_at) if poll.last_polled_at else _("Not yet")


def _version(kept: Mapping[str, object]) -> str:
    """Status and amount due of a document as a repair keeps them."""
    if not kept:
        return ""
    status, amount = str(kept.get("status", "")), str(kept.get("amount_due", "0"))
    label = DocumentStatus(status).label if status in DocumentStatus.values else status
    return f"{label}, {number_format(amount, 2, force_grouping=True)}"


def _running(sweep: SweepHealth) -> str:
    text = _("since %(when)s") % {
        "when": date_format(timezone.localtime(sweep.started_at), "SHORT_DATETIME_FORMAT")
    }
    return f"{text} ({sweep.error_code})" if sweep.error_code else text


def _without_webhooks() -> tuple[str, str]:
    told = _("Webhooks are not set up; changes are found by checking regularly.")
    return _("Last webhook"), told


def _left(facts: ConnectionFacts) -> str:
    if facts.day_left is None:
        return _("Not known yet")
    if facts.blocked_until and facts.blocked_until > timezone.now():
        until = date_format(timezone.localtime(facts.blocked_until), "SHORT_DATETIME_FORMAT")
        return _("%(count)s; Xero takes none until %(until)s") % {
            "count": number(facts.day_left),
            "until": until,
        }
    return _("%(count)s (%(when)s)") % {
        "count": number(facts.day_left),
        "when": ago(facts.calls_seen_at),
    }


def _calls(facts: ConnectionFacts) -> str:
    return _("%(count)s, %(size)s received") % {
        "count": number(facts.calls),
        "size": filesizeformat(facts.received),
    }


def _since(count: int, oldest: datetime | None) -> str:
    if not count or oldest is None:
        return number(count)
    return _("%(count)s, the oldest %(when)s") % {"count": number(count), "when": ago(oldest)}


def _counted(codes: Mapping[str, int] | None) -> list[tuple[str, int]]:
    return sorted((codes or {}).items(), key=lambda pair: -pair[1])
