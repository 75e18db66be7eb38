"""Fields and small shapes that several endpoints share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext as _
from drf_spectacular.drainage import set_override
from rest_framework import ISO_8601, serializers

from ..outbox import models as states
from .asking import step

ISO_DAYS = ("%Y-%m-%d",)
"""Days are written one way, in whatever language the caller reads."""


class Money(serializers.DecimalField):
    """An amount as text with two places: no float touches it on its way."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"max_digits": 18, "decimal_places": 2, "coerce_to_string": True, **kwargs}
        super().__init__(**kwargs)


class Moment(serializers.DateTimeField):
    """ISO 8601 in UTC, whatever time zone and ``DATETIME_FORMAT`` the host has for its own."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"format": ISO_8601, "default_timezone": UTC, **kwargs})

    def to_representation(self, value: Any) -> Any:
        """Takes what was already written down, too."""
        written = isinstance(value, str) and bool(value)
        return super().to_representation(datetime.fromisoformat(value) if written else value)


class Day(serializers.DateField):
    """As ``Moment``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"format": ISO_8601, **kwargs})


class OneOf(serializers.CharField):
    """A text out of a few; the schema names them."""

    def __init__(self, values: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        set_override(self, "field", {"type": "string", "enum": list(values)})


class AsTyped(serializers.CharField):
    """A text as somebody typed it; numbers are taken too, and kept as they were written."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"allow_blank": True, "required": False, "trim_whitespace": False, **kwargs}
        super().__init__(**kwargs)


# The base of what is sent: a misspelt name would be lost without a word. No docstring, as the
# schema would give it to each shape that has none of its own.
class Strict(serializers.Serializer[Any]):
    told_by: type[serializers.Serializer[Any]] | None = None
    """The shape of the answer, which may be sent back as it is: see ``insist_unchanged``."""

    @property
    def only_told(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """What the answer has beside; nothing can be changed by it."""
        told = self.told_by().fields if self.told_by else {}
        return {name: field for name, field in told.items() if name not in self.fields}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {*self.fields, *self.only_told}
            unknown = [name for name in data if name not in known]
            if unknown:
                told = [_("There is no such field.")]
                raise serializers.ValidationError({step(name): told for name in unknown})
        return super().to_internal_value(data)


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
    state = OneOf(states.OperationState.values)
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
