"""The screens and services of documents are tried in a connected office."""

from __future__ import annotations

import pytest

from tests.journeys.office import Office, open_office


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in) -> Office:
    return open_office(host, sandbox, queue, sign_in)
