"""An ``Idempotency-Key`` repeats an answer, but opens no door and never hides what is news."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.api.conftest import Api
from tests.api.sources import OneActorForAll, TakenOff
from tests.journeys.office import Office
from xero_integration.api.models import KeptAnswer
from xero_integration.models import Document
from xero_integration.outbox import runner

KEY = {"Idempotency-Key": "one-press"}
GATE = "xero_integration.access.gate.allauth_sign_in_is_strong"


@pytest.fixture
def without(settings: Any) -> Callable[..., None]:
    def change(**ours: Any) -> None:
        settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, **ours}

    return change


def from_source(source: type) -> dict[str, dict[str, str]]:
    return {"SOURCES": {"deal": f"{source.__module__}.{source.__name__}"}}


def key(name: str) -> dict[str, Any]:
    return {"headers": {"Idempotency-Key": name}}


def note(caller: Api, deal: Any, document: str, text: str = "Called them.", **options: Any) -> Any:
    body = {"text": text}
    return caller.send("post", "document_action", deal, document, "note", body=body, **options)


def notes_in_xero(office: Office) -> int:
    return len(office.organisation.history.get(Document.objects.get().xero_id, []))


def writes(admin: Api, office: Office, deal: Any, document: str) -> dict[str, Any]:
    """One write at each kind of door."""
    ours = office.connection.pk
    config = {"source": office.host.source_key, "deal": str(deal.pk)}
    return {
        "draft": admin.send("patch", "draft", deal, body={"reference": "A"}, **key("1")),
        "document": admin.send("put", "document", deal, document, **key("2")),
        "action": note(admin, deal, document, **key("3")),
        "connection": admin.send("patch", "connection", None, ours, **key("4")),
        "settings": admin.send("post", "mapping_preview", None, ours, body=config, **key("5")),
    }


def told(answers: dict[str, Any]) -> dict[str, Any]:
    return {door: (each.status_code, each.json().get("code")) for door, each in answers.items()}


def test_an_answer_is_not_repeated_to_a_weak_sign_in(admin, office, deal, invoice, without):
    first = writes(admin, office, deal, invoice)
    assert {each.status_code for each in first.values()} == {200}, told(first)
    without(STRONG_SIGN_IN=GATE)
    shut = writes(admin, office, deal, invoice)
    assert set(told(shut).values()) == {(403, "weak_sign_in")}
    without(STRONG_SIGN_IN="")
    again = writes(admin, office, deal, invoice)
    assert {each.headers.get("Idempotency-Replayed") for each in again.values()} == {"true"}


def test_an_answer_is_not_repeated_to_who_was_taken_off_the_deal(api, deal, without):
    rep = api()
    change = {"body": {"reference": "A"}, "headers": KEY}
    assert rep.send("patch", "draft", deal, **change).status_code == 200
    without(**from_source(TakenOff))
    assert rep.send("patch", "draft", deal, **change).status_code == 404


def test_a_door_that_was_shut_is_tried_again_with_the_same_key(admin, deal, without):
    change = {"body": {"reference": "A"}, "headers": KEY}
    without(STRONG_SIGN_IN=GATE)
    assert admin.send("patch", "draft", deal, **change).status_code == 403
    without(STRONG_SIGN_IN="")
    assert admin.send("patch", "draft", deal, **change).status_code == 200


def test_keys_of_two_companies_never_meet_though_one_actor_asks_for_both(admin, office, without):
    without(**from_source(OneActorForAll))
    ours = {"headers": KEY, "body": {"name": "Head office"}}
    mine = admin.send("patch", "connection", None, office.connection.pk, **ours)
    assert mine.status_code == 200
    ours["headers"] = {**KEY, "X-Company": "another"}
    theirs = admin.send("patch", "connection", None, office.connection.pk, **ours)
    assert theirs.status_code == 404


def test_what_xero_had_not_confirmed_is_told_as_it_stands_now(api, office, deal):
    rep = api()
    press = {"body": {"draft": rep.linked_draft(deal)["id"]}, "headers": KEY}
    office.sandbox.faults.add_fault("PUT", "/api.xro/2.0/Invoices", drop="after")
    assert rep.send("post", "invoices", deal, **press).status_code == 202
    with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=True):
        runner.run_due()
    now = rep.send("post", "invoices", deal, **press)
    assert (now.status_code, now.json()["document"]) == (201, str(Document.objects.get().pk))
    assert len(office.invoices()) == 1


def test_a_note_is_written_once_though_the_process_died_before_its_answer(
    admin, office, deal, invoice
):
    assert note(admin, deal, invoice, headers=KEY).status_code == 200
    written = notes_in_xero(office)
    KeptAnswer.objects.update(status=0, began_at=timezone.now() - timedelta(minutes=6))
    again = note(admin, deal, invoice, headers=KEY)
    assert (again.status_code, "Idempotency-Replayed" in again.headers) == (200, False)
    assert notes_in_xero(office) == written
    note(admin, deal, invoice, **key("another-press"))
    note(admin, deal, invoice)
    assert notes_in_xero(office) == written + 2
