"""The saved settings of one connection: revisions, never changed once written."""

from __future__ import annotations

from typing import Any

from django.db import models

from ..connections.models import Connection


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
