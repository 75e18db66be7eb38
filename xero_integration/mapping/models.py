"""The settings of one connection: saved revisions, and what people left without saving."""

from __future__ import annotations

from typing import Any

from django.db import models

from ..connections.models import Connection
from .choices import SettingsPage


class FieldMappingQuerySet(models.QuerySet["FieldMapping"]):
    def of(self, connection: Connection) -> FieldMappingQuerySet:
        return self.filter(connection=connection)

    def newest_first(self) -> FieldMappingQuerySet:
        return self.order_by("-revision")


class FieldMapping(models.Model):
    """One revision. ``config`` is ``MappingConfig.to_json()``; documents record the revision.

    A connection belongs to one tenant, so the settings are the company's, not a person's.
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    config: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    saved_by = models.CharField(max_length=200, blank=True, default="")
    saved_by_name = models.CharField(max_length=200, blank=True, default="")
    saved_at = models.DateTimeField(auto_now_add=True)

    objects = FieldMappingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "revision"], name="xi_field_mapping_revision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection} · {self.revision}"


class SettingsDraft(models.Model):
    """What one person entered on a settings page and did not save: raw values by field name.

    ``revision`` is the one they saw then. Nobody else sees it, and nothing works by it.
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=20, choices=SettingsPage.choices)
    person = models.CharField(max_length=200)
    values: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    revision = models.PositiveIntegerField()
    kept_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "page", "person"], name="xi_settings_draft_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection} · {self.page}"
