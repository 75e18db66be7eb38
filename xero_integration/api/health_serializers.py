"""Shapes of the sync's health; spans are whole seconds."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from .fields import Moment


class HealthReason(serializers.Serializer[Any]):
    """Why it is not well, and what to do."""

    code = serializers.CharField()
    level = serializers.CharField(help_text="ok, warning or failing")
    sentence = serializers.CharField()
    way_out = serializers.CharField(allow_blank=True)


class HealthPoll(serializers.Serializer[Any]):
    resource = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    last_polled_at = Moment(allow_null=True)
    next_at = Moment()
    interval = serializers.IntegerField()
    error_code = serializers.CharField(allow_blank=True)
    attempts = serializers.IntegerField()
    first_read_at = Moment(allow_null=True)
    read = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)


class HealthHour(serializers.Serializer[Any]):
    hour = Moment()
    calls = serializers.IntegerField()
    failed = serializers.IntegerField()
    received = serializers.IntegerField(help_text="Bytes.")


class HealthSweep(serializers.Serializer[Any]):
    """``lost``: how many of the repairs were webhooks that never came."""

    started_at = Moment()
    finished_at = Moment(allow_null=True)
    compared = serializers.IntegerField()
    repaired = serializers.IntegerField()
    lost = serializers.IntegerField()
    error_code = serializers.CharField(allow_blank=True)


class HealthRepair(serializers.Serializer[Any]):
    repaired_at = Moment()
    xero_id = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    cause = serializers.CharField()
    cause_label = serializers.CharField()
    believed = serializers.DictField()
    found = serializers.DictField()


class HealthOfConnection(serializers.Serializer[Any]):
    level = serializers.CharField(help_text="ok, warning or failing")
    reasons = HealthReason(many=True)
    id = serializers.UUIDField()
    name = serializers.CharField()
    organisation = serializers.CharField(allow_blank=True)
    state = serializers.CharField()
    state_label = serializers.CharField()
    connected_at = Moment()
    keys_are_readable = serializers.BooleanField()
    lag = serializers.IntegerField(
        allow_null=True, help_text="How old news may be that is not here yet."
    )
    polls = HealthPoll(many=True)
    overdue_polls = serializers.IntegerField()
    hours = HealthHour(many=True)
    calls = serializers.IntegerField()
    received = serializers.IntegerField(help_text="Bytes.")
    day_left = serializers.IntegerField(allow_null=True)
    minute_left = serializers.IntegerField(allow_null=True)
    calls_seen_at = Moment(allow_null=True)
    blocked_until = Moment(allow_null=True)
    blocked_by = serializers.CharField(allow_blank=True)
    waiting_events = serializers.IntegerField()
    oldest_event_at = Moment(allow_null=True)
    due_operations = serializers.IntegerField()
    oldest_due_at = Moment(allow_null=True)
    waiting_operations = serializers.IntegerField()
    refused_operations = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    failed_calls = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    last_sweep = HealthSweep(allow_null=True)
    running_sweep = HealthSweep(allow_null=True)
    repairs = HealthRepair(many=True)


class HealthOfApp(serializers.Serializer[Any]):
    """What is no single organisation's.

    On a site with tenants level and reasons speak of the whole site and the numbers of the
    caller's tenant; what can't be told apart is left out.
    """

    level = serializers.CharField(help_text="ok, warning or failing")
    reasons = HealthReason(many=True)
    has_webhook_keys = serializers.BooleanField()
    active_connections = serializers.IntegerField()
    planned_polls = serializers.IntegerField()
    polled_at = Moment(allow_null=True)
    oldest_poll_at = Moment(allow_null=True)
    news_by_poll_at = Moment(
        allow_null=True, help_text="When a poll last brought what a webhook tells as well."
    )
    last_delivery_at = Moment(allow_null=True, required=False)
    last_event_at = Moment(allow_null=True, required=False)
    gaps = serializers.IntegerField(required=False)
    unread_deliveries = serializers.IntegerField(required=False)
    calls_this_minute = serializers.IntegerField(required=False)
    most_calls_a_minute = serializers.IntegerField(required=False)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Of what may be null REST framework would make a null, where it is left out."""
        told = super().to_representation(instance)
        return {name: value for name, value in told.items() if name in instance}


class SyncHealth(serializers.Serializer[Any]):
    """The whole verdict is that of the worst part."""

    level = serializers.CharField(help_text="ok, warning or failing")
    checked_at = Moment()
    app = HealthOfApp()
    connections = HealthOfConnection(many=True)
