"""Filters over mirrored documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import models

from .believed import BelievedDocument, believed

if TYPE_CHECKING:
    from ..host.records import SubjectRef
    from .models import Document  # noqa: F401


class DocumentQuerySet(models.QuerySet["Document"]):
    def of_deal(self, ref: SubjectRef) -> DocumentQuerySet:
        return self.filter(deal_links__source=ref.source, deal_links__subject_pk=ref.pk)

    def newest_first(self) -> DocumentQuerySet:
        return self.order_by("-date", "-learned_at")

    def as_of(self, when: dt.date | dt.datetime) -> Iterator[BelievedDocument]:
        """What we believed of these documents at a moment, or at the end of a day.

        Filters before it speak of the documents as they are today.
        """
        return believed(self, self.model._meta.get_field("versions").related_model, when)
