"""A client whose transport is replaced; everything above the transport is the real thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import responses

from xero_integration.client import Endpoints, Exchange, XeroClient, XeroHTTP

TOKEN = "access-token-of-nobody"
TENANT = "2f1a0b7e-0000-4000-8000-000000000001"
API = "https://api.xero.com/api.xro/2.0"


@pytest.fixture
def xero() -> Iterator[responses.RequestsMock]:
    """Xero's hosts, answering what a test tells them and refusing everything else."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def exchanges() -> list[Exchange]:
    return []


@pytest.fixture
def http(exchanges: list[Exchange]) -> XeroHTTP:
    return XeroHTTP(Endpoints.real(), token=TOKEN, tenant_id=TENANT, on_answer=exchanges.append)


@pytest.fixture
def client(http: XeroHTTP) -> XeroClient:
    return XeroClient(http)


@pytest.fixture
def answers(xero: responses.RequestsMock) -> Callable[..., Any]:
    """``answers("GET", "Invoices", json=…)`` makes Xero answer a path of the Accounting API."""

    def answer(method: str, path: str, **what: Any) -> Any:
        url = path if "://" in path else f"{API}/{path}"
        return xero.add(method, url, **what)

    return answer
