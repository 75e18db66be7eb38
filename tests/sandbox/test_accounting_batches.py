"""Batches, summarizeErrors and the Idempotency-Key."""

from __future__ import annotations

from typing import Any

import requests

from tests.sandbox.accounting_fixtures import Xero, line, messages
from xero_integration.sandbox import Sandbox
from xero_integration.sandbox.identity.state import App, state_of


def three(xero: Xero) -> dict[str, Any]:
    """A good one, a bad one, a good one."""
    good, bad = xero.invoice(Reference="good"), xero.invoice(Reference="bad", LineItems=[])
    return {"Invoices": [good, bad, good]}


def saved(xero: Xero, reference: str) -> int:
    return sum(each.reference == reference for each in xero.books.invoices.values())


def test_by_default_only_failures_are_listed_yet_the_good_rows_are_saved(xero: Xero) -> None:
    answer = xero.put("Invoices", three(xero))
    assert answer.status_code == 400
    assert [each["Reference"] for each in answer.json()["Elements"]] == ["bad"]
    assert saved(xero, "good") == 2


def test_unsummarised_every_element_answers_in_order(xero: Xero) -> None:
    answer = xero.put("Invoices", three(xero), summarizeErrors="false")
    elements = answer.json()["Invoices"]
    assert answer.status_code == 200
    statuses = [each["StatusAttributeString"] for each in elements]
    assert statuses == ["OK", "ERROR", "OK"]
    assert elements[1]["HasErrors"] is True
    assert messages(answer) == ["One or more line items must be specified"]


def test_an_error_element_echoes_the_request_not_the_books(xero: Xero) -> None:
    made = xero.create(Status="AUTHORISED")
    body = {"InvoiceID": made["InvoiceID"], "Status": "DELETED"}
    answer = xero.post("Invoices", body, summarizeErrors="false")
    element = answer.json()["Invoices"][0]
    assert element["Status"] == "DELETED" and "InvoiceNumber" not in element
    assert xero.read(made["InvoiceID"])["Status"] == "AUTHORISED"


def test_the_name_of_the_list_is_read_in_any_case(xero: Xero) -> None:
    assert xero.put("Invoices", {"invoices": [xero.invoice()]}).status_code == 200


def keyed(xero: Xero, body: Any, key: str = "k-1", method: str = "PUT") -> requests.Response:
    return xero.call(method, "Invoices", body, headers={"Idempotency-Key": key})


def test_a_repeated_key_gives_the_first_answer_and_one_invoice(xero: Xero) -> None:
    body = xero.invoice(Reference="once")
    first, second = keyed(xero, body), keyed(xero, body)
    assert first.content == second.content
    assert saved(xero, "once") == 1


def test_a_key_lives_six_minutes(xero: Xero) -> None:
    body = xero.invoice(Reference="again")
    keyed(xero, body)
    xero.sandbox.clock.advance(359)
    keyed(xero, body)
    assert saved(xero, "again") == 1
    xero.sandbox.clock.advance(1)
    keyed(xero, body)
    assert saved(xero, "again") == 2


def test_a_key_with_another_request_is_refused(xero: Xero) -> None:
    keyed(xero, xero.invoice())
    for refused in (
        keyed(xero, xero.invoice(Reference="other")),
        keyed(xero, xero.invoice(), method="POST"),
    ):
        assert refused.status_code == 400
        assert "is used with a different request" in refused.json()["Message"]


def test_errors_are_remembered_as_well(xero: Xero) -> None:
    body = xero.invoice(LineItems=[line(AccountCode="999")])
    assert keyed(xero, body).status_code == 400
    account = next(each for each in xero.books.accounts.values() if each.code == "260")
    account.code = "999"
    assert keyed(xero, body).status_code == 400
    assert keyed(xero, body, key="k-2").status_code == 200


def test_a_key_is_longer_than_128_characters_at_its_peril(xero: Xero) -> None:
    assert keyed(xero, xero.invoice(), key="k" * 129).status_code == 400
    assert keyed(xero, xero.invoice(), key="k" * 128).status_code == 200


def test_keys_of_two_apps_do_not_meet(sandbox: Sandbox) -> None:
    state_of(sandbox.world).apps["second"] = App("second", "s", "Second app")
    ours, theirs = Xero(sandbox), Xero(sandbox, client_id="second")
    body = ours.invoice(Reference="both")
    assert keyed(ours, body).json() != keyed(theirs, body).json()
    assert saved(ours, "both") == 2


def test_a_key_of_one_organisation_is_taken_for_another(sandbox: Sandbox) -> None:
    zealand, kingdom = Xero(sandbox, "NZ"), Xero(sandbox, "GB")
    body = zealand.invoice(Contact={"Name": "Both Sides"})
    assert keyed(zealand, body).status_code == 200
    assert "different request" in keyed(kingdom, body).json()["Message"]


def test_reads_ignore_the_key(xero: Xero) -> None:
    header = {"Idempotency-Key": "k-1"}
    before = len(xero.call("GET", "Invoices", headers=header).json()["Invoices"])
    xero.create()
    assert len(xero.call("GET", "Invoices", headers=header).json()["Invoices"]) == before + 1


def test_a_lost_answer_was_still_committed_and_the_key_brings_it_back(xero: Xero) -> None:
    xero.sandbox.faults.add_fault("PUT", "/Invoices", drop="after")
    body = xero.invoice(Reference="lost")
    try:
        keyed(xero, body)
    except requests.ConnectionError:
        lost = True
    assert lost and saved(xero, "lost") == 1
    assert keyed(xero, body).json()["Invoices"][0]["Reference"] == "lost"
    assert saved(xero, "lost") == 1
