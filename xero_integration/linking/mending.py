"""Follows what Xero did to linked records, many links at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Model, QuerySet, Value, When

from ..access.actors import Actor
from ..connections.models import Connection
from ..reference.chunks import chunks
from .models import ContactLink, ItemLink
from .services import signed

# Each record takes two parameters a column; see reference.chunks.LOOKUP.
_AT_ONCE = 120


@dataclass(frozen=True, slots=True)
class Successor:
    """The record that a link shall name, as it is called today; contacts have no code."""

    id: str
    name: str
    code: str = ""


def relink_contacts(
    connection: Connection, moves: Mapping[str, Successor], *, actor: Actor | None = None
) -> int:
    """Name other contacts in all links of those ids; returns how many links.

    Without an actor only what is remembered of the contact changes, not who linked it.
    """
    links = ContactLink.objects.filter(connection=connection)
    columns = {"contact_name": {old: new.name for old, new in moves.items()}}
    ids = {old: new.id for old, new in moves.items()}
    return _replace(links, "contact_id", ids, columns, actor)


def relink_items(
    connection: Connection, moves: Mapping[str, Successor], *, actor: Actor | None = None
) -> int:
    """As above for items."""
    links = ItemLink.objects.filter(connection=connection)
    columns = {
        "item_code": {old: new.code for old, new in moves.items()},
        "item_name": {old: new.name for old, new in moves.items()},
    }
    return _replace(links, "item_id", {old: new.id for old, new in moves.items()}, columns, actor)


def _replace(
    links: QuerySet[Any, Model],
    id_column: str,
    ids: Mapping[str, str],
    columns: Mapping[str, Mapping[str, str]],
    actor: Actor | None,
) -> int:
    """By the id that was seen: a link that a person has just changed is left alone."""
    moved = 0
    for chunk in chunks(sorted(ids), _AT_ONCE):
        # The id comes last: MariaDB would see its new value in the columns after it.
        values = {
            name: _case(id_column, name, {old: by_id[old] for old in chunk})
            for name, by_id in {**columns, id_column: ids}.items()
        }
        who = signed(actor) if actor else {}
        moved += links.filter(**{f"{id_column}__in": chunk}).update(**who, **values)
    return moved


def _case(id_column: str, name: str, by_id: Mapping[str, str]) -> Case:
    whens = [When(**{id_column: old, "then": Value(new)}) for old, new in by_id.items()]
    return Case(*whens, default=F(name))
