"""Mends what is certain, and keeps what was mended with its cause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext

from ..access.actors import Actor
from ..connections.models import Connection
from ..linking.mending import Successor, relink_contacts, relink_items
from ..mapping import services as mapping
from ..mapping.config import MappingConfig
from ..mapping.errors import MappingError
from .models import LinkRepair
from .records import DEFAULTS, Finding, Known, Place, Verdict

ACTOR_KEY = "xero_integration:check-up"


def check_up_actor() -> Actor:
    """Who signs what is mended without a person."""
    return Actor(ACTOR_KEY, gettext("Check-up"))


def mend_links(connection: Connection, findings: Iterable[Finding]) -> list[LinkRepair]:
    """Call it in the transaction in which the links were read."""
    certain = [finding for finding in findings if finding.is_certain]
    for place, relink in ((Place.CUSTOMER, relink_contacts), (Place.PRODUCT, relink_items)):
        here = [finding for finding in certain if finding.use.place == place]
        renamed = [each for each in here if each.verdict == Verdict.RENAMED]
        moved = [each for each in here if each.verdict != Verdict.RENAMED]
        relink(connection, _moves(renamed))
        relink(connection, _moves(moved), actor=check_up_actor())
    return _kept(connection, certain)


def mend_defaults(
    connection: Connection, config: MappingConfig, revision: int, findings: Iterable[Finding]
) -> list[LinkRepair]:
    """Only the account is kept with something that Xero can change: its code."""
    certain = [finding for finding in findings if finding.is_certain]
    for finding in certain:
        config = changed(config, finding.use.place, finding.use.key, _new(finding))
    try:
        mapping.save(connection, config, actor=check_up_actor(), based_on=revision)
    except MappingError:
        # A person saved other settings this very moment: the next check-up looks at those.
        return []
    return _kept(connection, certain)


def changed(config: MappingConfig, place: Place, key: str, new: Known | None) -> MappingConfig:
    """The settings with another record in one place; None leaves it to Xero."""
    xero_id = new.xero_id if new else ""
    match place:
        case Place.ACCOUNT:
            return replace(config, account_id=xero_id, account_code=new.code if new else "")
        case Place.TAX_RATE:
            return replace(config, tax_type=xero_id)
        case Place.TAX_CODE:
            pairs = {**config.tax_types, key: xero_id}
            return replace(config, tax_types={code: kind for code, kind in pairs.items() if kind})
        case Place.THEME:
            return replace(config, branding_theme_id=xero_id)
        case _:
            raise ValueError(f"{place} is no default; those are {', '.join(DEFAULTS)}")


def repair_of(
    connection: Connection, finding: Finding, *, after: str, actor: Actor | None = None
) -> LinkRepair:
    """Not saved yet. Without an actor the check-up did it, or Xero's accountant."""
    known, use = finding.known, finding.use
    return LinkRepair(
        connection=connection,
        place=use.place,
        key=use.key,
        holder=use.holder,
        verdict=finding.verdict,
        before_id=use.xero_id,
        before_code=use.code or (known.code if known else ""),
        before=finding.before[:255],
        after=after[:255],
        by=actor.key if actor else "",
        by_name=actor.name if actor else "",
        repaired_at=timezone.now(),
    )


def _new(finding: Finding) -> Known:
    if finding.suggestion is None:
        raise ValueError("What is certain has a successor.")
    return finding.suggestion.record


def _moves(findings: Iterable[Finding]) -> dict[str, Successor]:
    pairs = ((finding.use.xero_id, _new(finding)) for finding in findings)
    return {old: Successor(new.xero_id, new.name, new.code) for old, new in pairs}


def _kept(connection: Connection, certain: Sequence[Finding]) -> list[LinkRepair]:
    repairs = [repair_of(connection, finding, after=_new(finding).label) for finding in certain]
    return LinkRepair.objects.bulk_create(repairs, batch_size=100)
