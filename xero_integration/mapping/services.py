"""Reads, saves and previews the settings of a connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from ..access.actors import Actor
from ..connections.models import Connection
from ..host.lookup import draft_of, labels, values
from ..host.registry import all_sources
from ..host.source import InvoiceSource
from .config import MappingConfig
from .defaults import default_config, required_targets
from .engine import Filled, due_date, fill
from .errors import MappingIncomplete, MappingOutdated
from .models import FieldMapping
from .standing_in import of_the_draft
from .targets import AnyTarget, Target

NEVER_SAVED = 0


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One target: its value on a real deal, and in words the field it came from."""

    target: AnyTarget
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Preview:
    rows: Sequence[PreviewRow]
    issued: date
    due: date


def current(connection: Connection) -> tuple[MappingConfig, int]:
    """The settings in force and their revision; 0 when only the defaults are."""
    saved = _newest(connection)
    if saved is None:
        return default_config(connection, all_sources().values()), NEVER_SAVED
    return MappingConfig.from_json(saved.config), saved.revision


def at(connection: Connection, revision: int) -> MappingConfig:
    """The settings as of a revision; before the first, and for one never saved, the defaults."""
    saved = FieldMapping.objects.of(connection).filter(revision=revision).first()
    if saved is None:
        return default_config(connection, all_sources().values())
    return MappingConfig.from_json(saved.config)


def outdated_by(connection: Connection) -> MappingOutdated:
    """Says who saved the settings that are in force."""
    return _outdated(_newest(connection))


def save(
    connection: Connection, config: MappingConfig, *, actor: Actor, based_on: int
) -> FieldMapping:
    """Keep ``config`` as a new revision; unchanged settings keep the one they have.

    ``based_on`` is the revision the person saw, so that nobody overwrites unseen changes.
    """
    required = required_targets(all_sources().values())
    missing = [target for target in required if not config.fields.get(target)]
    if missing:
        names = ", ".join(str(target.label) for target in missing)
        raise MappingIncomplete(params={"targets": names})
    newest = _newest(connection)
    if (newest.revision if newest else NEVER_SAVED) != based_on:
        raise _outdated(newest)
    if newest and newest.config == config.to_json():
        return newest
    row = FieldMapping(
        connection=connection,
        revision=based_on + 1,
        config=config.to_json(),
        saved_by=actor.key,
        saved_by_name=actor.name,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _outdated(_newest(connection)) from error
    return row


def prefill(config: MappingConfig, source: InvoiceSource, obj: Any) -> dict[AnyTarget, Filled]:
    """What the mapping makes of a deal. Call it inside the request that shows the deal."""
    return fill(config, values(source, obj, config.paths))


def preview(config: MappingConfig, source: InvoiceSource, obj: Any, *, issued: date) -> Preview:
    """As the invoice form would begin; raises HostDataError where the host's own code fails."""
    names, instead = labels(source), of_the_draft(draft_of(source, obj))
    found_by_fields = [
        PreviewRow(target, found.value, names.get(found.path, found.path))
        for target, found in prefill(config, source, obj).items()
    ]
    rows = [row if row.value else _standing_in(row, instead) for row in found_by_fields]
    return Preview(rows=rows, issued=issued, due=due_date(issued, config.due_date))


def _standing_in(row: PreviewRow, instead: Mapping[Target, str]) -> PreviewRow:
    text = instead.get(row.target, "") if isinstance(row.target, Target) else ""
    return replace(row, value=text, origin=gettext("The deal's own draft")) if text else row


def _newest(connection: Connection) -> FieldMapping | None:
    return FieldMapping.objects.of(connection).newest_first().first()


def _outdated(newest: FieldMapping | None) -> MappingOutdated:
    return MappingOutdated(params={"name": newest.saved_by_name if newest else ""})
