"""Sorts what our links and defaults name: the state of a place and of the mirror → a verdict. Pure.

Certain is what Xero itself says (a new name, a merge) and an item whose code, by which
documents name it, belongs to a new item. Everything else is for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable

from .records import Evidence, Finding, Known, Place, Standing, Suggestion, Use, Verdict

_SAME = (Evidence.CODE, Evidence.NAME)
_STRENGTH = (
    Evidence.CODE,
    Evidence.TAX_NUMBER,
    Evidence.ACCOUNT_NUMBER,
    Evidence.EMAIL,
    Evidence.NAME,
    Evidence.RATE,
    Evidence.TYPE,
    Evidence.DEFAULT,
)
"""What weighs more comes first. How often a record is used only decides between equals."""


def sort(
    use: Use, known: Known | None, choices: Iterable[Known] = (), survivor: Known | None = None
) -> Finding:
    """``choices`` are usable records of the same list; ``survivor`` ends a chain of merges."""
    if known is not None and known.is_merged and survivor is not None and survivor.is_usable:
        return Finding(use, known, Verdict.MERGED, Suggestion(survivor, ()), is_certain=True)
    if known is not None and known.is_usable:
        if not _is_renamed(use, known):
            return Finding(use, known, Verdict.FINE)
        return Finding(use, known, Verdict.RENAMED, Suggestion(known, ()), is_certain=True)
    suggestion = suggest(use, known, choices)
    verdict = _verdict(known, suggestion)
    return Finding(use, known, verdict, suggestion, _is_certain(use, verdict, suggestion))


def suggest(use: Use, known: Known | None, choices: Iterable[Known]) -> Suggestion | None:
    """The best successor, None when nothing speaks for any; equals by use, then by label."""
    lost = known or Known(use.xero_id, code=use.code, name=use.name)
    found = [
        Suggestion(choice, evidence)
        for choice in choices
        if choice.xero_id != use.xero_id and (evidence := _evidence(use, lost, choice))
    ]
    if not found:
        return None
    best = min(found, key=_rank)
    if use.place == Place.ACCOUNT and best.record.used:
        return Suggestion(best.record, (*best.evidence, Evidence.USED))
    return best


def _is_renamed(use: Use, known: Known) -> bool:
    named = ((use.code, known.code), (use.name, known.name))
    return any(before and before != now for before, now in named)


def _verdict(known: Known | None, suggestion: Suggestion | None) -> Verdict:
    if known is not None and known.is_merged:
        return Verdict.MERGED
    if known is not None and known.standing == Standing.ARCHIVED:
        return Verdict.ARCHIVED
    is_same = suggestion is not None and any(each in _SAME for each in suggestion.evidence)
    return Verdict.RECREATED if is_same else Verdict.LOST


def _is_certain(use: Use, verdict: Verdict, suggestion: Suggestion | None) -> bool:
    has_code = suggestion is not None and Evidence.CODE in suggestion.evidence
    return use.place == Place.PRODUCT and verdict == Verdict.RECREATED and has_code


def _evidence(use: Use, lost: Known, choice: Known) -> tuple[Evidence, ...]:
    agreed: set[Evidence] = set()
    if lost.code and lost.code == choice.code:
        agreed.add(Evidence.CODE)
    if lost.name and lost.name.casefold() == choice.name.casefold():
        agreed.add(Evidence.NAME)
    traits = ((kind, text) for kind, text in lost.traits.items() if text)
    agreed |= {kind for kind, text in traits if choice.traits.get(kind) == text}
    if use.place in {Place.TAX_RATE, Place.TAX_CODE}:
        # A rate of another height changes what customers pay: no name makes up for that.
        if lost.rate is None or lost.rate != choice.rate:
            return ()
        agreed.add(Evidence.RATE)
    if lost.group and lost.group == choice.group:
        agreed.add(Evidence.TYPE)
    if choice.is_default:
        agreed.add(Evidence.DEFAULT)
    return tuple(kind for kind in _STRENGTH if kind in agreed)


def _rank(suggestion: Suggestion) -> tuple[int, int, int, str]:
    """By the strongest evidence, then by how much there is."""
    strongest = _STRENGTH.index(suggestion.evidence[0])
    record = suggestion.record
    return strongest, -len(suggestion.evidence), -record.used, record.label
