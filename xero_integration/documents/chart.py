"""A bar chart of months as numbers for an SVG, and the same months for a table. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format, number_format

SLOT, BAR, GAP = 56, 14, 2
LEFT, TOP, HEIGHT = 72, 12, 168
FOOT = 28
SERIES = ("invoiced", "paid", "overdue")
LINES = 4


@dataclass(frozen=True, slots=True)
class Month:
    first_day: dt.date
    invoiced: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    overdue: Decimal = Decimal(0)

    @property
    def label(self) -> str:
        return str(date_format(self.first_day, "YEAR_MONTH_FORMAT"))

    @property
    def short_label(self) -> str:
        return str(date_format(self.first_day, "M"))


# Coordinates are text: templates write numbers in the reader's language, SVG has only one.
@dataclass(frozen=True, slots=True)
class Bar:
    series: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place: a month below the bars, an amount beside a line."""

    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    currency: str
    months: Sequence[Month]
    bars: Sequence[Bar]
    below: Sequence[Mark]
    lines: Sequence[Mark]
    width: str
    view_box: str


def months_until(today: dt.date, *, count: int = 12) -> list[dt.date]:
    """First days of the last months, this one included."""
    numbers = range(today.year * 12 + today.month - count, today.year * 12 + today.month)
    return [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]


def chart_of(months: Sequence[Month], *, currency: str) -> Chart:
    top = ceiling(max((month.invoiced for month in months), default=Decimal(0)))
    width = LEFT + SLOT * len(months)
    return Chart(
        currency=currency,
        months=months,
        bars=[bar for index, month in enumerate(months) for bar in _bars(index, month, top)],
        below=list(_below(months)),
        lines=[_line(step, top) for step in range(LINES + 1)],
        width=str(width),
        view_box=f"0 0 {width} {TOP + HEIGHT + FOOT}",
    )


def ceiling(highest: Decimal) -> Decimal:
    """The next round number that four lines divide well: 4, 8, 20 or 40 times a power of ten."""
    if highest <= 0:
        return Decimal(4)
    step = Decimal(10) ** (highest.adjusted() - 1)
    while True:
        for factor in (4, 8, 20, 40):
            if step * factor >= highest:
                return step * factor
        step *= 10


def _bars(index: int, month: Month, top: Decimal) -> Iterable[Bar]:
    start = LEFT + index * SLOT + (SLOT - len(SERIES) * (BAR + GAP)) // 2
    for number, series in enumerate(SERIES):
        value: Decimal = getattr(month, series)
        if value <= 0:
            continue
        # The smallest amount still shows.
        height = max(round(value / top * HEIGHT), 1)
        x, y = start + number * (BAR + GAP), TOP + HEIGHT - height
        yield Bar(series, str(x), str(y), str(BAR), str(height))


def _below(months: Sequence[Month]) -> Iterable[Mark]:
    y = str(TOP + HEIGHT + FOOT - 10)
    for index, month in enumerate(months):
        yield Mark(str(LEFT + index * SLOT + SLOT // 2), y, month.short_label)


def _line(step: int, top: Decimal) -> Mark:
    value = top * step / LINES
    y = TOP + HEIGHT - HEIGHT * step // LINES
    return Mark(str(LEFT - 8), str(y), str(number_format(value, 0, force_grouping=True)))
