"""Keeps what each unlinked customer and product of a batch may be in Xero, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from ..connections.models import Connection
from ..host.catalogue import Known
from ..host.records import ProductRef, SubjectRef
from .bulk_candidates import contacts_for, items_for
from .matching import STRONG, ContactCandidate, ItemCandidate, PartyDetails
from .models import ContactLink, ItemLink, MatchAnswer, MatchProposal, MatchSide, MatchVerdict

CERTAIN = 90
"""From this score on, and with no other strong one, a match is listed to be taken as a whole."""

_COLUMNS = ("name", "detail", "source", "subject_pk", "verdict", "answer", "best_id")
Candidate = ContactCandidate | ItemCandidate


@dataclass(frozen=True, slots=True)
class Seen:
    """A customer or product, and where it was seen first."""

    key: str
    name: str
    detail: str
    ref: SubjectRef
    party: PartyDetails | None = None
    product: ProductRef | None = None


def propose(connection: Connection, known: Sequence[Known], *, since: datetime) -> None:
    """``since``: what was proposed after it is not looked at again."""
    _propose(connection, MatchSide.CONTACT, _parties(known), since)
    _propose(connection, MatchSide.ITEM, _products(known), since)


def _parties(known: Sequence[Known]) -> dict[str, Seen]:
    found: dict[str, Seen] = {}
    for one in known:
        if one.party is not None:
            party = one.party
            details = PartyDetails(party.name, party.email, one.tax_number)
            seen = Seen(party.key, party.name, party.email, one.ref, party=details)
            found.setdefault(party.key, seen)
    return found


def _products(known: Sequence[Known]) -> dict[str, Seen]:
    found: dict[str, Seen] = {}
    for one in known:
        for product in one.products:
            seen = Seen(product.key, product.name, product.code, one.ref, product=product)
            found.setdefault(product.key, seen)
    return found


def _propose(
    connection: Connection, side: MatchSide, seen: Mapping[str, Seen], since: datetime
) -> None:
    rows = {
        row.key: row
        for row in MatchProposal.objects.filter(connection=connection, side=side, key__in=seen)
    }
    linked = _linked(connection, side, seen)
    open_ones = {key: one for key, one in seen.items() if _is_open(key, rows, linked, since)}
    if not open_ones:
        return
    candidates = _candidates(connection, side, open_ones)
    taken = _taken(connection, side, candidates)
    new: list[MatchProposal] = []
    known: list[MatchProposal] = []
    for key, one in open_ones.items():
        row = rows.get(key) or MatchProposal(connection=connection, side=side, key=key)
        _fill(row, one, candidates[key], taken)
        (known if row.pk else new).append(row)
    MatchProposal.objects.bulk_create(new, ignore_conflicts=True)
    MatchProposal.objects.bulk_update(known, [*_COLUMNS, "candidates", "found_at"])


def _is_open(
    key: str, rows: Mapping[str, MatchProposal], linked: set[str], since: datetime
) -> bool:
    """Not linked, not skipped by a person, and not proposed in this walk already."""
    row = rows.get(key)
    if key in linked:
        return False
    return row is None or (row.answer != MatchAnswer.SKIPPED and row.found_at < since)


def _linked(connection: Connection, side: MatchSide, keys: Mapping[str, Seen]) -> set[str]:
    if side == MatchSide.CONTACT:
        contacts = ContactLink.objects.filter(connection=connection, party_key__in=keys)
        return set(contacts.values_list("party_key", flat=True))
    items = ItemLink.objects.filter(connection=connection, product_key__in=keys)
    return set(items.values_list("product_key", flat=True))


def _candidates(
    connection: Connection, side: MatchSide, seen: Mapping[str, Seen]
) -> Mapping[str, Sequence[Candidate]]:
    if side == MatchSide.CONTACT:
        return contacts_for(connection, {k: one.party for k, one in seen.items() if one.party})
    return items_for(connection, [one.product for one in seen.values() if one.product])


def _taken(
    connection: Connection, side: MatchSide, candidates: Mapping[str, Sequence[Candidate]]
) -> set[str]:
    """Contacts that two customers claim: neither is certain, nor who claimed it before."""
    best = Counter(id_of(ranked[0]) for ranked in candidates.values() if ranked)
    if side == MatchSide.ITEM:
        return set()  # several products may well be sold as one item
    links = ContactLink.objects.filter(connection=connection, contact_id__in=best)
    taken = set(links.values_list("contact_id", flat=True))
    rows = MatchProposal.objects.filter(connection=connection, side=side, best_id__in=best)
    others = rows.filter(answer=MatchAnswer.OPEN).exclude(key__in=candidates)
    taken |= set(others.values_list("best_id", flat=True))
    others.filter(verdict=MatchVerdict.CERTAIN).update(verdict=MatchVerdict.REVIEW)
    return taken | {one for one, times in best.items() if times > 1}


def _fill(row: MatchProposal, seen: Seen, ranked: Sequence[Candidate], taken: set[str]) -> None:
    row.name, row.detail = seen.name[:255], seen.detail[:255]
    row.source, row.subject_pk = seen.ref.source, seen.ref.pk
    row.answer = MatchAnswer.OPEN
    row.verdict = _verdict(ranked, taken)
    row.best_id = id_of(ranked[0]) if ranked else ""
    row.candidates = [
        {"id": id_of(one), "score": one.score, "reasons": [str(r.value) for r in one.reasons]}
        for one in ranked
    ]
    row.found_at = timezone.now()


def _verdict(ranked: Sequence[Candidate], taken: set[str]) -> MatchVerdict:
    if not ranked:
        return MatchVerdict.NONE
    first, others = ranked[0], ranked[1:]
    is_alone = not any(other.score >= STRONG for other in others)
    is_sure = first.is_strong and first.score >= CERTAIN and id_of(first) not in taken
    return MatchVerdict.CERTAIN if is_sure and is_alone else MatchVerdict.REVIEW


def id_of(candidate: Candidate) -> str:
    if isinstance(candidate, ContactCandidate):
        return candidate.contact.id
    return candidate.item.id
