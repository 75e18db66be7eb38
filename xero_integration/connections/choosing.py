"""Several organisations were allowed at Xero: a person says which to take, under which names."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext_noop

from ..access.actors import Actor
from ..client import TokenSet
from ..exceptions import ConnectFailed
from . import attempts
from .grants import open_tokens
from .leaving import give_back
from .models import ConnectAttempt
from .organisations import Offered
from .results import ConnectResult
from .roles import RoleTooLow
from .taking import Chosen, checked_role, take

_NONE_CHOSEN = gettext_noop("Please choose at least one organisation.")


def choose_organisations(
    actor: Actor, tenant: str, *, attempt_id: uuid.UUID, chosen: Mapping[str, str]
) -> ConnectResult:
    """Take some of the offered organisations: tenant id at Xero → name here.

    Those where the role is too low are refused and removed at Xero; the others are taken.
    """
    attempt = attempts.choosing(actor, tenant, attempt_id=attempt_id)
    tokens = open_tokens(attempt.token_set)
    wanted = [each for each in organisations_of(attempt) if each.tenant_id in chosen]
    if not wanted:
        raise ConnectFailed("None chosen", code="none_chosen", user_message=_NONE_CHOSEN)
    accepted, refused, problems = _by_role(tokens, wanted, chosen)
    if accepted:
        connections = take(actor, tenant, tokens=tokens, chosen=accepted)
        attempts.close(attempt)
        give_back(tokens, refused)
        return ConnectResult(tuple(connections), None, attempt.next_url, tuple(problems))
    _abandon(attempt)
    raise problems[0]


def cancel_choice(actor: Actor, tenant: str, *, attempt_id: uuid.UUID) -> None:
    """Give everything back that waited for a choice."""
    _abandon(attempts.choosing(actor, tenant, attempt_id=attempt_id))


def forget_abandoned() -> int:
    """Give back what people allowed at Xero but never chose from; returns how many."""
    abandoned = list(ConnectAttempt.objects.abandoned(timezone.now()))
    for attempt in abandoned:
        _abandon(attempt)
    return len(abandoned)


def organisations_of(attempt: ConnectAttempt) -> list[Offered]:
    return [Offered.read(value) for value in attempt.offered]


def _abandon(attempt: ConnectAttempt) -> None:
    found, sealed = organisations_of(attempt), attempt.token_set
    if attempts.close(attempt):
        give_back(open_tokens(sealed), found)


def _by_role(
    tokens: TokenSet, wanted: Sequence[Offered], named: Mapping[str, str]
) -> tuple[list[Chosen], list[Offered], list[RoleTooLow]]:
    accepted: list[Chosen] = []
    refused: list[Offered] = []
    problems: list[RoleTooLow] = []
    for each in wanted:
        try:
            accepted.append(Chosen(each, named[each.tenant_id], checked_role(tokens, each)))
        except RoleTooLow as problem:
            refused.append(each)
            problems.append(problem)
    return accepted, refused, problems
