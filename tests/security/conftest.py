"""The company under attack."""

from __future__ import annotations

import pytest

from tests.journeys.office import Office, open_office


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in) -> Office:
    """A connected company whose lists are copied and whose field mapping is saved."""
    return open_office(host, sandbox, queue, sign_in)
