"""The company under attack."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.journeys.office import Office, open_office


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in) -> Office:
    """A connected company whose lists are copied and whose field mapping is saved."""
    return open_office(host, sandbox, queue, sign_in)


@pytest.fixture
def visitor(office: Office, sign_in: Callable[..., Client]) -> Callable[[str], Client]:
    """``visitor("rep")`` is a browser of one of ``doors.VISITORS``."""

    def made(name: str) -> Client:
        if name == "nobody":
            return Client()
        if name == "neighbour":
            return sign_in("admin", tenant="south")
        return sign_in(name, tenant=office.tenant)

    return made
