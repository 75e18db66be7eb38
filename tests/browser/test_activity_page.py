"""The activity page and the way back after a loss, on a phone and on a desk."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.looking import WITH_AND_WITHOUT_SCRIPTS, assert_readable
from tests.journeys.office import Office
from xero_integration.connections import reconnect_links
from xero_integration.connections.grants import mark_needs_sign_in
from xero_integration.models import Attempt, Connection, Grant, Operation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REFUSAL = "Account code '200' is archived, or deleted.\nThe document date is before the lock date."
BODY = '{"Type":"ACCREC","Contact":{"ContactID":"%s"},"LineItems":[{"UnitAmount":1234.50}]}'


def add(office: Office, state: str, **columns: Any) -> Operation:
    deal = office.host.make_deal(tenant=office.tenant, title="A long name of a deal, with an oven")
    return Operation.objects.create(
        **{
            "connection": office.connection,
            "kind": "invoice.create",
            "subject": f"deal:{deal.pk}",
            "intent": str(uuid.uuid4()),
            "body": BODY % uuid.uuid4(),
            "state": state,
            "due_at": timezone.now() + timedelta(hours=1),
            "actor_name": "Robin Rep",
            **columns,
        }
    )


def try_it(operation: Operation, number: int, action: str, outcome: str, **more: Any) -> None:
    now = timezone.now()
    ended = {"started_at": now, "finished_at": now + timedelta(seconds=2)}
    key = str(uuid.uuid4())
    Attempt.objects.create(
        **ended,
        operation=operation,
        number=number,
        action=action,
        outcome=outcome,
        **{"idempotency_key": key, **more},
    )


@pytest.fixture
def story(office: Office) -> Operation:
    """One operation with the longest story, among others in every state."""
    for state in ("ready", "sending", "checking", "waiting", "cancelled"):
        add(office, state)
    add(office, "done", adopted=True, answer_id=str(uuid.uuid4()), attempts=2)
    contact = add(office, "done", kind="contact.create", subject="crm.company:12")
    refused = add(office, "refused", error_message=REFUSAL, attempts=3, depends_on=contact)
    try_it(refused, 1, "send", "outcome_unknown", http_status=503, correlation_id="a" * 36)
    try_it(refused, 2, "look", "not_found", message="")
    try_it(refused, 3, "send", "validation", message=REFUSAL)
    try_it(refused, 3, "retry", "by_a_person", message="Ada Admin", idempotency_key="")
    return refused


def look_at(open_page: Any, path: str, name: str, *, scripts: bool = True) -> Any:
    page = open_page(path, role="admin", scripts=scripts)
    assert_readable(page, name if scripts else f"{name}-plain")
    return page


@WITH_AND_WITHOUT_SCRIPTS
def test_the_list_fits_and_its_filters_work(open_page, story, scripts):
    page = look_at(open_page, reverse("xero_integration:activity"), "activity", scripts=scripts)
    page.get_by_label("State").select_option("refused")
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("link", name="Create invoice").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Create invoice"


@WITH_AND_WITHOUT_SCRIPTS
def test_a_story_fits_and_its_buttons_are_pressed(open_page, office, story, scripts):
    path = reverse("xero_integration:operation", args=[story.pk])
    page = look_at(open_page, path, "operation", scripts=scripts)
    page.get_by_role("button", name="Send again").click()
    page.get_by_text("Asked to go on").first.wait_for()
    story.refresh_from_db()
    assert story.attempts == 4
    waiting = Operation.objects.get(state="waiting")
    page.goto(reverse("xero_integration:operation", args=[waiting.pk]))
    page.get_by_role("button", name="Give it up").click()
    page.get_by_text("Given up", exact=False).first.wait_for()


def test_the_mailed_link_leads_to_xero(open_page, office):
    mark_needs_sign_in(Grant.objects.get(), "invalid_grant")
    connection = Connection.objects.get()
    link, token = reconnect_links.make(connection, sent_to="admin@host.example")
    path = reverse("xero_integration:reconnect_by_link", args=[token])
    look_at(open_page, path, "reconnect")
    assert reconnect_links.use(link)


def test_a_link_that_is_over_says_so(open_page, office):
    link, token = reconnect_links.make(office.connection, sent_to="admin@host.example")
    path = reverse("xero_integration:reconnect_by_link", args=[token])
    assert office.admin.get(path, follow=True).status_code == 410
    assert reconnect_links.leads_back(link) is False
