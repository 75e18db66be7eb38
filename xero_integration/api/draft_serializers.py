"""Shapes of drafts and plans, for checking what is sent and for the schema.

A declared field may have the name of an attribute of serializers (``label``, ``create``): the
framework takes it off the class again, which its stubs do not know, hence the ignores.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ..documents.form_values import MAX_LINES
from .fields import AsTyped, Money, ProblemError, Strict


class Address(Strict):
    line1 = AsTyped()
    line2 = AsTyped()
    city = AsTyped()
    region = AsTyped()
    postal_code = AsTyped()
    country = AsTyped()


class Customer(Strict):
    name = AsTyped()
    email = AsTyped()
    tax_number = AsTyped()
    address = Address(required=False)
    contact_id = serializers.CharField(
        read_only=True, help_text="The linked Xero contact; change it with PUT …/draft/contact/."
    )
    create = serializers.BooleanField(  # type: ignore[assignment]
        read_only=True, help_text="Whether a new contact is made with the invoice."
    )
    update_contact = serializers.BooleanField(
        required=False, help_text="Write e-mail, address and tax number to the contact too."
    )


class Line(Strict):
    """Amounts as a person writes them, ``1250.50``; ``discount_kind`` is percent or amount."""

    description = AsTyped()
    quantity = AsTyped()
    unit_amount = AsTyped()
    discount = AsTyped()
    discount_kind = AsTyped()
    item_id = AsTyped(help_text="Xero’s id; PUT …/lines/{index}/item/ also remembers it.")
    account_code = AsTyped()
    tax_type = AsTyped()
    tracking_1 = AsTyped(help_text="Option of the first tracking category.")
    tracking_2 = AsTyped()
    product_key = AsTyped(help_text="Of the deal; send it back as it came.")
    product_name = AsTyped()
    product_code = AsTyped()
    line_id = AsTyped(help_text="Xero’s, of an invoice that is edited; send it back as it came.")


class DraftChanges(Strict):
    """What to change; the rest stays. ``lines`` replace all lines."""

    customer = Customer(required=False)
    number = AsTyped()
    issue_date = AsTyped(help_text="2026-11-21")
    due_date = AsTyped()
    reference = AsTyped()
    line_amount_types = AsTyped(help_text="Exclusive, Inclusive or NoTax")
    currency = AsTyped()
    branding_theme_id = AsTyped()
    save_as = AsTyped(help_text="DRAFT, SUBMITTED, AUTHORISED or EMAILED")
    lines = Line(many=True, required=False, max_length=MAX_LINES)  # type: ignore[call-arg]


class Draft(DraftChanges):
    """A deal’s one open draft. ``origins`` tell which field of the deal a value came from."""

    id = serializers.UUIDField(help_text="Send it with the invoice: once sent is once created.")
    deal = serializers.CharField()
    document = serializers.UUIDField(
        allow_null=True, help_text="The invoice in Xero that the draft changes."
    )
    connection = serializers.UUIDField()
    is_on_its_way = serializers.BooleanField()
    origins = serializers.DictField(child=serializers.CharField())


DraftChanges.told_by = Draft


class Choice(serializers.Serializer[Any]):
    value = serializers.CharField(allow_blank=True)
    label = serializers.CharField()  # type: ignore[assignment]


class TrackingChoices(serializers.Serializer[Any]):
    category_id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    options = Choice(many=True)


class DraftChoices(serializers.Serializer[Any]):
    """What the lists of a form offer, from the mirror of the organisation."""

    accounts = Choice(many=True)
    tax_rates = Choice(many=True)
    themes = Choice(many=True)
    currencies = Choice(many=True)
    tax_modes = Choice(many=True)
    save_as = Choice(many=True)
    discount_kinds = Choice(many=True)
    tracking = TrackingChoices(many=True)


class PlanProblem(ProblemError):
    """``fix`` names the settings page that mends it, "" when the draft itself does."""

    blocking = serializers.BooleanField()
    fix = serializers.CharField(allow_blank=True)


class TaxSum(serializers.Serializer[Any]):
    name = serializers.CharField(allow_blank=True)
    rate = serializers.CharField()
    amount = Money()


class PlanTotals(serializers.Serializer[Any]):
    currency = serializers.CharField(allow_blank=True)
    subtotal = Money()
    total_tax = Money()
    total = Money()
    taxes = TaxSum(many=True)
    lines = serializers.ListField(child=Money())


class ContactEffect(serializers.Serializer[Any]):
    """What is written to a contact with the invoice: ``kind`` is create or update."""

    kind = serializers.CharField()
    name = serializers.CharField()
    payload = serializers.DictField()


class Plan(serializers.Serializer[Any]):
    """What would happen in Xero, to the cent; no call is made for it."""

    draft = serializers.UUIDField()
    ready = serializers.BooleanField()
    digest = serializers.CharField(
        allow_blank=True, help_text="Send it with the invoice: what was shown is what is sent."
    )
    problems = PlanProblem(many=True)
    totals = PlanTotals(allow_null=True)
    difference = Money(allow_null=True, help_text="The lines’ sum less the deal’s own.")
    calls = serializers.IntegerField(help_text="Calls to Xero that creating it costs.")
    payload = serializers.DictField(
        allow_null=True, help_text="The literal JSON that goes to Xero."
    )
    contact = ContactEffect(allow_null=True)


class Change(serializers.Serializer[Any]):
    """In people’s words; ``before`` is "" for what is new, ``after`` for what is gone."""

    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class EditPlan(Plan):
    """What would change in Xero. ``needless`` when nothing would."""

    needless = serializers.BooleanField()
    changes = Change(many=True)
    news = Change(
        many=True,
        allow_null=True,
        help_text="What somebody changed in Xero since the draft was begun; null for nothing. "
        "Then start over with DELETE …/draft/, or keep what was typed with …/draft/overwrite/.",
    )


class DraftToSend(Strict):
    draft = serializers.UUIDField()
    plan = serializers.CharField(
        required=False, allow_blank=True, help_text="The digest of the plan that was shown."
    )


class PickedContact(Strict):
    """One of the two: a contact of Xero, or a new one with the invoice."""

    contact_id = serializers.CharField(required=False, max_length=36)
    create = serializers.BooleanField(required=False)  # type: ignore[assignment]


class PickedItem(Strict):
    item_id = serializers.CharField(max_length=36)


class Candidate(serializers.Serializer[Any]):
    """Something to link, and why it is proposed."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    detail = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
