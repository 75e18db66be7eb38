"""The calls of the last day as a small bar chart, one bar an hour. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from .health import HourHealth

SLOT, BAR = 24, 16
TOP, HEIGHT, FOOT = 28, 96, 22
EVERY = 6
"""Hours between two labels."""


# Coordinates are text: templates write numbers in the reader's language, SVG has only one.
@dataclass(frozen=True, slots=True)
class Bar:
    tone: str
    x: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    text: str


@dataclass(frozen=True, slots=True)
class CallsChart:
    """``most`` is the height of the highest bar in calls."""

    bars: Sequence[Bar]
    marks: Sequence[Mark]
    most: int
    view_box: str
    width: str
    base: str
    foot: str


def chart_of(hours: Sequence[HourHealth]) -> CallsChart:
    most = max((hour.calls for hour in hours), default=0)
    width = SLOT * len(hours)
    return CallsChart(
        bars=[bar for index, hour in enumerate(hours) for bar in _bars(index, hour, most)],
        marks=[
            Mark(str((index + 1) * SLOT), _clock(hour))
            for index, hour in enumerate(hours)
            if (len(hours) - 1 - index) % EVERY == 0
        ],
        most=most,
        view_box=f"0 0 {width} {TOP + HEIGHT + FOOT}",
        width=str(width),
        base=str(TOP + HEIGHT),
        foot=str(TOP + HEIGHT + FOOT - 6),
    )


def _bars(index: int, hour: HourHealth, most: int) -> list[Bar]:
    """The calls that worked, and on top of them those that did not."""
    x = str(index * SLOT + (SLOT - BAR) // 2)
    base, bars = TOP + HEIGHT, []
    for tone, calls in (("ok", hour.calls - hour.failed), ("failed", hour.failed)):
        if calls <= 0:
            continue
        height = max(round(HEIGHT * calls / most), 2)  # the smallest still shows
        base -= height
        bars.append(Bar(tone, x, str(base), str(height)))
    return bars


def _clock(hour: HourHealth) -> str:
    return str(date_format(timezone.localtime(hour.hour), "TIME_FORMAT"))
