"""Shapes of the links between the host's records and Xero's."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

LONGEST_KEY = 200
LONGEST_NAME = 255


class Linked(serializers.Serializer[Any]):
    """``name`` is the host's; ``problem`` is "" for a link that can be used as it is."""

    key = serializers.CharField(help_text="Of the host’s record, ``crm.company:12``.")
    name = serializers.CharField(allow_blank=True)
    problem = serializers.CharField(
        allow_blank=True, help_text="gone, merged, archived or not_sold"
    )
    reason = serializers.CharField(allow_blank=True, help_text="What is wrong, and what to do.")
    note = serializers.CharField(allow_blank=True, help_text="What was renamed since.")
    linked_by_name = serializers.CharField(allow_blank=True)
    linked_at = serializers.DateTimeField()


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


class ContactToLink(serializers.Serializer[Any]):
    contact_id = serializers.CharField(max_length=36)
    name = serializers.CharField(
        required=False, max_length=LONGEST_NAME, help_text="The customer’s, for the lists."
    )


class ItemToLink(serializers.Serializer[Any]):
    item_id = serializers.CharField(max_length=36)
    name = serializers.CharField(
        required=False, max_length=LONGEST_NAME, help_text="The product’s, for the lists."
    )


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
