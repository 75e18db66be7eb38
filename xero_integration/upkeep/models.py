"""What the check-ups found: the last one of each connection, repairs, and open proposals."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..connections.models import Connection
from ..outbox.models import Operation
from .records import Place, Verdict


class CheckUp(models.Model):
    """The last check-up of a connection; its row is locked by whoever repairs or decides."""

    connection = models.OneToOneField(
        Connection, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    counts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.connection_id} {self.finished_at}"

    @property
    def is_running(self) -> bool:
        """Somebody asked for one that is not done yet."""
        asked, finished = self.asked_at, self.finished_at
        return asked is not None and (finished is None or finished < asked)

    @property
    def checked(self) -> int:
        return sum(self.counts.values())

    @property
    def tallies(self) -> list[tuple[str, int]]:
        """How many of each verdict, in words; what did not occur is left out."""
        counted = ((verdict, self.counts.get(verdict.value, 0)) for verdict in Verdict)
        return [(str(verdict.label), number) for verdict, number in counted if number]


class LinkRepair(models.Model):
    """A link or default that was mended. ``by`` is "" when the check-up did it by itself.

    ``is_over`` once what Xero had refused because of it was looked after.
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    place = models.CharField(max_length=20, choices=Place.choices)
    key = models.CharField(max_length=200, blank=True, default="")
    holder = models.CharField(max_length=255, blank=True, default="")
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    before_id = models.CharField(max_length=50, blank=True, default="")
    before_code = models.CharField(max_length=50, blank=True, default="")
    before = models.CharField(max_length=255, blank=True, default="")
    after = models.CharField(max_length=255, blank=True, default="")
    by = models.CharField(max_length=200, blank=True, default="")
    by_name = models.CharField(max_length=200, blank=True, default="")
    repaired_at = models.DateTimeField()
    is_over = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["connection", "-id"], name="xi_link_repair_recent")]

    def __str__(self) -> str:
        return f"{self.place} {self.before} → {self.after}"


class ProposalState(models.TextChoices):
    OPEN = "open", _("Open")
    DISMISSED = "dismissed", _("Dismissed")
    ACCEPTED = "accepted", _("Accepted")
    OVER = "over", _("Settled")


class Proposal(models.Model):
    """What an administrator may do about one place that names what can't be used any more.

    ``new_id`` is "" when nothing suits: accepting it then empties the place. ``digest`` names
    the finding with its evidence: a dismissed proposal returns when it is another.
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    place = models.CharField(max_length=20, choices=Place.choices)
    key = models.CharField(max_length=200, blank=True, default="")
    holder = models.CharField(max_length=255, blank=True, default="")
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    old_id = models.CharField(max_length=50)
    old_code = models.CharField(max_length=50, blank=True, default="")
    old_label = models.CharField(max_length=255, blank=True, default="")
    new_id = models.CharField(max_length=50, blank=True, default="")
    new_label = models.CharField(max_length=255, blank=True, default="")
    evidence: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        default=list
    )
    digest = models.CharField(max_length=32)
    state = models.CharField(
        max_length=20, choices=ProposalState.choices, default=ProposalState.OPEN
    )
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True, default="")
    decided_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "place", "key"], name="xi_proposal_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.old_label} → {self.new_label}"


class Freed(models.Model):
    """A refused operation whose cause was mended. ``was_sent``: it went out again by itself."""

    operation = models.OneToOneField(
        Operation, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    repair = models.ForeignKey(LinkRepair, on_delete=models.CASCADE, related_name="freed")
    was_sent = models.BooleanField(default=False)
    freed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.operation_id} {self.was_sent}"
