"""What every mirrored row shares: its connection, its key in Xero, and how to tell it changed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, TypeVar

from django.db import models

from ...connections.models import Connection

M = TypeVar("M", bound="MirrorRow")


class MirrorQuerySet(models.QuerySet[M]):
    def of(self, connection: Connection) -> MirrorQuerySet[M]:
        return self.filter(connection=connection)

    def present(self) -> MirrorQuerySet[M]:
        """Without rows that are no longer in Xero's list."""
        return self.filter(gone_at__isnull=True)


class MirrorRow(models.Model):
    """One record of one of Xero's lists.

    ``fingerprint`` is a digest of the mirrored values, so that unchanged rows are never
    rewritten. ``gone_at`` says when the record vanished from Xero's list; the row is kept,
    because links and mappings still name it and want to say why they no longer work.
    """

    KEY: ClassVar[str] = "xero_id"

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    fingerprint = models.CharField(max_length=32, default="")
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def newer_stamp(cls) -> str:
        """The column that orders two states of one record in time, or an empty text."""
        names = {field.name for field in cls._meta.concrete_fields}
        return "updated_at" if "updated_at" in names else ""

    @property
    def is_gone(self) -> bool:
        moment: datetime | None = self.gone_at
        return moment is not None


# Three bytes a character fit PostgreSQL's 2,704 bytes for a row of a B-tree.
SEARCH_LENGTH = 500


class SearchableRow(MirrorRow):
    """A row that is found while somebody types; ``search_text`` is made by ``normal.py``."""

    is_active = models.BooleanField(default=True)
    search_text = models.CharField(max_length=SEARCH_LENGTH, blank=True, default="")

    class Meta:
        abstract = True
