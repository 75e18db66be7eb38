"""The lists an administrator keeps in Xero: accounts, tax rates, themes, currencies, tracking."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from .base import MirrorQuerySet, MirrorRow


class Account(MirrorRow):
    """An account of the chart. Bank accounts may have no code; a code can change, the id can't."""

    xero_id = models.CharField(max_length=36)
    code = models.CharField(max_length=10, blank=True, default="")
    name = models.CharField(max_length=150, blank=True, default="")
    type = models.CharField(max_length=30, blank=True, default="")
    class_name = models.CharField(max_length=30, blank=True, default="")
    status = models.CharField(max_length=20, blank=True, default="")
    tax_type = models.CharField(max_length=50, blank=True, default="")
    system_account = models.CharField(max_length=50, blank=True, default="")
    payments_enabled = models.BooleanField(default=False)
    updated_at = models.DateTimeField(null=True, blank=True)

    objects = MirrorQuerySet["Account"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "xero_id"], name="xi_account_key"),
        ]
        indexes = [models.Index(fields=["connection", "code"], name="xi_account_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class TaxRate(MirrorRow):
    """A tax rate. Xero knows it by ``tax_type`` and lists deleted ones too."""

    KEY: ClassVar[str] = "tax_type"

    tax_type = models.CharField(max_length=50)
    name = models.CharField(max_length=100, blank=True, default="")
    status = models.CharField(max_length=20, blank=True, default="")
    effective_rate = models.DecimalField(max_digits=9, decimal_places=4, default=0)
    display_rate = models.DecimalField(max_digits=9, decimal_places=4, default=0)
    for_assets = models.BooleanField(default=False)
    for_equity = models.BooleanField(default=False)
    for_expenses = models.BooleanField(default=False)
    for_liabilities = models.BooleanField(default=False)
    for_revenue = models.BooleanField(default=False)

    objects = MirrorQuerySet["TaxRate"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "tax_type"], name="xi_tax_rate_key"),
        ]

    def __str__(self) -> str:
        return self.name or self.tax_type


class BrandingTheme(MirrorRow):
    """How a document looks; ``sort_order`` 0 is the organisation's default."""

    xero_id = models.CharField(max_length=36)
    name = models.CharField(max_length=255, blank=True, default="")
    sort_order = models.IntegerField(default=0)

    objects = MirrorQuerySet["BrandingTheme"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "xero_id"], name="xi_theme_key"),
        ]

    def __str__(self) -> str:
        return self.name or self.xero_id


class Currency(MirrorRow):
    """A currency the organisation is subscribed to."""

    KEY: ClassVar[str] = "code"

    code = models.CharField(max_length=3)
    description = models.CharField(max_length=255, blank=True, default="")

    objects = MirrorQuerySet["Currency"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "code"], name="xi_currency_key"),
        ]

    def __str__(self) -> str:
        return self.code


class TrackingCategory(MirrorRow):
    """A dimension of reporting; Xero allows two active ones."""

    xero_id = models.CharField(max_length=36)
    name = models.CharField(max_length=100, blank=True, default="")
    status = models.CharField(max_length=20, blank=True, default="")

    objects = MirrorQuerySet["TrackingCategory"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "xero_id"], name="xi_tracking_key"),
        ]

    def __str__(self) -> str:
        return self.name


class TrackingOption(MirrorRow):
    """One value of a tracking category."""

    category = models.ForeignKey(TrackingCategory, on_delete=models.CASCADE, related_name="options")
    xero_id = models.CharField(max_length=36)
    name = models.CharField(max_length=100, blank=True, default="")
    status = models.CharField(max_length=20, blank=True, default="")
    position = models.PositiveIntegerField(default=0)

    objects = MirrorQuerySet["TrackingOption"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "xero_id"], name="xi_tracking_option_key"
            ),
        ]

    def __str__(self) -> str:
        return self.name
