"""The pipeline as columns: deals by stage, with what each column is worth."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from .models import Deal, Stage


@dataclass(frozen=True, slots=True)
class Column:
    stage: Stage
    deals: list[Deal]

    @property
    def totals(self) -> list[tuple[str, Decimal]]:
        """What the column is worth, by currency: no rate is invented."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for deal in self.deals:
            sums[deal.currency] += deal.total
        return sorted(sums.items(), key=lambda entry: -entry[1])


def columns() -> list[Column]:
    deals = Deal.objects.select_related("company", "person", "owner")
    by_stage: dict[str, list[Deal]] = defaultdict(list)
    for deal in deals.prefetch_related("lines__product"):
        by_stage[deal.stage].append(deal)
    return [Column(stage, by_stage[stage]) for stage in Stage]
