"""Fixtures of the sandbox's own tests: a frozen box and a connected app."""

from __future__ import annotations

import pytest

from tests.sandbox.accounting_fixtures import Xero, box
from xero_integration.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Sandbox:
    return box()


@pytest.fixture
def xero(sandbox: Sandbox) -> Xero:
    """The demo company in New Zealand, seen by an adviser."""
    return Xero(sandbox)
