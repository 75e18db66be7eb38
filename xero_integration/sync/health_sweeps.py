"""The facts of the health page about the nightly comparisons and what they repaired."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, Window
from django.db.models.functions import RowNumber

from ..connections.querysets import ConnectionQuerySet
from .health import RepairHealth, SweepHealth
from .models import Repair, RepairCause, Sweep

REPAIRS = 20
"""Repairs that are shown of each connection, the newest first."""

Facts = dict[UUID, dict[str, Any]]


def sweeps(scope: ConnectionQuerySet, now: datetime) -> Facts:
    """The last one that ended, and a later one that did not."""
    mine = Sweep.objects.filter(connection__in=scope)
    finished, newest = _latest(mine.finished()), _latest(mine)
    rows = mine.filter(Q(pk__in=finished) | Q(pk__in=newest)).annotate(
        lost=Count("repairs", filter=Q(repairs__cause=RepairCause.WEBHOOK_LOST))
    )
    found: Facts = defaultdict(dict)
    for row in rows:
        key = "last_sweep" if row.finished_at else "running_sweep"
        lost: int = getattr(row, "lost", 0)
        found[row.connection_id][key] = SweepHealth(
            row.started_at, row.finished_at, row.compared, row.repaired, lost, row.error_code
        )
    return found


def _latest(sweeps: Any) -> Any:
    return sweeps.order_by().values("connection").annotate(last=Max("pk")).values("last")


def repairs(scope: ConnectionQuerySet, now: datetime) -> Facts:
    place = Window(RowNumber(), partition_by=F("sweep__connection"), order_by=F("pk").desc())
    rows = (
        Repair.objects.filter(sweep__connection__in=scope)
        .annotate(place=place)
        .filter(place__lte=REPAIRS)
        .select_related("sweep", "document")
        .order_by("-pk")
    )
    found: Facts = defaultdict(lambda: {"repairs": []})
    for row in rows:
        number = str(row.document) if row.document else ""
        found[row.sweep.connection_id]["repairs"].append(
            RepairHealth(
                row.repaired_at,
                row.xero_id,
                number,
                row.cause,
                row.get_cause_display(),
                row.believed,
                row.found,
            )
        )
    return found
