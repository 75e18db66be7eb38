"""How far each mirrored list is: what was seen, from when to ask next, who works on it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...connections.models import Connection


class ListName(models.TextChoices):
    """In the order of the first fill: what a form needs first comes first."""

    ORGANISATION = "organisation", _("Organisation")
    ACCOUNTS = "accounts", _("Accounts")
    TAX_RATES = "tax_rates", _("Tax rates")
    BRANDING_THEMES = "branding_themes", _("Branding themes")
    CURRENCIES = "currencies", _("Currencies")
    TRACKING = "tracking", _("Tracking categories")
    ITEMS = "items", _("Items")
    CONTACTS = "contacts", _("Contacts")


class FillState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    FILLING = "filling", _("Filling")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class ListStateQuerySet(models.QuerySet["ListState"]):
    def claim(self, pk: int, *, now: datetime, until: datetime) -> uuid.UUID | None:
        """Take one list for this process; None when somebody else is at it.

        A conditional update is atomic on every database, with or without row locks.
        """
        token = uuid.uuid4()
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
        claimed = self.filter(free, pk=pk).update(lease_token=token, lease_until=until)
        return token if claimed else None


class ListState(models.Model):
    """One list of one connection.

    ``modified_since`` is in Xero's own time, taken from its answers: every change before it
    is mirrored. It moves with every page, so an interrupted fill goes on where it was.
    ``seen`` counts the records of the current pass; ``total`` is what Xero announced.
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=30, choices=ListName.choices)
    state = models.CharField(max_length=20, choices=FillState.choices, default=FillState.WAITING)
    seen = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    modified_since = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=60, blank=True, default="")
    attempts = models.PositiveIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = ListStateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "name"], name="xi_list_state_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
