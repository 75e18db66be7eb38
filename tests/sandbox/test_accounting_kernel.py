"""The box itself: time, sameness, the log of calls and the transport without a socket."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import requests

from tests.sandbox.accounting_fixtures import Xero, box
from xero_integration.sandbox import Clock, Sandbox


def test_two_fresh_boxes_are_equal() -> None:
    first, second = box(), box()
    assert first.world.organisations.keys() == second.world.organisations.keys()
    ours, theirs = Xero(first), Xero(second)
    for path in ("Invoices?page=1", "Contacts?page=1", "Items", "Accounts", "Payments"):
        assert ours.get(path).content == theirs.get(path).content
    assert ours.create() == theirs.create()


def test_another_seed_gives_other_ids() -> None:
    clock = Clock.frozen(datetime(2026, 11, 20, tzinfo=UTC))
    ids = [set(Sandbox(clock=clock, seed=seed).world.organisations) for seed in (1, 2)]
    assert ids[0].isdisjoint(ids[1])


def test_each_organisation_is_well_furnished(sandbox: Sandbox) -> None:
    assert len(sandbox.world.organisations) >= 3
    for books in sandbox.world.organisations.values():
        statuses = [contact.status for contact in books.contacts.values()]
        assert len(statuses) >= 15 and "ARCHIVED" in statuses
        assert any(contact.merged_to for contact in books.contacts.values())
        assert len(books.items) >= 8 and len(books.themes) >= 2
        assert {row.status for row in books.invoices.values()} >= {
            "DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED",
        }  # fmt: skip


def test_a_clock_runs_stops_and_moves() -> None:
    clock = Clock()
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 5
    clock.set(datetime(2030, 1, 1, tzinfo=UTC))
    clock.freeze()
    moment = clock.now()
    clock.advance(90)
    assert (clock.now() - moment).total_seconds() == 90
    clock.resume()
    assert clock.now().year == 2030 and not clock.is_frozen


def test_the_log_tells_what_was_sent_but_no_token(xero: Xero) -> None:
    xero.call("PUT", "Invoices", xero.invoice(), headers={"Idempotency-Key": "k"}, unitdp=4)
    call = list(xero.sandbox.log)[-1]
    assert (call.method, call.path, call.query) == ("PUT", "/api.xro/2.0/Invoices", "unitdp=4")
    assert (call.status, call.idempotency_key, call.tenant) == (200, "k", xero.tenant)
    assert isinstance(call.body, dict) and call.body["Type"] == "ACCREC"
    assert "Bearer" not in str(call.as_json())


def test_a_lost_answer_leaves_no_status_in_the_log(xero: Xero) -> None:
    xero.sandbox.faults.add_fault(drop="after")
    with pytest.raises(requests.ConnectionError):
        xero.get("Users")
    assert list(xero.sandbox.log)[-1].status is None


def test_an_answer_slower_than_the_callers_patience_is_a_timeout(xero: Xero) -> None:
    xero.sandbox.faults.add_fault(delay=11)
    before = len(xero.books.invoices)
    with pytest.raises(requests.ReadTimeout):
        xero.put("Invoices", xero.invoice())
    assert len(xero.books.invoices) == before + 1
    xero.sandbox.faults.add_fault(delay=9)
    assert xero.get("Users").status_code == 200


def test_a_cut_answer_is_noticed(xero: Xero) -> None:
    xero.sandbox.faults.add_fault(truncate=20)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        xero.get("Users")


def test_reset_starts_over(xero: Xero) -> None:
    xero.create()
    xero.sandbox.reset()
    fresh = Xero(xero.sandbox)
    assert len(fresh.books.invoices) == 12
    assert len(xero.sandbox.log) == 0
