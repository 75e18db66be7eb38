"""Operations and the health of the sync by JSON, for those who may see the log."""

from __future__ import annotations

import base64
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.api.conftest import Api, pointers
from tests.journeys.office import Office
from xero_integration.models import Connection, Operation

INVOICES = "/api.xro/2.0/Invoices"


def add_operation(office: Office, **columns: Any) -> Operation:
    """An operation as the outbox may hold it."""
    return Operation.objects.create(
        **{
            "connection": office.connection,
            "kind": "contact.create",
            "subject": "deal:0",
            "intent": str(uuid.uuid4()),
            "body": '{"Name":"A","Total":100.10}',
            "due_at": timezone.now() + timedelta(hours=1),
            **columns,
        }
    )


def listed(caller: Api, **asked: Any) -> list[str]:
    answer = caller.get("operations", None, data=asked)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def press(caller: Api, act: str, operation: Operation) -> Any:
    return caller.send("post", f"operation_{act}", None, operation.pk)


def refused_invoice(office: Office, deal: Any) -> Operation:
    contact = next(iter(office.organisation.contacts))
    values = office.press(deal, f"pick_contact:{contact}", office.link_everything(deal))
    office.sandbox.faults.add_fault("PUT", INVOICES, status=400, body="{}")
    office.press(deal, "create", office.values_after(values))
    return Operation.objects.get(kind="invoice.create")


def test_operations_come_in_pages_the_newest_first(admin, office):
    made = [str(add_operation(office).pk) for _number in range(5)]
    first = admin.get("operations", None, data={"page_size": 3}).json()
    add_operation(office)
    second = admin.browser.get(first["next"]).json()
    seen = [row["id"] for row in [*first["results"], *second["results"]]]
    assert seen == made[::-1]
    assert second["next"] is None


def test_filters_narrow_the_list(admin, office):
    refused = add_operation(office, state="refused", error_message="No such account")
    ready = add_operation(office, kind="invoice.create", actor_name="Robin Rep")
    day = timezone.localdate()
    assert listed(admin, state="attention") == [str(refused.pk)]
    assert listed(admin, state="ready") == [str(ready.pk)]
    assert listed(admin, kind="invoice.create") == [str(ready.pk)]
    assert listed(admin, text="such account") == [str(refused.pk)]
    assert listed(admin, since=day + timedelta(days=1)) == []
    assert len(listed(admin, until=day, connection=office.connection.pk)) == 2


def test_a_filter_that_can_not_be_read_is_refused_with_its_name(admin):
    asked = {"state": "odd", "since": "soon", "connection": "7", "kind": "x", "text": "a\x00"}
    for name, value in asked.items():
        refused = admin.get("operations", None, data={name: value})
        assert (refused.status_code, pointers(refused)) == (400, [f"/{name}"])


@pytest.mark.parametrize("place", ["soon", "2026-13-99", "\x00", ""])
def test_a_made_up_cursor_leads_nowhere_and_breaks_nothing(admin, office, place):
    add_operation(office)
    cursor = base64.b64encode(urlencode({"p": place}).encode()).decode()
    answer = admin.get("operations", None, data={"cursor": cursor})
    assert answer.status_code in {200, 404}


def test_the_story_tells_what_was_sent_and_each_try(admin, office, deal):
    operation = refused_invoice(office, deal)
    story = admin.get("operation", None, operation.pk).json()
    assert (story["state"], story["kind"]) == ("refused", "invoice.create")
    assert story["body"] == operation.body
    assert [each["outcome"] for each in story["tries"]] == ["Xero refused it."]
    assert [each["title"] for each in story["deals"]] == ["New oven"]
    assert story["acts"] == {"retry": True, "cancel": False, "form_url": "", "denied": False}
    assert story["messages"]


def test_a_refused_operation_is_sent_again_and_its_end_told(admin, office, deal):
    operation = refused_invoice(office, deal)
    story = press(admin, "retry", operation)
    assert (story.status_code, story.json()["state"]) == (200, "done")
    assert len(office.invoices()) == 1
    again = press(admin, "retry", operation)
    assert (again.status_code, again.json()["code"]) == (409, "too_late")
    assert len(office.invoices()) == 1


def test_what_was_never_sent_is_given_up_once(admin, office):
    operation = add_operation(office)
    told = press(admin, "cancel", operation)
    assert (told.status_code, told.json()["state"]) == (200, "cancelled")
    assert press(admin, "cancel", operation).json()["code"] == "too_late"


def test_nothing_goes_out_while_writing_is_off(admin, office):
    operation = add_operation(office, state="refused")
    Connection.objects.update(is_read_only=True)
    refused = press(admin, "retry", operation)
    assert (refused.status_code, refused.json()["code"]) == (409, "read_only")


def test_who_may_not_see_the_log_sees_nothing_of_it(api, office):
    operation = add_operation(office)
    rep = api()
    answers = [rep.get("operations"), rep.get("operation", None, operation.pk), rep.get("health")]
    answers += [press(rep, act, operation) for act in ("retry", "cancel")]
    assert {answer.status_code for answer in answers} == {403}


def test_another_tenants_operations_do_not_exist(neighbour, office):
    operation = add_operation(office)
    assert listed(neighbour) == []
    answers = [neighbour.get("operation", None, operation.pk)]
    answers += [press(neighbour, act, operation) for act in ("retry", "cancel")]
    answers += [neighbour.get("health", None, data={"connection": office.connection.pk})]
    assert {answer.status_code for answer in answers} == {404}
    told = neighbour.get("health").json()
    assert told["connections"] == []
    assert (told["app"]["active_connections"], told["app"]["planned_polls"]) == (0, 0)
    assert "calls_this_minute" not in told["app"]


def test_health_is_told_as_to_machines_with_a_session(admin, office):
    told = admin.get("health").json()
    page = office.admin.get(reverse("xero_integration:sync_health_json")).json()
    for changing in (told, page):
        changing.pop("checked_at")
        for each in changing["connections"]:
            each.pop("lag")
    assert told == page
    asked = {"connection": office.connection.pk}
    assert len(admin.get("health", None, data=asked).json()["connections"]) == 1
    assert pointers(admin.get("health", None, data={"connection": "odd"})) == ["/connection"]
