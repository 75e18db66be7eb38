"""The outbox: every write to Xero as a durable row, and the story of each try."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..connections.models import Connection
from .querysets import OperationQuerySet


class OperationState(models.TextChoices):
    """READY → SENDING → DONE | REFUSED; CHECKING while the outcome is unknown.

    WAITING holds work that a person has to free first (a sign-in), CANCELLED ends it unsent.
    """

    READY = "ready", _("Ready to send")
    SENDING = "sending", _("Sending")
    CHECKING = "checking", _("Checking with Xero")
    WAITING = "waiting", _("Waiting for a connection")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")


UNCONFIRMED = "unconfirmed"
"""The error code of what was closed because nobody could find out whether it happened."""

DEPENDENCY = "dependency"
"""The error code of what was not sent because what it depends on was refused."""

OPEN_STATES = (
    OperationState.READY,
    OperationState.SENDING,
    OperationState.CHECKING,
    OperationState.WAITING,
)


class Operation(models.Model):
    """One intent to change something in Xero.

    ``subject`` names what it is about (``deal:42``), ``intent`` what is wanted of it; the pair
    is unique per connection, so asking twice is asking once. ``body`` is the literal JSON of
    the element as it goes to Xero. ``idempotency_key`` is shared by the members of one batch
    and replaced only when Xero can't know it any more and a look found nothing.
    ``uncertain`` is saved before any byte leaves and cleared only by definite knowledge.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="operations")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=255)
    intent = models.CharField(max_length=120)
    body = models.TextField()
    target = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(
        max_length=20, choices=OperationState.choices, default=OperationState.READY
    )
    depends_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="dependents"
    )
    idempotency_key = models.CharField(max_length=128, blank=True, default="")
    key_used_at = models.DateTimeField(null=True, blank=True)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    uncertain = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    answer_id = models.CharField(max_length=64, blank=True, default="")
    adopted = models.BooleanField(default=False)
    error_code = models.CharField(max_length=60, blank=True, default="")
    error_message = models.TextField(blank=True, default="")
    actor = models.CharField(max_length=200, blank=True, default="")
    actor_name = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = OperationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "subject", "intent"], name="xi_operation_intent"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="xi_operation_due"),
            models.Index(fields=["idempotency_key"], name="xi_operation_key"),
            models.Index(fields=["connection", "-created_at"], name="xi_operation_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_unconfirmed(self) -> bool:
        """It ended without anybody knowing whether it happened: a person decides."""
        return self.state == OperationState.REFUSED and self.error_code == UNCONFIRMED

    @property
    def state_label(self) -> str:
        return gettext("Not confirmed") if self.is_unconfirmed else self.get_state_display()

    @property
    def can_be_cancelled(self) -> bool:
        """It certainly has not reached Xero, or a person may leave it as it is.

        ``services.cancel`` checks again as it acts.
        """
        unsent = self.state in {OperationState.READY, OperationState.WAITING}
        return (unsent and not self.uncertain) or self.is_unconfirmed


class Attempt(models.Model):
    """One exchange with Xero for an operation, written before it is sent and after it ended."""

    id = models.BigAutoField(primary_key=True)
    operation = models.ForeignKey(Operation, on_delete=models.CASCADE, related_name="story")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=20)
    idempotency_key = models.CharField(max_length=128, blank=True, default="")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=60, blank=True, default="")
    http_status = models.PositiveIntegerField(null=True, blank=True)
    correlation_id = models.CharField(max_length=120, blank=True, default="")
    message = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.operation_id} #{self.number}"
