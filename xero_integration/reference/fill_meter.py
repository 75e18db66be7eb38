"""How far the first fill is over all lists together, told after each page."""

from __future__ import annotations

from ..connections.models import Connection
from ..work.models import WorkKind
from ..work.services import Meter
from .models import FillState, ListState
from .passes import OnPage


class FillMeter:
    """Raises WorkStoppedError when a person asked for it, see ``Meter``.

    The total is known once every list has begun; the longest comes last.
    """

    def __init__(self, connection: Connection) -> None:
        self._meter = Meter(connection, WorkKind.FILL)
        self._lists: dict[str, tuple[int, int | None]] = {}
        for row in ListState.objects.filter(connection=connection):
            is_read = row.state == FillState.READY
            self._lists[row.name] = (row.seen, row.seen if is_read else row.total)
        self._at = ""

    def of(self, name: str) -> OnPage:
        """What the pass over one list calls after each of its pages.

        The list before it is at its end; of short ones Xero never says how long they are.
        """
        if self._at in self._lists:
            seen, total = self._lists[self._at]
            self._lists[self._at] = (seen, seen if total is None else total)
        self._at = name

        def on_page(seen: int, total: int | None) -> None:
            self._lists[name] = (seen, total)
            totals = [known for _seen, known in self._lists.values()]
            whole = None if None in totals else sum(known or 0 for known in totals)
            self._meter.page(sum(done for done, _total in self._lists.values()), whole)

        return on_page
