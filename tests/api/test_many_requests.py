"""Requests that come too often, together, or for what the caller has already."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from tests.api.conftest import Api
from tests.connections.conftest import database_of_threads
from xero_integration.models import Operation

__all__ = ["database_of_threads"]

LISTS = ("connections", "operations", "contact_links", "item_links", "documents")
OF_A_CONNECTION = {"contact_links", "item_links"}


class TwiceAMinute(UserRateThrottle):
    rate = "2/min"


@pytest.fixture
def throttled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As ``DEFAULT_THROTTLE_CLASSES`` of a host, which the framework reads once, at its import."""
    cache.clear()
    monkeypatch.setattr(APIView, "throttle_classes", [TwiceAMinute])


def test_the_hosts_throttles_hold_and_are_told_as_a_problem(api, office, deal, throttled):
    rep = api()
    assert [rep.get("deal", deal).status_code for _twice in range(2)] == [200, 200]
    office.forget_calls()
    refused = rep.send("post", "invoices", deal, body={}, headers={"Idempotency-Key": "8f"})
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert office.calls() == []


def test_what_was_asked_too_often_may_be_asked_again_with_the_same_key(
    api, office, deal, monkeypatch
):
    rep = api()
    body, key = {"draft": rep.linked_draft(deal)["id"]}, {"Idempotency-Key": "8f"}
    cache.clear()
    with monkeypatch.context() as for_now:
        for_now.setattr(APIView, "throttle_classes", [TwiceAMinute])
        for _twice in range(2):
            rep.get("deal", deal)
        assert rep.send("post", "invoices", deal, body=body, headers=key).status_code == 429
    assert rep.send("post", "invoices", deal, body=body, headers=key).status_code == 201


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_the_caller_has_is_not_sent_again(admin, office, deal, name):
    office.press(deal, "create", office.link_everything(deal))
    about = {"documents": (deal,), **dict.fromkeys(OF_A_CONNECTION, (None, office.connection.pk))}
    where = about.get(name, ())
    read = admin.get(name, *where)
    again = admin.get(name, *where, headers={"If-None-Match": read.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == read.headers["ETag"]
    other = admin.get(name, *where, headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.json()) == (200, read.json())


def test_of_two_requests_at_once_with_one_key_one_is_carried_out(office, deal, database_of_threads):
    # The office is opened first: threads get a copy of the database with what it holds by then.
    rep, together = Api(office, office.rep), threading.Barrier(2)
    body = {"draft": rep.linked_draft(deal)["id"]}

    def press() -> Any:
        caller = Client()
        caller.cookies = office.rep.cookies
        together.wait(10)
        try:
            return Api(office, caller).send(
                "post", "invoices", deal, body=body, headers={"Idempotency-Key": "8f"}
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = [each.result(60) for each in [pool.submit(press) for _twice in range(2)]]
    carried_out = [each for each in answers if "Idempotency-Replayed" not in each.headers]
    late = [each for each in carried_out if each.status_code != 201]
    assert len(carried_out) - len(late) == 1
    assert [each.json()["code"] for each in late] == ["idempotency_key_in_use"] * len(late)
    assert Operation.objects.filter(kind="invoice.create").count() == 1
    assert len(office.invoices()) == 1
