"""Says which records of Xero may be the same as one of the host's, how sure, and why. Pure.

Nothing is ever linked by a score: candidates are proposed to a person, with the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..reference.normal import email_key, emails, name_key, number_key
from ..reference.services import ContactInfo, ItemInfo


class Reason(models.TextChoices):
    """Why a record is proposed, in words for people."""

    TAX_NUMBER = "tax_number", _("Same tax number")
    EMAIL = "email", _("Same e-mail address")
    NAME = "name", _("Same name")
    ACCOUNT_NUMBER = "account_number", _("Same account number")
    SIMILAR_NAME = "similar_name", _("Similar name")
    CODE = "code", _("Same code")


# Out of 100. Two weak agreements are worth less than one strong one, so scores combine like
# chances: 100 - (100 - a) * (100 - b) / 100.
_SCORES = {
    Reason.TAX_NUMBER: 90,
    Reason.ACCOUNT_NUMBER: 85,
    Reason.CODE: 90,
    Reason.EMAIL: 75,
    Reason.NAME: 75,
}
# Names this alike, of 100, are worth proposing; see difflib's ratio.
_ALIKE = 72
_CONTAINED = 75
_ARCHIVED_FACTOR = 50
STRONG = 75
LEAST = 40


@dataclass(frozen=True, slots=True)
class PartyDetails:
    """What the host knows of a customer. ``email`` may hold several addresses."""

    name: str = ""
    email: str = ""
    tax_number: str = ""
    account_number: str = ""

    @property
    def emails(self) -> tuple[str, ...]:
        return emails(self.email)


@dataclass(frozen=True, slots=True)
class ContactCandidate:
    """``score`` is 0 to 100; ``is_strong`` proposes it as the likely one, still to confirm."""

    contact: ContactInfo
    score: int
    reasons: tuple[Reason, ...]

    @property
    def is_strong(self) -> bool:
        return self.score >= STRONG and self.contact.is_active

    @property
    def explanation(self) -> str:
        return ", ".join(str(reason.label) for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class ItemCandidate:
    """``score`` is 0 to 100; ``is_strong`` proposes it as the likely one, still to confirm."""

    item: ItemInfo
    score: int
    reasons: tuple[Reason, ...]

    @property
    def is_strong(self) -> bool:
        return self.score >= STRONG and self.item.is_sold

    @property
    def explanation(self) -> str:
        return ", ".join(str(reason.label) for reason in self.reasons)


def rank_contacts(
    party: PartyDetails, contacts: Iterable[ContactInfo], *, limit: int = 5
) -> list[ContactCandidate]:
    """The best candidates first; equal scores by name, then id, so that order is stable."""
    scored = (_contact_candidate(party, contact) for contact in contacts)
    proposed = [candidate for candidate in scored if candidate.score >= LEAST]
    proposed.sort(
        key=lambda one: (
            not one.contact.is_active,
            -one.score,
            one.contact.name.casefold(),
            one.contact.id,
        )
    )
    return proposed[:limit]


def rank_items(
    code: str, name: str, items: Iterable[ItemInfo], *, limit: int = 5
) -> list[ItemCandidate]:
    """By code first, then by name; items that are not sold come after those that are."""
    scored = (_item_candidate(code, name, item) for item in items)
    proposed = [candidate for candidate in scored if candidate.score >= LEAST]
    proposed.sort(key=lambda one: (not one.item.is_sold, -one.score, one.item.code, one.item.id))
    return proposed[:limit]


def likeness(one: str, other: str) -> int:
    """How alike two name keys are, 0 to 100."""
    if not one or not other:
        return 0
    mine, theirs = sorted(one.split()), sorted(other.split())
    words = SequenceMatcher(None, mine, theirs, autojunk=False)
    letters = SequenceMatcher(None, one, other, autojunk=False)
    # "Acme" and "Acme Trading": one name with and without its tail.
    contained = _CONTAINED if set(mine) <= set(theirs) or set(theirs) <= set(mine) else 0
    return max(contained, round(100 * max(words.ratio(), letters.ratio())))


def _contact_candidate(party: PartyDetails, contact: ContactInfo) -> ContactCandidate:
    reasons = tuple(_contact_reasons(party, contact))
    scores = [_SCORES[reason] for reason in reasons if reason in _SCORES]
    if Reason.SIMILAR_NAME in reasons:
        scores.append(_similar_score(name_key(party.name), name_key(contact.name)))
    score = _combined(scores)
    if not contact.is_active:
        score = max(score * _ARCHIVED_FACTOR // 100, LEAST if score >= LEAST else 0)
    return ContactCandidate(contact, score, reasons)


def _contact_reasons(party: PartyDetails, contact: ContactInfo) -> Iterable[Reason]:
    if _same(number_key(party.tax_number), number_key(contact.tax_number)):
        yield Reason.TAX_NUMBER
    if contact.email and email_key(contact.email) in party.emails:
        yield Reason.EMAIL
    wanted, known = name_key(party.name), name_key(contact.name)
    if _same(wanted, known):
        yield Reason.NAME
    if _same(number_key(party.account_number), number_key(contact.account_number)):
        yield Reason.ACCOUNT_NUMBER
    if wanted != known and likeness(wanted, known) >= _ALIKE:
        yield Reason.SIMILAR_NAME


def _item_candidate(code: str, name: str, item: ItemInfo) -> ItemCandidate:
    reasons = tuple(_item_reasons(code, name, item))
    scores = [_SCORES[reason] for reason in reasons if reason in _SCORES]
    if Reason.SIMILAR_NAME in reasons:
        scores.append(_similar_score(name_key(name), name_key(item.name)))
    return ItemCandidate(item, _combined(scores), reasons)


def _item_reasons(code: str, name: str, item: ItemInfo) -> Iterable[Reason]:
    if _same(number_key(code), number_key(item.code)):
        yield Reason.CODE
    wanted, known = name_key(name), name_key(item.name)
    if _same(wanted, known):
        yield Reason.NAME
    elif likeness(wanted, known) >= _ALIKE:
        yield Reason.SIMILAR_NAME


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _similar_score(one: str, other: str) -> int:
    # 72 % alike is just worth a look, 100 % still isn't the same name.
    return 60 * likeness(one, other) // 100


def _combined(scores: Iterable[int]) -> int:
    doubt = 100
    for score in scores:
        doubt = doubt * (100 - score) // 100
    return 100 - doubt
