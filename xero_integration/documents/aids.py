"""Help that an outer room knows about what documents show; it registers, as we don't know it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import UUID

from ..connections.models import Connection


class Aid(Protocol):
    """Each method asks the database once, and only for what is on the page."""

    def sendable_again(self, operations: Collection[UUID]) -> Mapping[UUID, str]:
        """Of these refused operations those whose cause was mended since, with a sentence."""

    def proposals(self, connection: Connection, names: Collection[str]) -> Mapping[str, str]:
        """The address of what is proposed about these ids and codes of Xero."""


_aids: list[Aid] = []


def register(aid: Aid) -> None:
    """Make an aid known; called once when the app is ready."""
    _aids[:] = [aid]


def sendable_again(operations: Collection[UUID]) -> dict[UUID, str]:
    return {
        key: told
        for aid in _aids
        for key, told in (aid.sendable_again(operations) if operations else {}).items()
    }


def proposals(connection: Connection, names: Collection[str]) -> dict[str, str]:
    return {
        name: url
        for aid in _aids
        for name, url in (aid.proposals(connection, names) if names else {}).items()
    }
