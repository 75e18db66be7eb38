"""Shapes of a deal's documents and of one document; the ignores as in ``draft_serializers``."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ..connections.models import ConnectionState
from .fields import Day, Moment, Money, OneOf, OperationState, Strict, Verdict


class PanelOperation(OperationState):
    sendable_again = serializers.BooleanField(
        help_text="Whether the cause of a refusal was mended since."
    )
    created_at = Moment()


class DocumentRow(serializers.Serializer[Any]):
    """``status`` is Xero’s code; ``version`` names the state in Xero that is shown."""

    id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]
    status = serializers.CharField()
    status_label = serializers.CharField()
    date = Day(allow_null=True)
    due_date = Day(allow_null=True)
    overdue_days = serializers.IntegerField()
    total = Money()
    amount_due = Money()
    currency = serializers.CharField(allow_blank=True)
    open_in_xero_url = serializers.CharField(allow_blank=True)
    version = serializers.CharField()
    badges = serializers.ListField(child=serializers.CharField())
    operation = PanelOperation(allow_null=True)
    actions = serializers.DictField(child=Verdict())


class Totals(serializers.Serializer[Any]):
    currency = serializers.CharField(allow_blank=True)
    invoiced = Money()
    paid = Money()
    due = Money()
    overdue = Money()


class Panel(serializers.Serializer[Any]):
    """What the deal page shows: at most five documents, the newest; the sums are of all."""

    deal = serializers.CharField()
    connection = OneOf(["none", *ConnectionState.values])
    read_only = serializers.BooleanField()  # type: ignore[assignment]
    preferences_saved = serializers.BooleanField()
    draft_open = serializers.BooleanField()
    customer_unlinked = serializers.BooleanField()
    updated_at = Moment(allow_null=True)
    totals = Totals(many=True)
    document_count = serializers.IntegerField()
    documents = DocumentRow(many=True)
    pending = PanelOperation(many=True)


class DocumentSummary(serializers.Serializer[Any]):
    """One document of a deal's customer; ``attached`` tells whether it is the deal's own."""

    id = serializers.UUIDField()
    kind = OneOf(["ACCREC", "ACCRECCREDIT"])
    number = serializers.CharField(allow_blank=True)
    status = serializers.CharField()
    status_label = serializers.CharField()
    date = Day(allow_null=True)
    due_date = Day(allow_null=True)
    reference = serializers.CharField(allow_blank=True)
    contact_id = serializers.CharField(allow_blank=True)
    contact_name = serializers.CharField(allow_blank=True)
    currency = serializers.CharField(allow_blank=True)
    total = Money()
    amount_due = Money()
    connection = serializers.UUIDField()
    attached = serializers.BooleanField()


class DocumentLine(serializers.Serializer[Any]):
    description = serializers.CharField(allow_blank=True)
    quantity = Money(decimal_places=4, allow_null=True)
    unit_amount = Money(decimal_places=4, allow_null=True)
    item_code = serializers.CharField(allow_blank=True)
    account_code = serializers.CharField(allow_blank=True)
    tax_type = serializers.CharField(allow_blank=True)
    tax_amount = Money(allow_null=True)
    line_amount = Money(allow_null=True)


class Settlement(serializers.Serializer[Any]):
    """A payment, or a credit that was set against the document."""

    kind = serializers.CharField()
    date = Day(allow_null=True)
    amount = Money()
    reference = serializers.CharField(allow_blank=True)


class Document(DocumentSummary):
    """``version`` goes into ``seen`` of an action: nobody acts on what they did not see."""

    xero_id = serializers.CharField()
    line_amount_types = serializers.CharField(allow_blank=True)
    subtotal = Money()
    total_tax = Money()
    amount_paid = Money()
    amount_credited = Money()
    remaining_credit = Money()
    sent_to_contact = serializers.BooleanField()
    learned_at = Moment()
    version = serializers.CharField()
    open_in_xero_url = serializers.CharField(allow_blank=True)
    badges = serializers.ListField(child=serializers.CharField())
    actions = serializers.DictField(child=Verdict())
    lines = DocumentLine(many=True)
    settlements = Settlement(many=True)


class ActionRequest(Strict):
    """``seen`` is the version that was shown; ``text`` is a note’s."""

    seen = serializers.CharField(required=False, allow_blank=True, max_length=60)
    nonce = serializers.UUIDField(
        required=False, help_text="Names one pressing of a button for e-mails and notes."
    )
    text = serializers.CharField(required=False)
    again = serializers.BooleanField(
        required=False, help_text="E-mail it again although it was sent a short while ago."
    )


class OnlineLink(serializers.Serializer[Any]):
    url = serializers.URLField()
