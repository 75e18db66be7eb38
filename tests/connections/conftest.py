"""A box in place of Xero, a signed-in admin, and what is announced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.connections import world
from tests.connections.world import Journey, Xero
from tests.database_file import copied_to, in_place_of_memory
from xero_integration.signals import connection_lost, connection_made
from xero_integration.testing.queue import RecordingQueue


@pytest.fixture(autouse=True)
def xero_settings(settings: Any) -> Callable[..., None]:
    """Reach the box, queue nothing; call it to change single settings of the app."""

    def change(**more: Any) -> None:
        settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, **more}

    change(
        TRANSPORT="tests.connections.world.transport",
        XERO_URL=world.BASE,
        QUEUE="xero_integration.testing.queue.RecordingQueue",
    )
    RecordingQueue.clear()
    return change


@pytest.fixture
def xero(xero_settings: Any) -> Iterator[Xero]:
    box = world.open_box()
    yield Xero(box)
    world.close_box(box)


@pytest.fixture
def admin(sign_in: Callable[..., Client]) -> Client:
    return sign_in("admin")


@pytest.fixture
def journey(admin: Client, xero: Xero) -> Journey:
    return Journey(admin, xero)


@pytest.fixture
def announced(transactional_db: None) -> Iterator[list[tuple[str, str]]]:
    """Signals in order: ``("made", name)`` and ``("lost", reason)``."""
    heard: list[tuple[str, str]] = []

    def made(connection: Any, **_more: Any) -> None:
        heard.append(("made", connection.name))

    def lost(connection: Any, reason: str, **_more: Any) -> None:
        heard.append(("lost", reason))

    connection_made.connect(made)
    connection_lost.connect(lost)
    yield heard
    connection_made.disconnect(made)
    connection_lost.disconnect(lost)


@pytest.fixture
def tenant(host: Any) -> str:
    """The tenant of the signed-in admin."""
    return "north" if host.has_tenants else ""


@pytest.fixture
def database_of_threads(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """With all that was there before, and gone with the test."""
    with in_place_of_memory(copied_to(tmp_path / "race.sqlite3")):
        yield
