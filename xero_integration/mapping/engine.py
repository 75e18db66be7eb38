"""Applies the settings to values read from a deal: pure functions, no database, no host."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ..host.emails import first_email
from .choices import DueDateKind
from .config import DueDateRule, MappingConfig
from .targets import AnyTarget, Target, every_target


@dataclass(frozen=True, slots=True)
class Filled:
    """A prefilled value and the path it came from; both empty when nothing filled it."""

    value: str = ""
    path: str = ""


def fill(config: MappingConfig, values: Mapping[str, str]) -> dict[AnyTarget, Filled]:
    """Every target with the first filled value of its paths. ``values``: path → text."""
    return _spread_address(
        {target: _first(target, config.fields.get(target, ()), values) for target in every_target()}
    )


def due_date(issued: date, rule: DueDateRule) -> date:
    """Xero's payment terms; a day that a month lacks is its last day.

    An invoice is never due before it is issued: a day of the current month that has passed
    makes it due at once.
    """
    match rule.kind:
        case DueDateKind.DAYS_AFTER_BILL_DATE:
            return issued + timedelta(days=rule.day)
        case DueDateKind.DAYS_AFTER_BILL_MONTH:
            return _day_of_month(issued, 31) + timedelta(days=rule.day)
        case DueDateKind.OF_CURRENT_MONTH:
            return max(issued, _day_of_month(issued, rule.day))
        case DueDateKind.OF_FOLLOWING_MONTH:
            first_of_next = _day_of_month(issued, 31) + timedelta(days=1)
            return _day_of_month(first_of_next, rule.day)


def _first(target: AnyTarget, paths: tuple[str, ...], values: Mapping[str, str]) -> Filled:
    clean = first_email if target is Target.EMAIL else str.strip
    found = (Filled(text, path) for path in paths if (text := clean(values.get(path, ""))))
    return next(found, Filled())


def _spread_address(filled: dict[AnyTarget, Filled]) -> dict[AnyTarget, Filled]:
    """One field with a whole address fills both lines; a third and more join the second."""
    first, second = filled[Target.ADDRESS_LINE_1], filled[Target.ADDRESS_LINE_2]
    lines = [line.strip(" ,") for line in first.value.splitlines() if line.strip(" ,")]
    if len(lines) < 2:
        return filled
    if second.value:
        return filled | {Target.ADDRESS_LINE_1: Filled(", ".join(lines), first.path)}
    return filled | {
        Target.ADDRESS_LINE_1: Filled(lines[0], first.path),
        Target.ADDRESS_LINE_2: Filled(", ".join(lines[1:]), first.path),
    }


def _day_of_month(month: date, day: int) -> date:
    last = monthrange(month.year, month.month)[1]
    return month.replace(day=min(day, last))
