"""A connected company, and its accountant at work in Xero."""

from __future__ import annotations

import pytest

from tests.journeys.office import Office, open_office
from tests.sync.books import Books
from tests.sync.line import KEY, Line


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in) -> Office:
    return open_office(host, sandbox, queue, sign_in)


@pytest.fixture
def books(office: Office) -> Books:
    return Books(office)


@pytest.fixture
def settled(books: Books) -> Books:
    """Everything that existed was read."""
    books.poll()
    assert books.differences() == []
    return books


@pytest.fixture
def line(books: Books, settings) -> Line:
    """The host knows the key of its webhook; everything that existed before is mirrored."""
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "WEBHOOK_KEYS": [KEY]}
    books.poll()
    return Line(books)
