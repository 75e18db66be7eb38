"""Turns open findings into proposals: new ones, changed ones, those that are over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from ..connections.models import Connection
from ..reference.chunks import LOOKUP, chunks
from .models import LinkRepair, Proposal, ProposalState
from .records import Evidence, Finding, Place, Verdict
from .repairing import repair_of

STANDING = (ProposalState.OPEN, ProposalState.DISMISSED)
_COLUMNS = (
    "holder",
    "verdict",
    "old_id",
    "old_code",
    "old_label",
    "new_id",
    "new_label",
    "evidence",
    "digest",
    "state",
    "found_at",
)

PlaceKey = tuple[str, str]


def standing(connection: Connection) -> dict[PlaceKey, Proposal]:
    """What was proposed and neither accepted nor settled."""
    rows = Proposal.objects.filter(connection=connection, state__in=STANDING)
    return {(row.place, row.key): row for row in rows}


def propose(connection: Connection, findings: Sequence[Finding], *, now: datetime) -> None:
    """A dismissed proposal stays so until its digest changes; an old one is made new in place.

    ``now`` is when the check-up began.
    """
    places = {finding.use.place for finding in findings}
    rows = Proposal.objects.filter(connection=connection, place__in=places)
    known = {(row.place, row.key): row for row in rows}
    new, changed = [], []
    for finding in findings:
        row = known.get(finding.place_key)
        if row is not None and row.decided_at is not None and row.decided_at >= now:
            # Decided since this check-up looked: the next one looks at what came of it.
            continue
        wanted = _columns(finding)
        if row is None:
            use = finding.use
            new.append(
                Proposal(
                    connection=connection, place=use.place, key=use.key, found_at=now, **wanted
                )
            )
        elif row.digest != wanted["digest"] or row.state not in STANDING:
            changed.append(_set(row, {**wanted, "state": ProposalState.OPEN, "found_at": now}))
        elif any(getattr(row, name) != value for name, value in wanted.items()):
            changed.append(_set(row, wanted))
    Proposal.objects.bulk_create(new, batch_size=100)
    Proposal.objects.bulk_update(changed, _COLUMNS, batch_size=50)


def settle(
    connection: Connection,
    before: Mapping[PlaceKey, Proposal],
    findings: Mapping[PlaceKey, Finding],
    looked_at: Collection[Place],
) -> list[LinkRepair]:
    """End the proposals whose place needs none any more; those that Xero made good are kept."""
    over, repairs = [], []
    for place_key, row in before.items():
        finding = findings.get(place_key)
        if row.place not in looked_at or (finding is not None and finding.is_open):
            continue
        over.append(row.pk)
        is_back = finding is not None and finding.use.xero_id == row.old_id
        if finding is not None and is_back and finding.verdict == Verdict.FINE:
            repairs.append(repair_of(connection, finding, after=row.old_label))
    for chunk in chunks(over, LOOKUP):
        ended = Proposal.objects.filter(pk__in=chunk, state__in=STANDING)
        ended.update(state=ProposalState.OVER)
    return LinkRepair.objects.bulk_create(repairs, batch_size=100)


def digest(finding: Finding) -> str:
    """How often something is used changes every day and is no other evidence."""
    suggestion = finding.suggestion
    told = [finding.verdict.value, finding.use.xero_id]
    told += [suggestion.record.xero_id, *suggestion.evidence] if suggestion else []
    return hashlib.blake2b(json.dumps(told).encode(), digest_size=16).hexdigest()


def _set(row: Proposal, values: Mapping[str, Any]) -> Proposal:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _columns(finding: Finding) -> dict[str, Any]:
    use, known, suggestion = finding.use, finding.known, finding.suggestion
    new_id = suggestion.record.xero_id if suggestion else ""
    return {
        "holder": use.holder[:255],
        "verdict": finding.verdict.value,
        "old_id": use.xero_id,
        "old_code": use.code or (known.code if known else ""),
        "old_label": finding.before[:255],
        "new_id": new_id,
        "new_label": suggestion.record.label[:255] if suggestion else "",
        "evidence": _evidence(finding),
        "digest": digest(finding),
    }


def _evidence(finding: Finding) -> list[dict[str, Any]]:
    if finding.suggestion is None:
        return []
    used = finding.suggestion.record.used
    return [
        {"code": code.value, "count": used} if code == Evidence.USED else {"code": code.value}
        for code in finding.suggestion.evidence
    ]
