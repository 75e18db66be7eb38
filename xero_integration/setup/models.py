"""How far an administrator came with setting up a connection, so that leaving loses nothing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..connections.models import Connection


class Step(models.TextChoices):
    """In the order of the wizard; connecting itself comes before and is done."""

    ORGANISATION = "organisation", _("Choose the organisation")
    SETTINGS = "settings", _("Settings")
    TEST = "test", _("Test with a deal")
    ON = "on", _("Switch on")


class Setup(models.Model):
    """One connection's way through the wizard.

    ``deal`` is the one it was tested with (``deal:12``).
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=20, choices=Step.choices, default=Step.ORGANISATION)
    deal = models.CharField(max_length=255, blank=True, default="")
    edited_by_name = models.CharField(max_length=200, blank=True, default="")
    edited_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.connection_id}: {self.step}"
