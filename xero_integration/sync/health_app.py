"""Reads the facts of the health page that belong to no single organisation."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Min, Q

from ..conf import conf
from ..connections.models import AppMinute, Connection, ConnectionState
from ..connections.querysets import ConnectionQuerySet
from .health import AppFacts, AppHealth, SiteFacts
from .health_verdict import app_reasons
from .models import NOT_YET, PollState, Resource, UnreadDelivery, WebhookStatus

NEWS_OF_WEBHOOKS = Q(
    resource__in=(Resource.INVOICES, Resource.CREDIT_NOTES),
    last_changed_at__gt=F("first_read_at") + timedelta(minutes=15),
)
"""What a poll brings that a webhook tells as well; a first import is all news."""


def app_health(now: datetime, *, tenant: str | None) -> AppHealth:
    """Judged by the whole site; a tenant is told what is wrong, and only its own numbers."""
    whole, site = _app(Connection.objects.all()), _site(now)
    reasons = tuple(app_reasons(whole, site, now))
    if tenant is None:
        return AppHealth(whole, site, reasons)
    return AppHealth(_app(Connection.objects.of_tenant(tenant)), None, reasons)


def _app(scope: ConnectionQuerySet) -> AppFacts:
    active = scope.filter(state=ConnectionState.ACTIVE)
    polls = PollState.objects.filter(connection__in=active).aggregate(
        count=Count("pk"),
        newest=Max("last_polled_at"),
        oldest=Min("next_at"),
        news=Max("last_changed_at", filter=NEWS_OF_WEBHOOKS),
    )
    return AppFacts(
        has_webhook_keys=bool(conf.WEBHOOK_KEYS),
        active_connections=active.count(),
        planned_polls=polls["count"],
        polled_at=polls["newest"],
        oldest_poll_at=polls["oldest"],
        news_by_poll_at=polls["news"],
    )


def _site(now: datetime) -> SiteFacts:
    status = WebhookStatus.objects.filter(pk=1).first() or WebhookStatus()
    minute = AppMinute.objects.filter(minute=now.replace(second=0, microsecond=0)).first()
    return SiteFacts(
        last_delivery_at=status.last_delivery_at,
        last_event_at=status.last_event_at,
        gaps=status.gaps,
        unread_deliveries=UnreadDelivery.objects.exclude(reason=NOT_YET).count(),
        calls_this_minute=minute.calls if minute else 0,
        most_calls_a_minute=conf.APP_CALLS_PER_MINUTE,
    )
