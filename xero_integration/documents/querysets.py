"""Filters over mirrored documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from ..host.records import SubjectRef
    from .models import Document  # noqa: F401


class DocumentQuerySet(models.QuerySet["Document"]):
    def of_deal(self, ref: SubjectRef) -> DocumentQuerySet:
        return self.filter(deal_links__source=ref.source, deal_links__subject_pk=ref.pk)

    def newest_first(self) -> DocumentQuerySet:
        return self.order_by("-date", "-learned_at")
