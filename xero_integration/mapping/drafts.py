"""What people leave on a settings page without saving: kept per person, never in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..access.actors import Actor
from ..connections.models import Connection
from . import services
from .choices import SettingsPage
from .config import MappingConfig
from .models import SettingsDraft

LONGEST = 1000
"""No field takes more; a value that is longer was not typed by a person."""


def left_by(actor: Actor, connection: Connection) -> list[SettingsDraft]:
    """One for each page that the person left without saving, in the order of the pages."""
    found = SettingsDraft.objects.filter(connection=connection, person=actor.key)
    order = SettingsPage.values
    return sorted(found, key=lambda draft: order.index(draft.page))


def left_on(page: SettingsPage, actor: Actor, connection: Connection) -> SettingsDraft | None:
    return SettingsDraft.objects.filter(connection=connection, page=page, person=actor.key).first()


def keep(
    page: SettingsPage,
    actor: Actor,
    connection: Connection,
    *,
    values: Mapping[str, str],
    revision: int,
) -> None:
    kept = {name: _storable(value) for name, value in values.items()}
    SettingsDraft.objects.update_or_create(
        connection=connection,
        page=page,
        person=actor.key,
        defaults={"values": kept, "revision": revision},
    )


def forget(page: SettingsPage, actor: Actor, connection: Connection) -> None:
    SettingsDraft.objects.filter(connection=connection, page=page, person=actor.key).delete()


def is_outdated(draft: SettingsDraft, config: MappingConfig) -> bool:
    """Whether this page's part of the settings was saved anew since the person saw it.

    ``config`` is in force. The other page may be saved meanwhile: that changes nothing here.
    """
    seen = services.at(draft.connection, draft.revision)
    page = SettingsPage(draft.page)
    return _part(page, seen) != _part(page, config)


def _part(page: SettingsPage, config: MappingConfig) -> MappingConfig:
    if page == SettingsPage.MAPPING:
        return MappingConfig(fields=config.fields)
    return replace(config, fields={})


def _storable(text: str) -> str:
    """JSON columns of PostgreSQL can't hold a NUL."""
    return text.replace("\x00", "")[:LONGEST]
