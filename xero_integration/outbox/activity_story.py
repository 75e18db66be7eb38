"""The story of one operation: what was to be sent, each try, the answer, and what may be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from django.http import HttpRequest

from ..access.seen import may_settle
from . import subjects
from .activity import About, about_all
from .activity_words import action_of, outcome_of, tone_of
from .kinds import form_instead_of, words_of
from .models import Attempt, Operation, OperationState
from .rights import rights_for
from .services import BY_A_PERSON


@dataclass(frozen=True, slots=True)
class Try:
    """One exchange with Xero, or one press of a person, in words."""

    number: int
    action: str
    outcome: str
    messages: Sequence[str]
    started_at: dt.datetime
    finished_at: dt.datetime | None
    http_status: int | None
    correlation_id: str
    idempotency_key: str

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it goes on, and for presses, which take no time."""
        if self.finished_at is None or self.finished_at == self.started_at:
            return None
        return (self.finished_at - self.started_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Related:
    """An operation that goes before or after this one."""

    operation: Operation
    kind: str
    tone: str


@dataclass(frozen=True, slots=True)
class Acts:
    """What this caller may do now. ``retry`` is the label of the button, "" for none."""

    retry: str = ""
    cancel: bool = False
    form_url: str = ""
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    operation: Operation
    kind: str
    tone: str
    about: About
    body: str
    tries: Sequence[Try]
    before: Related | None
    after: Sequence[Related]
    acts: Acts
    messages: Sequence[str]


def story_of(request: HttpRequest, operation: Operation) -> Story:
    after = operation.dependents.order_by("created_at", "id")
    before = operation.depends_on
    return Story(
        operation=operation,
        kind=words_of(operation),
        tone=tone_of(operation),
        about=about_all(request, [operation])[operation.subject],
        body=pretty(operation.body),
        tries=[_try(attempt) for attempt in operation.story.all()],
        before=_related(before) if before else None,
        after=[_related(each) for each in after],
        acts=acts_on(request, operation),
        messages=operation.error_message.splitlines(),
    )


def pretty(body: str) -> str:
    """The literal JSON, only indented: digits and order stay as they go to Xero."""
    try:
        return msgspec.json.format(body, indent=2)
    except msgspec.DecodeError:
        return body


def acts_on(request: HttpRequest, operation: Operation) -> Acts:
    """What the state allows, if the caller has the rights that the act itself needs."""
    refused = operation.state == OperationState.REFUSED
    form_url = form_instead_of(operation) if refused else ""
    acts = Acts(
        retry="" if form_url else RETRY_WORDS.get(operation.state, ""),
        cancel=operation.can_be_cancelled,
        form_url=form_url,
    )
    possible = acts.retry or acts.cancel or acts.form_url
    return Acts(denied=True) if possible and not may_act(request, operation) else acts


def may_act(request: HttpRequest, operation: Operation) -> bool:
    described = subjects.describe([operation.subject])[operation.subject]
    return may_settle(request, described.deals, rights_for(operation))


RETRY_WORDS: Mapping[str, str] = {
    OperationState.REFUSED: "send_again",
    OperationState.WAITING: "try_now",
    OperationState.READY: "try_now",
    OperationState.CHECKING: "look_now",
}


def _try(attempt: Attempt) -> Try:
    told = [] if attempt.outcome == BY_A_PERSON else attempt.message.splitlines()
    return Try(
        number=attempt.number,
        action=action_of(attempt),
        outcome=outcome_of(attempt),
        messages=told,
        started_at=attempt.started_at,
        finished_at=attempt.finished_at,
        http_status=attempt.http_status,
        correlation_id=attempt.correlation_id,
        idempotency_key=attempt.idempotency_key,
    )


def _related(operation: Operation) -> Related:
    return Related(operation, words_of(operation), tone_of(operation))
