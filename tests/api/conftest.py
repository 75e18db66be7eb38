"""Programs that call the API: with a browser's session, or with a password of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from tests.answering import wait_for_answers
from tests.connections.conftest import database_of_threads
from tests.journeys.conftest import office
from tests.journeys.office import Office

__all__ = ["admin", "api", "database_of_threads", "neighbour", "office", "pointers", "server"]


@dataclass
class Api:
    """One caller at one company's API; answers are Django's test responses."""

    office: Office
    browser: Client

    def url(self, name: str, deal: Any = None, *more: Any) -> str:
        address = [self.office.host.source_key, str(deal.pk)] if deal is not None else []
        return reverse(f"xero_integration_api:{name}", args=[*address, *more])

    def get(self, name: str, deal: Any = None, *more: Any, **options: Any) -> Any:
        return self.browser.get(self.url(name, deal, *more), **options)

    def send(
        self, method: str, name: str, deal: Any, *more: Any, body: Any = None, **options: Any
    ) -> Any:
        call = getattr(self.browser, method)
        url = self.url(name, deal, *more)
        return call(url, body if body is not None else {}, "application/json", **options)

    def linked_draft(self, deal: Any) -> dict[str, Any]:
        """A draft that can be created: a new contact, and an item for each product."""
        answer = self.send("put", "draft_contact", deal, body={"create": True})
        item = {"item_id": self.office.some_item_id()}
        for index, line in enumerate(answer.json()["lines"]):
            if line["product_key"] and not line["item_id"]:
                answer = self.send("put", "draft_item", deal, index, body=item)
        assert answer.status_code == 200, answer.content
        return answer.json()


@pytest.fixture
def server(live_server: LiveServer) -> Iterator[LiveServer]:
    """No thread of it outlives the test's database."""
    yield live_server
    wait_for_answers()


@pytest.fixture
def api(office: Office) -> Callable[..., Api]:
    """``api()`` is the rep's program, ``api(browser)`` somebody else's."""

    def made(browser: Client | None = None) -> Api:
        return Api(office, browser or office.rep)

    return made


@pytest.fixture
def admin(api: Callable[..., Api], office: Office) -> Api:
    return api(office.admin)


@pytest.fixture
def deal(office: Office) -> Any:
    return office.host.make_deal(tenant=office.tenant)


@pytest.fixture
def invoice(admin: Api, deal: Any) -> str:
    """A draft in Xero that nobody has approved."""
    body = {"draft": admin.linked_draft(deal)["id"]}
    return str(admin.send("post", "invoices", deal, body=body).json()["document"])


@pytest.fixture
def neighbour(api: Callable[..., Api], office: Office, sign_in: Any) -> Api:
    """An administrator of another tenant."""
    if not office.host.has_tenants:
        pytest.skip("this host has no tenants")
    return api(sign_in("admin", tenant="south"))


def pointers(answer: Any) -> list[str]:
    """The places in what was sent that were refused."""
    return [error["pointer"] for error in answer.json()["errors"]]
