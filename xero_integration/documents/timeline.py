"""The story of one document, from what was learnt of it and what people did. Pure: no queries.

Xero does not tell an app who changed a document. What is known is who told us, when, and
what is different since; what was done from here carries its person's name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from .models import VersionSource
from .status import TONES
from .timeline_changes import Change, changes
from .timeline_facts import Facts

ANSWER_LAG = dt.timedelta(seconds=5)
"""An answer is mirrored within the operation that brought it, give or take this."""


@dataclass(frozen=True, slots=True)
class Told:
    """A version: what somebody told us of the document. ``changed_at`` is Xero's own time."""

    source: str
    actor_name: str
    learned_at: dt.datetime
    changed_at: dt.datetime | None
    facts: Facts


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the story. ``source`` tells how we learnt it, "" for what was done here.

    ``who`` did it; ``asked_by`` only had Xero asked. ``finished_at`` is when a deed ended;
    ``detail`` holds a person's or Xero's words.
    """

    happened_at: dt.datetime
    title: str
    who: str = ""
    source: str = ""
    asked_by: str = ""
    changed_at: dt.datetime | None = None
    changes: tuple[Change, ...] = ()
    detail: str = ""
    tone: str = "neutral"
    finished_at: dt.datetime | None = None

    @property
    def learnt_from(self) -> str:
        """Who told us, with the person who asked; "" for what was done here."""
        known = self.source in VersionSource.values
        label = str(VersionSource(self.source).label) if known else self.source
        return f"{label} ({self.asked_by})" if self.asked_by else label


def told_entries(versions: Sequence[Told], *, complete: bool) -> list[Entry]:
    """``versions`` come newest first; each is compared with the one before it in time.

    The last one only serves the comparison, unless the list is ``complete``.
    """
    entries = [_changed(now, before) for now, before in zip(versions, versions[1:], strict=False)]
    if versions and complete:
        entries.append(_first(versions[-1]))
    return entries


def story(told: Iterable[Entry], done: Iterable[Entry]) -> list[Entry]:
    """One story, newest first; an answer to what was done from here is told with the deed."""
    deeds = list(done)
    rest: list[Entry] = []
    for entry in told:
        index = next((i for i, deed in enumerate(deeds) if _answers(entry, deed)), None)
        if index is None:
            rest.append(entry)
        else:
            deeds[index] = replace(
                deeds[index],
                changes=entry.changes,
                changed_at=entry.changed_at,
                source=entry.source,
            )
    return sorted([*rest, *deeds], key=lambda entry: entry.happened_at, reverse=True)


def _answers(entry: Entry, deed: Entry) -> bool:
    if entry.source != VersionSource.ANSWER or deed.finished_at is None or deed.source:
        return False
    return deed.happened_at <= entry.happened_at <= deed.finished_at + ANSWER_LAG


def _changed(now: Told, before: Told) -> Entry:
    found = tuple(changes(before.facts, now.facts))
    title = {
        VersionSource.ANSWER.value: _("Changed from here"),
        VersionSource.SWEEP.value: _("Found different when compared with Xero"),
    }.get(now.source, _("Changed in Xero"))
    return Entry(
        happened_at=now.learned_at,
        title=title,
        who=now.actor_name if now.source == VersionSource.ANSWER else "",
        asked_by="" if now.source == VersionSource.ANSWER else now.actor_name,
        source=now.source,
        changed_at=now.changed_at,
        changes=found,
        detail="" if found else _("Nothing of what is shown here changed."),
        tone=_tone(now, before),
    )


def _first(told: Told) -> Entry:
    title = {
        VersionSource.ANSWER.value: _("Created in Xero from here"),
        VersionSource.IMPORT.value: _("Imported from Xero"),
    }.get(told.source, _("First read from Xero"))
    return Entry(
        happened_at=told.learned_at,
        title=title,
        who=told.actor_name,
        source=told.source,
        changed_at=told.changed_at,
        changes=tuple(changes(None, told.facts)),
        tone=TONES.get(str(told.facts.values.get("status")), "neutral"),
    )


def _tone(now: Told, before: Told) -> str:
    status = now.facts.values.get("status")
    if status == before.facts.values.get("status"):
        return "neutral"
    return TONES.get(str(status), "neutral")
