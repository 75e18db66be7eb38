"""Proposals and repairs in words for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import LinkRepair, Proposal
from .records import DEFAULTS, Evidence, Place, Verdict


@dataclass(frozen=True, slots=True)
class ProposalWords:
    """``title`` says what is affected, ``cause`` what Xero did, ``accept`` what the button does."""

    proposal: Proposal
    title: str
    cause: str
    effect: str
    accept: str
    evidence: Sequence[str]

    @property
    def dom_id(self) -> str:
        return f"xi-proposal-{self.proposal.pk}"


@dataclass(frozen=True, slots=True)
class RepairWords:
    repair: LinkRepair
    title: str
    cause: str
    by: str


def proposal_words(row: Proposal) -> ProposalWords:
    return ProposalWords(
        proposal=row,
        title=_title(row.place, row.holder),
        cause=_cause(row),
        effect=_effect(row),
        accept=_accept(row),
        evidence=[_evidence(str(each["code"]), int(each.get("count", 0))) for each in row.evidence],
    )


def repair_words(row: LinkRepair) -> RepairWords:
    by_itself = _("Xero") if row.verdict == Verdict.FINE else _("The check-up")
    is_back = row.verdict == Verdict.FINE
    cause = _("Can be used again in Xero") if is_back else str(Verdict(row.verdict).label)
    return RepairWords(row, _title(row.place, row.holder), cause, row.by_name or by_itself)


def _title(place: str, holder: str) -> str:
    label = str(Place(place).label)
    return _("%(place)s: %(name)s") % {"place": label, "name": holder} if holder else label


def _cause(row: Proposal) -> str:
    unsold = _("%(name)s is not marked as sold in Xero any more.")
    archived = _("%(name)s is archived in Xero.")
    sentences = {
        Verdict.ARCHIVED: unsold if row.place == Place.PRODUCT else archived,
        Verdict.MERGED: _("%(name)s was merged in Xero into a contact that can’t be used."),
        Verdict.RECREATED: _("%(name)s was deleted in Xero; there is another like it."),
        Verdict.LOST: _("%(name)s is no longer in Xero."),
    }
    return sentences[Verdict(row.verdict)] % {"name": row.old_label}


def _effect(row: Proposal) -> str:
    """What accepting it means where nothing suits."""
    if row.new_id:
        return ""
    if row.place in DEFAULTS:
        return _("Nothing suits. Without a choice of yours, Xero decides on each invoice.")
    return _("Nothing suits. Unlinked, the next invoice asks what to link.")


def _accept(row: Proposal) -> str:
    if row.new_id:
        return _("Use %(name)s") % {"name": row.new_label}
    return _("Let Xero decide") if row.place in DEFAULTS else _("Unlink")


def _evidence(code: str, count: int) -> str:
    if code == Evidence.USED:
        text = ngettext(
            "On %(count)d line of your documents", "On %(count)d lines of your documents", count
        )
        return text % {"count": count}
    return str(Evidence(code).label)
