"""The organisation behind a connection, as Xero describes it."""

from __future__ import annotations

from django.db import models

from .base import MirrorQuerySet, MirrorRow


class Organisation(MirrorRow):
    """Lock dates are empty when nothing is locked. ``timezone`` is Xero's Windows-like code."""

    xero_id = models.CharField(max_length=36)
    name = models.CharField(max_length=255, blank=True, default="")
    legal_name = models.CharField(max_length=255, blank=True, default="")
    short_code = models.CharField(max_length=30, blank=True, default="")
    base_currency = models.CharField(max_length=3, blank=True, default="")
    country_code = models.CharField(max_length=2, blank=True, default="")
    version = models.CharField(max_length=30, blank=True, default="")
    timezone = models.CharField(max_length=60, blank=True, default="")
    tax_number = models.CharField(max_length=50, blank=True, default="")
    status = models.CharField(max_length=30, blank=True, default="")
    is_demo = models.BooleanField(default=False)
    period_lock_date = models.DateField(null=True, blank=True)
    year_lock_date = models.DateField(null=True, blank=True)

    objects = MirrorQuerySet["Organisation"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "xero_id"], name="xi_organisation_key"),
        ]

    def __str__(self) -> str:
        return self.name or self.xero_id
