"""Shapes of the links between the host's records and Xero's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from ..linking.records import LinkProblem
from .fields import Moment, OneOf, Strict

LONGEST_KEY = 200


class Linked(serializers.Serializer[Any]):
    """``name`` is the host's; ``problem`` is "" for a link that can be used as it is."""

    key = serializers.CharField(help_text="Of the host’s record, ``crm.company:12``.")
    name = serializers.CharField(allow_blank=True)
    problem = OneOf(["", *LinkProblem.values])
    reason = serializers.CharField(allow_blank=True, help_text="What is wrong, and what to do.")
    note = serializers.CharField(allow_blank=True, help_text="What was renamed since.")
    linked_by_name = serializers.CharField(allow_blank=True)
    linked_at = Moment()


class LinkedToContact(Linked):
    contact_id = serializers.CharField()
    contact_name = serializers.CharField(allow_blank=True)
    survivor_id = serializers.CharField(
        allow_blank=True, help_text="What a merged contact became: link that."
    )


class LinkedToItem(Linked):
    item_id = serializers.CharField()
    item_code = serializers.CharField(allow_blank=True)
    item_name = serializers.CharField(allow_blank=True)


class ToLink(Strict):
    """The deal that the customer or product is on, unless it is linked or was proposed."""

    # The framework takes a field off the class again, whatever attribute has its name.
    source = serializers.CharField(required=False, max_length=100)  # type: ignore[assignment]
    deal = serializers.CharField(required=False, max_length=200)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = {"source", "deal"} - attrs.keys()
        if len(missing) == 1:
            told = [_("A deal is named by source and deal together.")]
            raise serializers.ValidationError({missing.pop(): told})
        return attrs


class ContactToLink(ToLink):
    told_by = LinkedToContact
    contact_id = serializers.CharField(max_length=36)


class ItemToLink(ToLink):
    told_by = LinkedToItem
    item_id = serializers.CharField(max_length=36)


class Found(serializers.Serializer[Any]):
    """A record of Xero; ``active`` tells whether it can be linked."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    detail = serializers.CharField(allow_blank=True)
    active = serializers.BooleanField()


class Searched(serializers.Serializer[Any]):
    search = serializers.CharField(max_length=200)


class NamedKey(serializers.Serializer[Any]):
    key = serializers.RegexField(r"^[^:\s]+:.*\S", max_length=LONGEST_KEY)
