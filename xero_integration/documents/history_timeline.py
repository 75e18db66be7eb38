"""Gathers the story of one document: versions, operations and what people did on our side."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..host.records import SubjectRef
from ..outbox.kinds import words_of
from ..outbox.models import Operation, OperationState
from .models import Document, DocumentEvent, DocumentEventKind, DocumentVersion, VersionSource
from .subjects import operations_on
from .timeline import Entry, Told, story, told_entries
from .timeline_changes import FIELDS
from .timeline_facts import Facts, facts_of

PAGE = 50

STATE_TONES = {
    OperationState.DONE: "success",
    OperationState.REFUSED: "danger",
    OperationState.WAITING: "warning",
    OperationState.CANCELLED: "muted",
}


@dataclass(frozen=True, slots=True)
class StoryPage:
    entries: list[Entry]
    has_older: bool


@dataclass(frozen=True, slots=True)
class Belief:
    """What we held of a document at the end of a day; ``rows`` are label and value."""

    learned_at: dt.datetime
    source: str
    rows: list[tuple[str, str]]
    facts: Facts


def story_of(document: Document, here: SubjectRef, *, page: int = 1) -> StoryPage:
    """One page, newest first; the queries are as many on every page.

    Each source is read as far as the page reaches if it had to fill the page alone.
    """
    reach = page * PAGE + 1
    versions = list(document.versions.order_by("-learned_at", "-id")[: reach + 1])
    told = told_entries(
        [_told(version, document.kind) for version in versions], complete=len(versions) <= reach
    )
    done = [_deed(operation) for operation in _operations(document, reach)]
    # An import is told by the version it brought.
    events = document.events.exclude(kind=DocumentEventKind.IMPORTED).order_by("-id")[:reach]
    entries = story(told, [*done, *(_event(event, here) for event in events)])
    start = (page - 1) * PAGE
    return StoryPage(entries[start : start + PAGE], has_older=len(entries) > start + PAGE)


def belief_on(document: Document, day: dt.date) -> Belief | None:
    """What we believed when that day ended, None before we knew the document."""
    found = next(Document.objects.filter(pk=document.pk).as_of(day), None)
    if found is None:
        return None
    facts = facts_of(found.raw, document.kind)
    rows = [
        (str(label), words(facts.values[name]))
        for name, label, words in FIELDS
        if facts.values.get(name) or name in ("total", "amount_due")
    ]
    return Belief(found.learned_at, str(VersionSource(found.source).label), rows, facts)


def _told(version: DocumentVersion, kind: str) -> Told:
    return Told(
        source=version.source,
        actor_name=version.actor_name,
        learned_at=version.learned_at,
        changed_at=version.updated_at,
        facts=facts_of(version.raw, kind),
    )


def _operations(document: Document, reach: int) -> list[Operation]:
    found = list(operations_on([document]).order_by("-created_at")[:reach])
    return [*found, document.operation] if document.operation else found


def _deed(operation: Operation) -> Entry:
    done = operation.state == OperationState.DONE
    return Entry(
        happened_at=operation.created_at,
        title=words_of(operation) if done else f"{words_of(operation)} – {operation.state_label}",
        who=operation.actor_name,
        detail=_note_text(operation) if done else _sentences(operation),
        tone=_tone(operation),
        finished_at=operation.finished_at if done else None,
    )


def _tone(operation: Operation) -> str:
    if operation.is_unconfirmed:
        return "warning"
    return STATE_TONES.get(OperationState(operation.state), "info")


def _sentences(operation: Operation) -> str:
    return " ".join(_(line) for line in operation.error_message.splitlines() if line)


def _note_text(operation: Operation) -> str:
    """The words of a note that was added to Xero's history."""
    if operation.kind != "document.note":
        return ""
    try:
        body = json.loads(operation.body)
    except ValueError:
        return ""
    return str(body.get("Details", "")) if isinstance(body, dict) else ""


def _event(event: DocumentEvent, here: SubjectRef) -> Entry:
    is_here = (event.source, event.subject_pk) == (here.source, here.pk)
    titles = {
        (DocumentEventKind.ATTACHED.value, True): _("Attached to this deal"),
        (DocumentEventKind.ATTACHED.value, False): _("Attached to another deal"),
        (DocumentEventKind.DETACHED.value, True): _("Detached from this deal"),
        (DocumentEventKind.DETACHED.value, False): _("Detached from another deal"),
    }
    return Entry(
        happened_at=event.happened_at,
        title=titles.get((event.kind, is_here)) or str(event.get_kind_display()),
        who=event.actor_name,
    )
