"""The screens and services of documents are tried in a connected office."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.office import Office, open_office
from tests.outbox.company import Company, open_company
from xero_integration.signals import document_created, document_status_changed

from .accountant import Accountant


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in) -> Office:
    return open_office(host, sandbox, queue, sign_in)


@pytest.fixture
def company(host, transactional_db, sandbox, queue, sign_in, settings) -> Company:
    return open_company(host, sandbox, queue, sign_in, settings)


@pytest.fixture
def accountant(company) -> Accountant:
    return Accountant(company)


@pytest.fixture
def announced() -> Iterator[list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []

    def listen(sender: type, signal: Any, **told: Any) -> None:
        name = "created" if signal is document_created else "changed"
        heard.append({"name": name, "sender": sender, **told})

    document_created.connect(listen)
    document_status_changed.connect(listen)
    yield heard
    document_created.disconnect(listen)
    document_status_changed.disconnect(listen)
