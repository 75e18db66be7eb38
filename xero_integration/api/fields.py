"""Fields and small shapes that several endpoints share."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from rest_framework import serializers


class Money(serializers.DecimalField):
    """An amount as text with two places: no float touches it on its way."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"max_digits": 18, "decimal_places": 2, "coerce_to_string": True, **kwargs}
        super().__init__(**kwargs)


class AsTyped(serializers.CharField):
    """A text as somebody typed it; numbers are taken too, and kept as they were written."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"allow_blank": True, "required": False, "trim_whitespace": False, **kwargs}
        super().__init__(**kwargs)


class ProblemError(serializers.Serializer[Any]):
    pointer = serializers.CharField(allow_blank=True, help_text="Place in what was sent, RFC 6901.")
    code = serializers.CharField()
    message = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """What went wrong (RFC 9457), in the words of the pages."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(help_text="Stable; see the page of error codes.")
    # As RFC 9457 calls it; the framework's property of this name is not asked of an answer.
    errors = ProblemError(many=True, required=False)  # type: ignore[assignment]
    reasons = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Xero’s own sentences."
    )
    correlation_id = serializers.CharField(required=False, help_text="For Xero’s support.")


class Verdict(serializers.Serializer[Any]):
    """Whether an action is possible now, else why not."""

    allowed = serializers.BooleanField()
    code = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)


class OperationState(serializers.Serializer[Any]):
    """Something on its way to Xero, or how it ended."""

    id = serializers.UUIDField()
    state = serializers.CharField(
        help_text="ready, sending, checking, waiting, done, refused or cancelled"
    )
    code = serializers.CharField(allow_blank=True)
    messages = serializers.ListField(child=serializers.CharField())


def operation_json(operation: Any) -> dict[str, Any]:
    """Of an ``Operation``, in the shape of ``OperationState``."""
    return {
        "id": str(operation.pk),
        "state": operation.state,
        "code": operation.error_code,
        "messages": spoken(operation.error_message),
    }


def spoken(message: str) -> list[str]:
    """The lines of an operation's message, ours in the reader's language."""
    return [gettext(line) for line in message.splitlines() if line]
