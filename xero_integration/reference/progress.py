"""Tells people how far the mirrors are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..connections.models import Connection
from .lists import mirrored_lists
from .models import FillState, ListName, ListState


@dataclass(frozen=True, slots=True)
class ListProgress:
    """One list. ``usable``: it was read to its end at least once, so its mirror can be trusted."""

    name: str
    label: str
    state: str
    state_label: str
    seen: int
    total: int | None
    percent: int
    usable: bool
    error_code: str
    finished_at: datetime | None


def progress(connection: Connection) -> list[ListProgress]:
    """Every mirrored list in the order of the first fill, also those not begun."""
    states = {state.name: state for state in ListState.objects.filter(connection=connection)}
    return [
        _progress(states.get(entry.name) or ListState(connection=connection, name=entry.name))
        for entry in mirrored_lists()
    ]


def is_usable(connection: Connection) -> bool:
    """Whether a form can be filled: every list has been read to its end once."""
    return all(entry.usable for entry in progress(connection))


def _progress(state: ListState) -> ListProgress:
    return ListProgress(
        name=state.name,
        label=str(ListName(state.name).label),
        state=state.state,
        state_label=str(FillState(state.state).label),
        seen=state.seen,
        total=state.total,
        percent=_percent(state),
        usable=state.finished_at is not None,
        error_code=state.error_code,
        finished_at=state.finished_at,
    )


def _percent(state: ListState) -> int:
    if state.state == FillState.READY:
        return 100
    # Changed records come twice, so the count may run ahead of what Xero announced.
    return min(99, 100 * state.seen // state.total) if state.total else 0
