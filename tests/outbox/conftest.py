"""The company whose outbox is tried."""

from __future__ import annotations

import pytest

from .company import Company, open_company


@pytest.fixture
def company(host, transactional_db, sandbox, queue, sign_in, settings) -> Company:
    return open_company(host, sandbox, queue, sign_in, settings)
