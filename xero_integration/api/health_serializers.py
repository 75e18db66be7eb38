"""Shapes of the sync's health; spans are whole seconds."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class HealthReason(serializers.Serializer[Any]):
    """Why it is not well, and what to do."""

    code = serializers.CharField()
    level = serializers.CharField(help_text="ok, warning or failing")
    sentence = serializers.CharField()
    way_out = serializers.CharField(allow_blank=True)


class HealthPoll(serializers.Serializer[Any]):
    resource = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    last_polled_at = serializers.DateTimeField(allow_null=True)
    next_at = serializers.DateTimeField()
    interval = serializers.IntegerField()
    error_code = serializers.CharField(allow_blank=True)
    attempts = serializers.IntegerField()
    first_read_at = serializers.DateTimeField(allow_null=True)
    read = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)


class HealthHour(serializers.Serializer[Any]):
    hour = serializers.DateTimeField()
    calls = serializers.IntegerField()
    failed = serializers.IntegerField()
    received = serializers.IntegerField(help_text="Bytes.")


class HealthSweep(serializers.Serializer[Any]):
    """``lost``: how many of the repairs were webhooks that never came."""

    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    compared = serializers.IntegerField()
    repaired = serializers.IntegerField()
    lost = serializers.IntegerField()
    error_code = serializers.CharField(allow_blank=True)


class HealthRepair(serializers.Serializer[Any]):
    repaired_at = serializers.DateTimeField()
    xero_id = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    cause = serializers.CharField()
    cause_label = serializers.CharField()
    believed = serializers.DictField()
    found = serializers.DictField()


class HealthOfConnection(serializers.Serializer[Any]):
    level = serializers.CharField(help_text="ok, warning or failing")
    reasons = HealthReason(many=True)
    pk = serializers.UUIDField()
    name = serializers.CharField()
    organisation_name = serializers.CharField(allow_blank=True)
    state = serializers.CharField()
    state_label = serializers.CharField()
    connected_at = serializers.DateTimeField()
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
    calls_seen_at = serializers.DateTimeField(allow_null=True)
    blocked_until = serializers.DateTimeField(allow_null=True)
    blocked_by = serializers.CharField(allow_blank=True)
    waiting_events = serializers.IntegerField()
    oldest_event_at = serializers.DateTimeField(allow_null=True)
    due_operations = serializers.IntegerField()
    oldest_due_at = serializers.DateTimeField(allow_null=True)
    waiting_operations = serializers.IntegerField()
    refused_operations = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    failed_calls = serializers.DictField(child=serializers.IntegerField(), allow_null=True)
    last_sweep = HealthSweep(allow_null=True)
    running_sweep = HealthSweep(allow_null=True)
    repairs = HealthRepair(many=True)


class HealthOfApp(serializers.Serializer[Any]):
    """What all organisations share."""

    level = serializers.CharField(help_text="ok, warning or failing")
    reasons = HealthReason(many=True)
    has_webhook_keys = serializers.BooleanField()
    last_delivery_at = serializers.DateTimeField(allow_null=True)
    last_event_at = serializers.DateTimeField(allow_null=True)
    gaps = serializers.IntegerField()
    unread_deliveries = serializers.IntegerField()
    calls_this_minute = serializers.IntegerField()
    most_calls_a_minute = serializers.IntegerField()
    active_connections = serializers.IntegerField()
    planned_polls = serializers.IntegerField()
    polled_at = serializers.DateTimeField(allow_null=True)
    oldest_poll_at = serializers.DateTimeField(allow_null=True)


class SyncHealth(serializers.Serializer[Any]):
    """The whole verdict is that of the worst part."""

    level = serializers.CharField(help_text="ok, warning or failing")
    checked_at = serializers.DateTimeField()
    app = HealthOfApp()
    connections = HealthOfConnection(many=True)
