"""The list of operations: what is asked for, and one page of it with a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from ..access.seen import SeenDeal, seen_deals
from ..connections.models import Connection
from . import subjects
from .activity_words import tone_of
from .kinds import words_of
from .models import Operation
from .querysets import OperationQuerySet

PAGE = 50
ATTENTION = "attention"
"""Stands among the states for what a person has to look after: refused or waiting."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters; "" and None mean any. Days are those of the current time zone."""

    state: str = ""
    kind: str = ""
    connection: Connection | None = None
    text: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class About:
    """What an operation is about, with the deals behind it that this caller may see."""

    label: str
    deals: Sequence[SeenDeal] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One operation of the list."""

    operation: Operation
    kind: str
    tone: str
    about: About
    messages: Sequence[str]


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """A count of all would read them all; whether there are more is enough to turn pages."""

    rows: Sequence[Row]
    number: int
    has_more: bool


def page_of(request: HttpRequest, tenant: str, asked: Asked) -> ActivityPage:
    """One page of what this tenant's organisations were asked to do, the newest first."""
    start = (asked.page - 1) * PAGE
    operations = filtered(tenant, asked).select_related("connection")
    found = list(operations.newest_first()[start : start + PAGE + 1])
    shown = found[:PAGE]
    return ActivityPage(rows_of(request, shown), asked.page, len(found) > PAGE)


def rows_of(request: HttpRequest, operations: Sequence[Operation]) -> list[Row]:
    """Each operation as the list shows it."""
    about = about_all(request, operations)
    return [_row(operation, about[operation.subject]) for operation in operations]


def filtered(tenant: str, asked: Asked) -> OperationQuerySet:
    operations = Operation.objects.filter(connection__in=_connections(tenant, asked))
    if asked.state == ATTENTION:
        operations = operations.needing_a_person()
    elif asked.state:
        operations = operations.filter(state=asked.state)
    if asked.kind:
        operations = operations.filter(kind=asked.kind)
    if asked.since:
        operations = operations.filter(created_at__gte=_midnight(asked.since))
    if asked.until:
        operations = operations.filter(created_at__lt=_midnight(asked.until + dt.timedelta(days=1)))
    return _mentioning(operations, asked.text, tenant) if asked.text else operations


def _connections(tenant: str, asked: Asked) -> list[UUID]:
    """Named one by one, disconnected ones too: a join would hide the index from the database."""
    if asked.connection:
        return [asked.connection.pk]
    return list(Connection.objects.of_tenant(tenant).values_list("pk", flat=True))


def about_all(request: HttpRequest, operations: Sequence[Operation]) -> dict[str, About]:
    """Subject → what to show of it: deals by name where the caller may see them."""
    described = subjects.describe(operation.subject for operation in operations)
    refs = {ref for subject in described.values() for ref in subject.deals}
    seen = seen_deals(request, refs)
    return {
        key: About(subject.label, tuple(seen[ref] for ref in subject.deals if ref in seen))
        for key, subject in described.items()
    }


def _mentioning(operations: OperationQuerySet, text: str, tenant: str) -> OperationQuerySet:
    keys, pks = subjects.search(text, tenant)
    with suppress(ValueError):  # most texts are no id
        pks.add(UUID(text))
    return operations.mentioning(text, subjects=keys, pks=pks)


def _row(operation: Operation, about: About) -> Row:
    messages = operation.error_message.splitlines()[:2]
    return Row(operation, words_of(operation), tone_of(operation), about, messages)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
