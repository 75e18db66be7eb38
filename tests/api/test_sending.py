"""What a program is told of what it sent: how it ended, its e-mail, and where to ask for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone

from tests.api.conftest import Api
from tests.documents.acting import contact_id, in_xero, on_deal
from tests.journeys.office import Office
from xero_integration.outbox import runner

INVOICES = "/api.xro/2.0/Invoices"


@pytest.fixture
def boss(office: Office, api: Any, sign_in: Any) -> Api:
    office.organisation.daily_email_cap = 1000
    caller: Api = api(sign_in("approver", tenant=office.tenant))
    return caller


def create(caller: Api, deal: Any) -> Any:
    draft = caller.linked_draft(deal)["id"]
    return caller.send("post", "invoices", deal, body={"draft": draft})


def create_and_mail(office: Office, caller: Api, deal: Any) -> Any:
    draft = caller.linked_draft(deal)["id"]
    caller.send("put", "draft_contact", deal, body={"contact_id": contact_id(office)})
    caller.send("patch", "draft", deal, body={"save_as": "EMAILED"})
    return caller.send("post", "invoices", deal, body={"draft": draft})


def work_later(minutes: int) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True):
        runner.run_due()


def test_whether_the_customer_got_the_mail_is_told_with_the_invoice(office, boss, deal):
    told = create_and_mail(office, boss, deal)
    assert (told.status_code, told.json()["mail"]["state"]) == (201, "done"), told.content
    assert sum(office.organisation.emails_sent.values()) == 1


def test_a_mail_that_xero_refused_is_not_hidden_by_the_invoice(office, boss, deal):
    office.organisation.daily_email_cap = 0
    told = create_and_mail(office, boss, deal)
    assert (told.status_code, told.json()["state"]) == (201, "done")
    mail = told.json()["mail"]
    assert mail["state"] == "refused"
    assert "daily email limit" in " ".join(mail["messages"])


def test_an_invoice_without_a_mail_has_none(api, deal):
    assert create(api(), deal).json()["mail"] is None


def test_a_rep_follows_what_is_on_its_way_where_the_answer_says(office, api, deal):
    rep = api()
    office.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    sent = create(rep, deal)
    assert (sent.status_code, sent.json()["state"]) == (202, "checking"), sent.content
    place = sent.headers["Location"]
    told = rep.browser.get(place).json()
    assert (told["state"], told["document"]) == ("checking", None)
    work_later(30)
    told = rep.browser.get(place).json()
    assert told["state"] == "done"
    assert rep.get("document", deal, told["document"]).status_code == 200
    assert len(office.invoices()) == 1


def test_what_is_on_its_way_is_another_deals_business(office, api, deal):
    rep = api()
    operation = create(rep, deal).json()["id"]
    other = office.host.make_deal(tenant=office.tenant)
    assert rep.get("deal_operation", deal, operation).status_code == 200
    assert rep.get("deal_operation", other, operation).status_code == 404


def test_what_never_reached_xero_is_taken_back_and_its_draft_changed_again(office, api, deal):
    rep = api()
    office.sandbox.faults.add_fault("PUT", "/api.xro/2.0/Contacts", status=503, times=9)
    sent = create(rep, deal)
    assert sent.status_code == 202, sent.content
    busy = rep.send("patch", "draft", deal, body={"reference": "x"})
    assert (busy.status_code, busy.json()["code"]) == (409, "draft_in_use")
    assert rep.send("delete", "deal_operation", deal, sent.json()["id"]).status_code == 204
    assert rep.send("patch", "draft", deal, body={"reference": "x"}).status_code == 200
    work_later(60)
    assert office.invoices() == []


def test_what_is_done_can_not_be_taken_back(api, deal):
    rep = api()
    operation = create(rep, deal).json()["id"]
    late = rep.send("delete", "deal_operation", deal, operation)
    assert (late.status_code, late.json()["code"]) == (409, "too_late")


def test_a_mail_that_was_given_up_is_not_said_to_be_looked_after(office, boss, deal):
    (document,) = on_deal(office, deal, in_xero(office, "AUTHORISED"))
    office.sandbox.faults.add_fault("POST", "/Email", drop="before")
    act = ("post", "document_action", deal, document.pk, "email")
    press = {"nonce": str(uuid4())}
    sent = boss.send(*act, body=press)
    assert (sent.status_code, sent.json()["state"]) == (202, "checking")
    work_later(30)
    told = boss.browser.get(sent.headers["Location"]).json()
    assert (told["state"], told["code"]) == ("refused", "unconfirmed")
    assert boss.browser.delete(sent.headers["Location"]).status_code == 204
    again = boss.send(*act, body=press | {"again": True})
    assert (again.status_code, again.json()["code"]) == (409, "unconfirmed"), again.content


def at_once(change: Callable[[str], Any], names: Sequence[str]) -> list[Any]:
    """Each in a thread; who is about to save waits a moment for the other to get as far."""
    meeting = threading.Barrier(len(names))

    def wait(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "invoicedraft" in sql and "values" in sql.partition("WHERE")[0] and "SET" in sql:
            with suppress(threading.BrokenBarrierError):
                meeting.wait(0.5)
        return execute(sql, params, many, context)

    def one(name: str) -> Any:
        try:
            with connection.execute_wrapper(wait):
                return change(name)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(names)) as pool:
        return list(pool.map(one, names))


@pytest.mark.usefixtures("database_of_threads")
def test_two_who_change_a_draft_at_once_undo_nothing_of_each_other(api, office, deal):
    people = {"reference": api(), "number": api(office.admin)}
    people["number"].get("draft", deal)

    def change(field: str, headers: dict[str, str] | None = None) -> int:
        body = {field: f"by who changes the {field}"}
        answer = people[field].send("patch", "draft", deal, body=body, headers=headers)
        return int(answer.status_code)

    assert at_once(change, list(people)) == [200, 200]
    draft = people["number"].get("draft", deal)
    assert {field: draft.json()[field] for field in people} == {
        field: f"by who changes the {field}" for field in people
    }
    people["number"].send("patch", "draft", deal, body={"reference": "", "number": ""})
    seen = {"If-Match": people["number"].get("draft", deal).headers["ETag"]}
    assert sorted(at_once(partial(change, headers=seen), list(people))) == [200, 412]
