"""What we hear from Xero and when we ask: the webhook inbox, the polls, the nightly sweeps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..connections.models import Connection
from ..documents.models import Document
from .querysets import PollQuerySet, SweepQuerySet, WebhookEventQuerySet


class EventState(models.TextChoices):
    """WAITING → DONE; UNUSED is of a category that nobody reads, UNKNOWN of no connection."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    UNUSED = "unused", _("Not used")
    UNKNOWN = "unknown", _("Unknown organisation")


class WebhookEvent(models.Model):
    """One event as Xero sent it; repeated deliveries of it are one row.

    ``key`` is a digest of organisation, resource, category, type and moment. ``outcome`` says
    how it ended: read, echo (the mirror held it already), superseded, not_ours, gone.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=64, unique=True)
    xero_tenant_id = models.CharField(max_length=36)
    resource_id = models.CharField(max_length=36)
    category = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, blank=True, default="")
    sequence = models.BigIntegerField(default=0)
    happened_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=EventState.choices, default=EventState.WAITING)
    outcome = models.CharField(max_length=40, blank=True, default="")
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = WebhookEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="xi_event_due"),
            models.Index(fields=["xero_tenant_id", "resource_id"], name="xi_event_resource"),
            models.Index(fields=["lease_token"], name="xi_event_lease"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.resource_id}"


NOT_YET = ""
"""The reason of a delivery that only waits to be read."""


class UnreadDelivery(models.Model):
    """A body that Xero signed, kept whole: too long for the time of an answer, or unreadable."""

    id = models.BigAutoField(primary_key=True)
    received_at = models.DateTimeField()
    body = models.BinaryField()
    reason = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d %H:%M}"


class WebhookStatus(models.Model):
    """The one row about the app's webhook: when it last spoke, and whether a drain is due."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last_delivery_at = models.DateTimeField(null=True, blank=True)
    last_event_at = models.DateTimeField(null=True, blank=True)
    last_sequence = models.BigIntegerField(default=0)
    gaps = models.PositiveIntegerField(default=0)
    drain_asked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.last_delivery_at or "")


class Resource(models.TextChoices):
    """What is polled, each with a cursor of its own."""

    INVOICES = "invoices", _("Invoices")
    CREDIT_NOTES = "credit_notes", _("Credit notes")
    PAYMENTS = "payments", _("Payments")
    CONTACTS = "contacts", _("Contacts")
    ITEMS = "items", _("Items")


class PollState(models.Model):
    """Where the polling of one resource of one organisation stands.

    ``since`` and ``page`` are the cursor, saved with the rows of the page before it;
    ``opened_at`` is Xero's clock when the pass began, the next pass starts from there.
    ``first_read_at`` is when everything that existed before was read once.
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="polls")
    resource = models.CharField(max_length=20, choices=Resource.choices)
    next_at = models.DateTimeField()
    interval = models.PositiveIntegerField()
    since = models.DateTimeField(null=True, blank=True)
    page = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(null=True, blank=True)
    read = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    first_read_at = models.DateTimeField(null=True, blank=True)
    last_polled_at = models.DateTimeField(null=True, blank=True)
    last_changed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    error_code = models.CharField(max_length=60, blank=True, default="")
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = PollQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "resource"], name="xi_poll_once"),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="xi_poll_next"),
            models.Index(fields=["lease_token"], name="xi_poll_lease"),
        ]

    def __str__(self) -> str:
        return f"{self.connection_id} {self.resource}"


class Sweep(models.Model):
    """One nightly comparison: how many open documents were compared and repaired.

    ``cursor`` is where an unfinished one goes on, saved after each page with its repairs.
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="sweeps")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    compared = models.PositiveIntegerField(default=0)
    repaired = models.PositiveIntegerField(default=0)
    cursor = models.JSONField(default=dict)
    error_code = models.CharField(max_length=60, blank=True, default="")
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = SweepQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.connection_id} {self.started_at:%Y-%m-%d}"


class RepairCause(models.TextChoices):
    """Why the mirror was behind, as far as the traces tell."""

    WEBHOOK_LOST = "webhook_lost", _("A webhook did not arrive")
    POLL_BEHIND = "poll_behind", _("The regular check had not read it yet")
    UNDATED_CHANGE = "undated_change", _("Xero changed it without changing its date")
    GONE = "gone", _("Xero no longer has it")


class Repair(models.Model):
    """A difference that a sweep found and mended."""

    id = models.BigAutoField(primary_key=True)
    sweep = models.ForeignKey(Sweep, on_delete=models.CASCADE, related_name="repairs")
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="repairs"
    )
    xero_id = models.CharField(max_length=36)
    cause = models.CharField(max_length=20, choices=RepairCause.choices)
    believed = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    repaired_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.xero_id} {self.cause}"
