"""The rows of the review screen: a page of proposals that this caller may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import HttpRequest

from ..connections.models import Connection
from ..exceptions import UnknownSource
from ..host.lookup import find_many
from ..host.registry import get_source
from ..reference.services import contacts_by_id, items_by_id
from .matching import STRONG, Reason
from .models import MatchAnswer, MatchProposal, MatchSide, MatchVerdict

PER_PAGE = 25
SKIPPED = "skipped"
SHOWS = (*MatchVerdict.values, SKIPPED)


@dataclass(frozen=True, slots=True)
class Choice:
    """A contact or item of Xero, with why it is proposed."""

    id: str
    name: str
    detail: str
    why: str
    is_strong: bool


@dataclass(frozen=True, slots=True)
class Row:
    proposal: MatchProposal
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Tab:
    side: str
    show: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """``hidden`` rows of this page are of records that the caller may not see."""

    rows: Sequence[Row]
    hidden: int
    page: Any
    tabs: Sequence[Tab]
    listed_at: datetime | None


def listing(
    request: HttpRequest, connection: Connection, *, side: str, show: str, number: str
) -> Listing:
    """Eight queries and one per source of the host, however many rows there are."""
    rows = shown(connection, side, show)
    page = Paginator(rows.order_by("id"), PER_PAGE).get_page(number)
    proposals = list(page.object_list)
    mine = visible(request, proposals)
    return Listing(
        rows=_rows(connection, side, mine),
        hidden=len(proposals) - len(mine),
        page=page,
        tabs=_tabs(connection, side, show),
        listed_at=rows.aggregate(last=Max("found_at"))["last"],
    )


def shown(connection: Connection, side: str, show: str) -> Any:
    rows = MatchProposal.objects.filter(connection=connection, side=side)
    if show == SKIPPED:
        return rows.filter(answer=MatchAnswer.SKIPPED)
    return rows.filter(answer=MatchAnswer.OPEN, verdict=show)


def visible(request: HttpRequest, proposals: Iterable[MatchProposal]) -> list[MatchProposal]:
    """Those whose customer or product stands on a record that this request may see."""
    kept = list(proposals)
    allowed: set[tuple[str, str]] = set()
    for key in {row.source for row in kept}:
        try:
            source = get_source(key)
        except UnknownSource:  # the host names it no more
            continue
        found = find_many(source, request, {row.subject_pk for row in kept if row.source == key})
        allowed |= {(key, pk) for pk in found}
    return [row for row in kept if (row.source, row.subject_pk) in allowed]


def _rows(connection: Connection, side: str, proposals: Sequence[MatchProposal]) -> list[Row]:
    ids = {one["id"] for row in proposals for one in row.candidates}
    known = _known(connection, side, ids)
    return [
        Row(row, [_choice(one, known[one["id"]]) for one in row.candidates if one["id"] in known])
        for row in proposals
    ]


def _known(connection: Connection, side: str, ids: set[str]) -> Mapping[str, tuple[str, str]]:
    """Name and what else tells it apart."""
    if side == MatchSide.CONTACT:
        contacts = contacts_by_id(connection, ids)
        return {key: (one.name, one.email) for key, one in contacts.items() if one.is_active}
    items = items_by_id(connection, ids)
    return {key: (one.name or one.code, one.code) for key, one in items.items() if not one.is_gone}


def _choice(candidate: Mapping[str, Any], known: tuple[str, str]) -> Choice:
    reasons = [str(Reason(one).label) for one in candidate["reasons"] if one in Reason.values]
    return Choice(candidate["id"], *known, ", ".join(reasons), candidate["score"] >= STRONG)


def _tabs(connection: Connection, side: str, show: str) -> list[Tab]:
    counted = (
        MatchProposal.objects.filter(connection=connection)
        .values("side", "answer", "verdict")
        .annotate(count=Count("pk"))
        .order_by()
    )
    counts: dict[tuple[str, str], int] = {}
    for each in counted:
        if each["answer"] != MatchAnswer.LINKED:
            name = SKIPPED if each["answer"] == MatchAnswer.SKIPPED else each["verdict"]
            counts[each["side"], name] = counts.get((each["side"], name), 0) + each["count"]
    labels = {**dict(MatchVerdict.choices), SKIPPED: MatchAnswer.SKIPPED.label}
    return [
        Tab(a, b, str(labels[b]), counts.get((a, b), 0), (a, b) == (side, show))
        for a in MatchSide.values
        for b in SHOWS
    ]
