"""The organisation's items: products and services with their defaults."""

from __future__ import annotations

from django.db import models

from .base import MirrorQuerySet, SearchableRow


class Item(SearchableRow):
    """An item in Xero. ``code`` can be changed by people, the id can't."""

    xero_id = models.CharField(max_length=36)
    code = models.CharField(max_length=30)
    code_key = models.CharField(max_length=30, blank=True, default="")
    name = models.CharField(max_length=50, blank=True, default="")
    name_key = models.CharField(max_length=50, blank=True, default="")
    description = models.TextField(blank=True, default="")
    sales_price = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    sales_account_code = models.CharField(max_length=10, blank=True, default="")
    sales_tax_type = models.CharField(max_length=50, blank=True, default="")
    is_sold = models.BooleanField(default=True)
    is_purchased = models.BooleanField(default=False)
    is_tracked = models.BooleanField(default=False)
    updated_at = models.DateTimeField(null=True, blank=True)

    objects = MirrorQuerySet["Item"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "xero_id"], name="xi_item_key"),
        ]
        indexes = [
            models.Index(
                fields=["connection", "is_active", "search_text", "id"],
                opclasses=["uuid_ops", "bool_ops", "varchar_pattern_ops", "int8_ops"],
                name="xi_item_search",
            ),
            models.Index(fields=["connection", "code_key"], name="xi_item_code"),
            models.Index(
                fields=["connection", "name_key"],
                opclasses=["uuid_ops", "varchar_pattern_ops"],
                name="xi_item_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()
