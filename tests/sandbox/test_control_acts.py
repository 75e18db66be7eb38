"""Acts by name: what an accountant does in Xero, ordered by a script."""

from __future__ import annotations

import pytest

from tests.sandbox.control_fixtures import Developer


@pytest.fixture
def developer():
    developer = Developer()
    developer.sign_in()
    return developer


def act(developer, name, status=200, **arguments):
    order = {"tenant": developer.tenant, "act": name} | arguments
    return developer.ask("POST", "act", order, status=status)


def create(developer):
    contact = next(iter(developer.sandbox.world.organisations[developer.tenant].contacts))
    line = {"Description": "Work", "Quantity": 1, "UnitAmount": 100.1, "AccountCode": "200"}
    element = {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact},
        "DueDate": "2026-12-15",
        "LineItems": [line | {"TaxType": "NONE"}],
    }
    return act(developer, "create_invoice", element=element)


def read(developer, document_id):
    return developer.api("GET", f"Invoices/{document_id}").json()["Invoices"][0]


def test_the_api_sees_what_the_accountant_did(developer):
    document_id = create(developer)["document_id"]
    act(developer, "approve", document_id=document_id)
    act(developer, "part_pay", document_id=document_id, amount=0.1)
    assert read(developer, document_id)["AmountDue"] == 100.00
    act(developer, "pay", document_id=document_id)
    assert read(developer, document_id)["Status"] == "PAID"
    act(developer, "remove_payment", document_id=document_id)
    assert read(developer, document_id)["Status"] == "AUTHORISED"


def test_amounts_stay_exact(developer):
    created = create(developer)
    assert created["total"] == "100.10"


def test_an_accountants_act_reaches_subscribers(developer):
    payload = {"url": "https://crm.example.com/hook", "key": "k", "verify": False}
    developer.ask("POST", "webhooks", payload)
    document_id = create(developer)["document_id"]
    act(developer, "approve", document_id=document_id)
    (subscription,) = developer.sandbox.world.webhooks.subscriptions.values()
    from xero_integration.sandbox.webhooks import Answer, deliver_pending

    deliver_pending(developer.sandbox, post=lambda url, body, headers: Answer(200))
    told = [(e.event_type, e.category) for e in subscription.sent if e.resource_id == document_id]
    assert told == [("CREATE", "INVOICE"), ("UPDATE", "INVOICE")]


def test_xeros_own_words_come_back_when_it_refuses(developer):
    document_id = create(developer)["document_id"]
    act(developer, "approve", document_id=document_id)
    said = act(developer, "delete", status=400, document_id=document_id)["error"]
    assert said == "Invoice not of valid status for modification"


def test_a_locked_period_refuses_changes_until_it_is_unlocked(developer):
    document_id = create(developer)["document_id"]
    act(developer, "set_lock_dates", period="2026-12-31")
    assert "lock date" in act(developer, "approve", status=400, document_id=document_id)["error"]
    act(developer, "set_lock_dates", period=None)
    act(developer, "approve", document_id=document_id)


@pytest.mark.parametrize(
    ("name", "arguments", "status", "said"),
    [
        ("aprove", {}, 400, "known are"),
        ("approve", {}, 400, "needs document_id"),
        ("approve", {"document_id": "x", "extra": 1}, 400, "takes document_id"),
        ("approve", {"document_id": "x"}, 404, "no such document"),
        ("pay", {"document_id": "x", "amount": "many"}, 400, "not a valid amount"),
        ("set_lock_dates", {"period": "soon"}, 400, "not a valid period"),
    ],
)
def test_a_wrong_order_is_explained(developer, name, arguments, status, said):
    assert said in act(developer, name, status=status, **arguments)["error"]


def test_an_unknown_organisation_is_404(developer):
    developer.ask("POST", "act", {"tenant": "x", "act": "approve"}, status=404)


def test_every_act_is_listed_with_its_arguments(developer):
    listed = developer.get("act")
    assert listed["merge_contact"] == ["contact_id", "into"]
    assert "amount" in listed["pay"]
