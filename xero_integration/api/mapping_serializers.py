"""Shapes of the field mapping and the defaults of a connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework import serializers

from ..mapping.choices import DueDateKind, ItemPolicy, StatusOnSave, TaxMode
from ..mapping.config import MAX_DAYS, MAX_SLOTS
from ..mapping.defaults_forms import MAX_TAX_KEY
from ..mapping.targets import Target
from .asking import step
from .fields import Day, Strict

LONGEST_PATH = 300


class MappedFields(Strict):
    """For each field in Xero the paths of the host that fill it, tried in order."""

    def get_fields(self) -> dict[str, Any]:
        return {
            target.value: serializers.ListField(
                child=serializers.CharField(max_length=LONGEST_PATH),
                required=False,
                max_length=MAX_SLOTS,
            )
            for target in Target
        }


class DueDate(Strict):
    kind = serializers.ChoiceField(choices=DueDateKind.choices)
    day = serializers.IntegerField(min_value=0, max_value=MAX_DAYS)


class MappedAccount(Strict):
    id = serializers.CharField(allow_blank=True, max_length=36)
    code = serializers.CharField(
        allow_blank=True, required=False, help_text="Told only; the id decides."
    )


class TaxTypes(serializers.DictField):
    """The host's tax codes, each with a tax type of Xero."""

    child = serializers.CharField(max_length=50)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            wrong = dict(_wrong_keys(data))
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)


def _wrong_keys(data: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    text = serializers.CharField(max_length=MAX_TAX_KEY)
    for key in data:
        try:
            text.run_validation(key)
        except serializers.ValidationError as error:
            yield step(key), error.detail


class MappingShape(Strict):
    """The settings of one connection, all of them."""

    fields = MappedFields()  # type: ignore[assignment]
    due_date = DueDate()
    tax_mode = serializers.ChoiceField(choices=TaxMode.choices)
    account = MappedAccount()
    tax_type = serializers.CharField(allow_blank=True, max_length=50)
    branding_theme_id = serializers.CharField(allow_blank=True, max_length=36)
    status = serializers.ChoiceField(choices=StatusOnSave.choices)
    item_policy = serializers.ChoiceField(choices=ItemPolicy.choices)
    tax_types = TaxTypes()


class MappingShown(serializers.Serializer[Any]):
    """``revision`` is 0 as long as only the proposal is in force."""

    revision = serializers.IntegerField()
    config = MappingShape()


class MappingSaved(Strict):
    """``revision`` is the one that was seen; it may be left out where ``If-Match`` is sent."""

    revision = serializers.IntegerField(required=False, min_value=0)
    config = MappingShape()


class MappingPreviewed(Strict):
    source = serializers.CharField(max_length=100)  # type: ignore[assignment]
    deal = serializers.CharField(max_length=200)
    config = MappingShape(required=False, help_text="Without it, the settings in force.")


class PreviewedRow(serializers.Serializer[Any]):
    target = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField(allow_blank=True)
    origin = serializers.CharField(allow_blank=True, help_text="The host’s field, in words.")


class PreviewedDeal(serializers.Serializer[Any]):
    rows = PreviewedRow(many=True)
    issued = Day()
    due = Day()


class MappingField(serializers.Serializer[Any]):
    path = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    group = serializers.CharField()


class MappingTarget(serializers.Serializer[Any]):
    target = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    hint = serializers.CharField(allow_blank=True)
    required = serializers.BooleanField()  # type: ignore[assignment]
    longest = serializers.IntegerField()


class MappingOption(serializers.Serializer[Any]):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class MappingChoices(serializers.Serializer[Any]):
    """``tax_keys`` are those on recent deals and in the settings."""

    fields = MappingField(many=True)  # type: ignore[assignment]
    targets = MappingTarget(many=True)
    revenue_accounts = MappingOption(many=True)
    other_accounts = MappingOption(many=True)
    tax_types = MappingOption(many=True)
    themes = MappingOption(many=True)
    due_date_kinds = MappingOption(many=True)
    tax_modes = MappingOption(many=True)
    statuses = MappingOption(many=True)
    item_policies = MappingOption(many=True)
    tax_keys = serializers.ListField(child=serializers.CharField())
