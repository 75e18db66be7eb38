"""How far a piece of long work is: one row per connection and kind, whatever its size."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..connections.models import Connection


class WorkKind(models.TextChoices):
    FILL = "fill", _("Reading Xero's lists")
    IMPORT = "import", _("Importing documents from Xero")
    SWEEP = "sweep", _("Comparing open documents with Xero")
    MATCHING = "matching", _("Looking for matching contacts and items")


class WorkState(models.TextChoices):
    """STOPPING is a wish; whoever works grants it at the end of the page."""

    RUNNING = "running", _("Running")
    STOPPING = "stopping", _("Stopping")
    STOPPED = "stopped", _("Stopped")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")


class LongWork(models.Model):
    """The last run of one kind. Where it goes on is kept by the room that does the work.

    ``done_before`` is what was done when ``started_at`` began, so that the rate after a pause
    is that of the work. ``alive_at`` moves with every page.
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=20, choices=WorkKind.choices)
    state = models.CharField(max_length=20, choices=WorkState.choices, default=WorkState.RUNNING)
    done = models.PositiveIntegerField(default=0)
    done_before = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    started_at = models.DateTimeField()
    alive_at = models.DateTimeField()
    started_by = models.CharField(max_length=200, blank=True, default="")
    started_by_name = models.CharField(max_length=200, blank=True, default="")
    error_code = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "kind"], name="xi_work_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
