"""Sends again what Xero refused because of something that was mended since.

A refusal is definite: it certainly never took effect in Xero. What goes out again is its same
body, so only when all that the body names can be used; the rest goes through its form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from ..connections.models import Connection
from ..exceptions import ReadOnly
from ..outbox import services as outbox
from ..outbox.explanations import explain
from ..outbox.models import DEPENDENCY, UNCONFIRMED, Operation, OperationState
from ..outbox.services import ChangedSince
from ..reference.models import Item
from ..reference.services import ReferenceBook, book, contacts_by_id
from .models import Freed, LinkRepair
from .records import Place
from .repairing import check_up_actor

WITHIN = timedelta(days=14)
"""Nobody expects what was refused before that to go out by itself."""

REFUSALS: Mapping[str, frozenset[Place]] = {
    "account_archived": frozenset({Place.ACCOUNT}),
    "account_not_valid": frozenset({Place.ACCOUNT}),
    "tax_type_not_valid": frozenset({Place.TAX_RATE, Place.TAX_CODE}),
    "contact_archived": frozenset({Place.CUSTOMER}),
    "item_not_valid": frozenset({Place.PRODUCT}),
}
"""Which explained refusals come from which places."""

_NAMES = ("ContactID", "AccountCode", "TaxType", "ItemCode", "BrandingThemeID")


def restart(connection: Connection) -> int:
    """Look after every repair once; returns how many operations go out again."""
    repairs = list(LinkRepair.objects.filter(connection=connection, is_over=False).order_by("pk"))
    if not repairs:
        return 0
    world = _World(connection)
    sent = sum(
        _free(operation, repair, world) for operation, repair in _matched(connection, repairs)
    )
    looked_at = LinkRepair.objects.filter(connection=connection, pk__lte=repairs[-1].pk)
    looked_at.filter(is_over=False).update(is_over=True)
    return sent


def names_in(body: str) -> dict[str, set[str]]:
    """What of Xero's lists the JSON of an operation names, by the field."""
    found: dict[str, set[str]] = {name: set() for name in _NAMES}
    try:
        _collect(json.loads(body), found)
    except ValueError:  # a kind whose body is no JSON names nothing
        return found
    return found


def _collect(part: Any, found: dict[str, set[str]]) -> None:
    if isinstance(part, list):
        for each in part:
            _collect(each, found)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name in found and isinstance(value, str) and value:
                found[name].add(value)
            _collect(value, found)


def _matched(
    connection: Connection, repairs: Iterable[LinkRepair]
) -> Iterator[tuple[Operation, LinkRepair]]:
    by_name: dict[tuple[str, str], LinkRepair] = {}
    for repair in repairs:
        for name in filter(None, (repair.before_id, repair.before_code)):
            by_name[repair.place, name] = repair
    refused = Operation.objects.filter(
        connection=connection,
        state=OperationState.REFUSED,
        finished_at__gte=timezone.now() - WITHIN,
    ).exclude(error_code__in=(UNCONFIRMED, DEPENDENCY))
    for operation in refused.select_related("depends_on").order_by("created_at"):
        places = _places(operation)
        names = {name for values in names_in(operation.body).values() for name in values}
        found = (by_name.get((place, name)) for place in places for name in sorted(names))
        mended = next((each for each in found if each), None)
        ended = operation.finished_at
        if mended is not None and ended is not None and ended < mended.repaired_at:
            yield operation, mended


def _places(operation: Operation) -> list[Place]:
    """All that it was refused for; nothing when anything else was wrong with it, too."""
    known = [explain(sentence) for sentence in operation.error_message.splitlines()]
    codes = [each.code if each else "" for each in known]
    if not codes or not set(codes) <= REFUSALS.keys():
        return []
    return sorted({place for code in codes for place in REFUSALS[code]})


def _free(operation: Operation, repair: LinkRepair, world: _World) -> bool:
    """Whether it goes out again. Otherwise its deal says that it can be sent from its form."""
    sent = False
    if world.can_use(names_in(operation.body)):
        try:
            moved = [outbox.retry(each, actor=check_up_actor()) for each in _ends(operation)]
            sent = all(moved)
        except (ChangedSince, ReadOnly):
            sent = False
    values = {"repair": repair, "was_sent": sent, "freed_at": timezone.now()}
    Freed.objects.update_or_create(operation=operation, defaults=values)
    return sent


def _ends(operation: Operation) -> list[Operation]:
    """What was given up behind it: asking for that brings along what it depends on."""
    behind = operation.dependents.filter(state=OperationState.REFUSED, error_code=DEPENDENCY)
    return list(behind) or [operation]


@dataclass
class _World:
    """What a body may name today; the lists are read once."""

    connection: Connection

    def can_use(self, names: Mapping[str, set[str]]) -> bool:
        known: dict[str, Iterable[str]] = {
            "AccountCode": self._book.accounts_by_code,
            "TaxType": self._book.tax_rates_by_type,
            "BrandingThemeID": self._book.themes_by_id,
            "ItemCode": self._items(names["ItemCode"]),
            "ContactID": self._contacts(names["ContactID"]),
        }
        return all(values <= set(known[name]) for name, values in names.items())

    @cached_property
    def _book(self) -> ReferenceBook:
        return book(self.connection)

    def _items(self, codes: set[str]) -> set[str]:
        if not codes:
            return set()
        sold = Item.objects.of(self.connection).present().filter(is_sold=True, code__in=codes)
        return set(sold.values_list("code", flat=True))

    def _contacts(self, ids: set[str]) -> set[str]:
        found = contacts_by_id(self.connection, ids)
        return {
            key for key, contact in found.items() if contact.is_active and not contact.merged_to
        }
