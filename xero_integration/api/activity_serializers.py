"""Shapes of operations: what was asked of Xero, and what came of it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ..outbox.models import OperationState
from .fields import Moment, OneOf


class DealLink(serializers.Serializer[Any]):
    """A deal behind an operation that this caller may see."""

    deal = serializers.CharField(help_text="Source and key, ``deal:42``.")
    title = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)


class OperationSummary(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    kind_label = serializers.CharField(help_text="What is done, in words.")
    state = OneOf(OperationState.values)
    state_label = serializers.CharField()
    code = serializers.CharField(allow_blank=True)
    messages = serializers.ListField(child=serializers.CharField())
    connection = serializers.UUIDField()
    connection_name = serializers.CharField()
    about = serializers.CharField(allow_blank=True)
    deals = DealLink(many=True)
    actor_name = serializers.CharField(allow_blank=True)
    created_at = Moment()
    finished_at = Moment(allow_null=True)


class OperationTry(serializers.Serializer[Any]):
    """One exchange with Xero, or one press of a person."""

    number = serializers.IntegerField()
    action = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    messages = serializers.ListField(child=serializers.CharField())
    started_at = Moment()
    finished_at = Moment(allow_null=True)
    http_status = serializers.IntegerField(allow_null=True)
    correlation_id = serializers.CharField(allow_blank=True)
    idempotency_key = serializers.CharField(allow_blank=True)


class OperationActs(serializers.Serializer[Any]):
    """What this caller may do now; ``denied`` where others may."""

    retry = serializers.BooleanField()
    cancel = serializers.BooleanField()
    form_url = serializers.CharField(
        allow_blank=True, help_text="Send it from this form instead: it was changed since."
    )
    denied = serializers.BooleanField()


class OperationStory(OperationSummary):
    body = serializers.CharField(help_text="The literal JSON that goes to Xero.")
    tries = OperationTry(many=True)
    before = serializers.UUIDField(allow_null=True, help_text="What has to be done first.")
    after = serializers.ListField(child=serializers.UUIDField())
    acts = OperationActs()
