"""Settings of single tests: which sources there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def sources(settings: Any) -> Callable[..., None]:
    """``sources(deal="GroupSource")`` replaces ``SOURCES`` for the test."""

    def replace(**named: str) -> None:
        paths = {key: f"tests.host.sources.{name}" for key, name in named.items()}
        settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "SOURCES": paths}

    return replace
