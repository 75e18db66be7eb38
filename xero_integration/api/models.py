"""Answers that were given to callers who may ask again with the same key."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

KEPT = timedelta(days=1)


class KeptAnswer(models.Model):
    """What one caller was answered to one ``Idempotency-Key``; ``status`` 0 while it is made.

    ``id`` is the digest of tenant, caller and key; ``asked`` is that of what was asked.
    """

    id = models.CharField(primary_key=True, max_length=64, editable=False)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True, default="")
    began_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.id[:8]} {self.status or '…'}"
