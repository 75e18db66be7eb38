"""A company whose workers have much to do, and a person who presses at the wrong moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.journeys.office import Office, open_office, text_of
from tests.sync.books import Books
from xero_integration.sandbox import bulk


class Killed(BaseException):
    """A worker that is killed: nothing of ours catches it."""


class Desk:
    """The page of one kind of work, and what happens while Xero is being asked."""

    def __init__(self, office: Office, kind: str) -> None:
        self.office = office
        self.url = reverse("xero_integration:work", args=[office.connection.pk, kind])

    def press(self, action: str) -> None:
        answer = self.office.admin.post(self.url, {"action": action})
        assert answer.status_code == 302, text_of(answer)

    def read(self) -> str:
        return text_of(self.office.admin.get(self.url))


@pytest.fixture
def office(host: Any, transactional_db: None, sandbox: Any, queue: Any, sign_in: Any) -> Office:
    return open_office(host, sandbox, queue, sign_in)


@pytest.fixture
def books(office: Office) -> Books:
    return Books(office)


@pytest.fixture
def many(office: Office) -> Office:
    """Three pages of contacts."""
    bulk.seed(office.sandbox, office.connection.xero_tenant_id, contacts=2500)
    return office


@pytest.fixture
def during(sandbox: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """``during("Contacts", 2, act)``: act once, while Xero answers the second such call."""
    waiting: list[list[Any]] = []
    close = sandbox.log.close

    def closing(call: Any, response: Any) -> None:
        close(call, response)
        for entry in [each for each in waiting if call.path.endswith(f"/{each[0]}")]:
            entry[1] -= 1
            if not entry[1]:
                waiting.remove(entry)
                entry[2]()

    def planned(noun: str, number: int, act: Callable[[], None]) -> None:
        waiting.append([noun, number, act])

    monkeypatch.setattr(sandbox.log, "close", closing)
    yield planned
    assert not waiting, "the moment never came"
