"""The activity page: who may look, what it shows of each operation, and what may be pressed."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.journeys.office import Office, open_office, text_of
from xero_integration.models import Attempt, Connection, DealLink, Document, Operation
from xero_integration.outbox.activity import PAGE

INVOICES = "/api.xro/2.0/Invoices"
ACTIVITY = "xero_integration:activity"


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in) -> Office:
    return open_office(host, sandbox, queue, sign_in)


@pytest.fixture
def deal(office: Office) -> Any:
    return office.host.make_deal(tenant=office.tenant, title="New oven for the bakery")


def add_operation(office: Office, deal: Any = None, **columns: Any) -> Operation:
    """An operation as the outbox may hold it."""
    key = f"deal:{deal.pk}" if deal is not None else "crm.company:12"
    return Operation.objects.create(
        **{
            "connection": office.connection,
            "kind": "invoice.create",
            "subject": key,
            "intent": str(uuid.uuid4()),
            "body": '{"Type":"ACCREC","Total":100.10}',
            "due_at": timezone.now() + timedelta(hours=1),
            "actor_name": "Robin Rep",
            **columns,
        }
    )


def page(browser: Any, **query: str) -> str:
    answer = browser.get(reverse(ACTIVITY), query)
    assert answer.status_code == 200, text_of(answer)
    return text_of(answer)


def story(browser: Any, operation: Operation) -> str:
    return text_of(browser.get(address("operation", operation)))


def address(name: str, operation: Operation) -> str:
    return reverse(f"xero_integration:{name}", args=[operation.pk])


def press(browser: Any, act: str, operation: Operation) -> Any:
    return browser.post(address(f"operation_{act}", operation))


def sent_invoice(office: Office, deal: Any) -> Operation:
    """A rep presses Create, whatever comes of it."""
    values = office.link_everything(deal)
    contact_id = next(iter(office.organisation.contacts))
    values = office.values_after(office.press(deal, f"pick_contact:{contact_id}", values))
    office.press(deal, "create", values)
    return Operation.objects.get(kind="invoice.create")


# ---- who may look --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "sees"),
    [("norights", 403), ("viewer", 403), ("rep", 403), ("approver", 403), ("admin", 200)],
)
@pytest.mark.parametrize("name", ["activity", "operation"])
def test_looking_takes_the_permission_for_the_log(office, sign_in, deal, name, role, sees):
    operation = add_operation(office, deal)
    url = reverse(ACTIVITY) if name == "activity" else address(name, operation)
    assert sign_in(role, tenant=office.tenant).get(url).status_code == sees


@pytest.mark.parametrize("role", ["norights", "viewer", "rep", "approver"])
@pytest.mark.parametrize("act", ["retry", "cancel"])
def test_acting_takes_the_permission_for_the_log_too(office, sign_in, deal, act, role):
    operation = add_operation(office, deal)
    assert press(sign_in(role, tenant=office.tenant), act, operation).status_code == 403
    operation.refresh_from_db()
    assert (operation.state, operation.attempts) == ("ready", 0)


@pytest.mark.parametrize("name", ["activity", "operation", "operation_retry", "operation_cancel"])
def test_strangers_are_sent_to_sign_in(office, client, deal, name):
    operation = add_operation(office, deal)
    url = reverse(ACTIVITY) if name == "activity" else address(name, operation)
    answer = client.post(url) if "_" in name else client.get(url)
    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]


@pytest.mark.parametrize("act", ["retry", "cancel"])
def test_acting_is_a_post_with_the_token_of_the_page(office, sign_in, deal, act):
    operation = add_operation(office, deal)
    assert office.admin.get(address(f"operation_{act}", operation)).status_code == 405
    forged = sign_in("admin", tenant=office.tenant, csrf=True)
    assert press(forged, act, operation).status_code == 403


def test_another_tenants_operations_do_not_exist(office, deal):
    foreign = Connection.objects.create(tenant="else", name="Else", xero_tenant_id="else")
    operation = add_operation(office, deal, connection=foreign, actor_name="Stranger")
    assert "Stranger" not in page(office.admin)
    assert "Else" not in page(office.admin)
    assert office.admin.get(address("operation", operation)).status_code == 404
    for act in ("retry", "cancel"):
        assert press(office.admin, act, operation).status_code == 404
    assert "Stranger" not in page(office.admin, connection=str(foreign.pk))


# ---- the list ------------------------------------------------------------------------------


def test_an_operation_is_shown_in_words_with_its_deal(office, deal):
    add_operation(office, deal)
    answer = office.admin.get(reverse(ACTIVITY))
    text = text_of(answer)
    for words in ("Create invoice", "Ready to send", "Robin Rep", "New oven for the bakery"):
        assert words in text
    assert office.host.deal_url(deal) in answer.content.decode()


@pytest.mark.contract(25)
def test_a_deal_that_is_gone_is_named_by_its_key(office):
    add_operation(office, subject=f"deal:{office.host.unknown_pk()}")
    assert f"deal {office.host.unknown_pk()}" in page(office.admin)


def test_a_document_is_named_by_its_number_and_leads_to_its_deal(office, deal):
    document = Document.objects.create(
        connection=office.connection,
        xero_id="id-1",
        kind="ACCREC",
        number="INV-0042",
        status="DRAFT",
        learned_at=timezone.now(),
    )
    DealLink.objects.create(document=document, source="deal", subject_pk=str(deal.pk))
    add_operation(office, kind="document.status", subject=f"document:{document.pk}")
    add_operation(office, actor_name="Somebody else")
    found = page(office.admin, text="inv-0042")
    assert "INV-0042" in found
    assert "New oven for the bakery" in found
    assert "Somebody else" not in found


def test_operations_of_a_disconnected_organisation_stay_in_the_list(office, deal):
    add_operation(office, deal)
    office.admin.post(reverse("xero_integration:disconnect", args=[office.connection.pk]))
    assert "(disconnected)" in page(office.admin)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"state": "refused"}, "R"),
        ({"state": "attention"}, "RW"),
        ({"kind": "contact.create"}, "C"),
        ({"text": "bistro"}, "C"),
        ({"text": "Code 999"}, "R"),
        ({"since": "2026-02-01"}, "RWC"),
        ({"until": "2026-01-31"}, "D"),
        ({"since": "2026-01-15", "until": "2026-01-15"}, "D"),
        ({"state": "refused", "kind": "contact.create"}, ""),
    ],
    ids=str,
)
def test_filters_find_what_they_say(office, query, shown):
    add_operation(office, actor_name="By-R", state="refused", error_message="Account Code 999 …")
    add_operation(office, actor_name="By-W", state="waiting")
    add_operation(office, actor_name="By-C", kind="contact.create", body='{"Name":"Café Bistro"}')
    old = add_operation(office, actor_name="By-D", state="done")
    Operation.objects.filter(pk=old.pk).update(created_at="2026-01-15T05:00:00Z")
    text = page(office.admin, **query)
    assert "".join(letter for letter in "RWCD" if f"By-{letter}" in text) == shown


def test_the_id_of_an_operation_finds_it(office):
    wanted = add_operation(office, actor_name="Wanted")
    add_operation(office, actor_name="Other")
    text = page(office.admin, text=str(wanted.pk))
    assert "Wanted" in text
    assert "Other" not in text


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nonsense"},
        {"kind": "no.kind"},
        {"connection": "x"},
        {"since": "31/02/2026"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"page": "0"},
        {"page": "-3"},
        {"page": "99999999999999999999"},
        {"page": "²"},
        {"text": "\x00"},
        {"text": "%_'\""},
        {"text": "x" * 500},
    ],
    ids=str,
)
def test_a_filter_that_makes_no_sense_never_breaks_the_page(office, query):
    add_operation(office)
    assert office.admin.get(reverse(ACTIVITY), query).status_code == 200


def test_pages_are_turned_and_keep_the_filters(office):
    for number in range(PAGE + 1):
        add_operation(office, actor_name=f"No-{number:02}", state="done")
    first = office.admin.get(reverse(ACTIVITY), {"state": "done"}).content.decode()
    assert f"No-{PAGE}" in first
    assert "No-00" not in first
    assert "state=done&amp;page=2" in first
    second = page(office.admin, state="done", page="2")
    assert "No-00" in second
    assert "No-01" not in second


def test_the_number_of_queries_does_not_grow_with_the_page(office):
    def queries() -> int:
        with CaptureQueriesContext(database) as made:
            page(office.admin)
        return len(made)

    def add(number: int) -> None:
        title = f"Deal {number}"
        add_operation(office, office.host.make_deal(tenant=office.tenant, title=title))
        document = Document.objects.create(
            connection=office.connection,
            xero_id=f"id-{number}",
            kind="ACCREC",
            status="DRAFT",
            learned_at=timezone.now(),
        )
        add_operation(office, kind="document.status", subject=f"document:{document.pk}")

    add(0)
    few = queries()
    for number in range(1, 20):
        add(number)
    assert queries() == few


# ---- the story -----------------------------------------------------------------------------


def test_the_story_of_a_plain_success(office, deal):
    operation = sent_invoice(office, deal)
    text = story(office.admin, operation)
    for words in ("Create invoice", "Done", "Sent", "Xero did it.", str(operation.pk)):
        assert words in text
    assert operation.idempotency_key in text
    assert operation.answer_id in text
    assert f'"Url": "{office.host.deal_url(deal)}' in text or '"Url": "http' in text
    for button in ("Send again", "Try now", "Give it up"):
        assert button not in text


def test_the_story_of_what_was_found_and_not_created_again(office, deal):
    office.sandbox.faults.add_fault("PUT", INVOICES, drop="after")
    operation = sent_invoice(office, deal)
    assert "may have happened or not" in story(office.admin, operation)
    Operation.objects.update(first_sent_at=timezone.now() - timedelta(minutes=20))
    Operation.objects.update(key_used_at=timezone.now() - timedelta(minutes=20))
    assert press(office.admin, "retry", operation).status_code == 302
    text = story(office.admin, operation)
    assert "Found in Xero, not created again." in text
    assert "Looked in Xero" in text
    assert len(office.invoices()) == 1
    assert "Found in Xero, not created again" in page(office.admin)


def test_the_literal_json_keeps_its_digits(office):
    assert '"Total": 100.10' in story(office.admin, add_operation(office))


def test_a_body_that_is_no_json_is_shown_as_it_is(office):
    assert "no <b>json</b>" in story(office.admin, add_operation(office, body="no <b>json</b>"))


def test_a_refusal_is_told_with_its_status_and_correlation_id(office):
    operation = add_operation(office, state="waiting", attempts=1)
    Attempt.objects.create(
        operation=operation,
        number=1,
        action="send",
        started_at=timezone.now(),
        finished_at=timezone.now(),
        outcome="forbidden",
        http_status=403,
        correlation_id="c0ffee",
    )
    text = story(office.admin, operation)
    for words in ("HTTP 403", "c0ffee", "Xero refuses access to the organisation"):
        assert words in text


def test_an_operation_of_a_kind_nobody_knows_any_more_is_still_shown(office):
    operation = add_operation(office, kind="quote.create", state="refused")
    assert "quote.create" in page(office.admin)
    assert "quote.create" in story(office.admin, operation)


def test_a_contact_and_its_invoice_lead_to_each_other(office):
    contact = add_operation(office, kind="contact.create")
    invoice = add_operation(office, depends_on=contact)
    for one, other in ((contact, invoice), (invoice, contact)):
        shown = office.admin.get(address("operation", one)).content.decode()
        assert address("operation", other) in shown


# ---- acting --------------------------------------------------------------------------------


def test_an_administrator_sends_a_refused_invoice_again(office, deal):
    office.sandbox.faults.add_fault("PUT", INVOICES, status=400, body="{}")
    operation = sent_invoice(office, deal)
    assert "Send again" in story(office.admin, operation)
    press(office.admin, "retry", operation)
    assert len(office.invoices()) == 1
    text = story(office.admin, operation)
    assert "Asked to go on" in text
    assert "Done" in text


def test_a_refused_invoice_that_was_changed_since_leads_to_its_form(office, deal):
    office.sandbox.faults.add_fault("PUT", INVOICES, status=400, body="{}")
    operation = sent_invoice(office, deal)
    office.press(deal, "refresh", {**office.open_form(deal), "reference": "PO 2"})
    answer = office.admin.get(address("operation", operation))
    assert office.form_url(deal) in answer.content.decode()
    assert "Send again" not in text_of(answer)
    forged = press(office.admin, "retry", operation)
    assert forged.status_code == 409
    assert "from its form" in text_of(forged)
    assert office.invoices() == []


def test_giving_up_ends_what_was_never_sent(office, deal):
    operation = add_operation(office, deal)
    assert "Give it up" in story(office.admin, operation)
    assert press(office.admin, "cancel", operation).status_code == 302
    operation.refresh_from_db()
    assert operation.state == "cancelled"
    assert "Given up" in story(office.admin, operation)


def test_what_may_have_reached_xero_can_not_be_given_up(office, deal):
    operation = add_operation(office, deal, state="checking", uncertain=True)
    assert "Give it up" not in story(office.admin, operation)
    assert press(office.admin, "cancel", operation).status_code == 409
    operation.refresh_from_db()
    assert operation.state == "checking"


def test_a_press_that_comes_too_late_says_so(office, deal):
    operation = add_operation(office, deal, state="done")
    answer = press(office.admin, "retry", operation)
    assert answer.status_code == 409
    assert "has changed meanwhile" in text_of(answer)


RIGHTS = [
    ("invoice.create", "{}", ("create_document",)),
    ("invoice.create", '{"Status":"AUTHORISED"}', ("create_document", "approve")),
    ("contact.update", "{}", ("create_document",)),
    ("document.status", '{"Status":"SUBMITTED"}', ("create_document",)),
    ("document.status", '{"Status":"AUTHORISED"}', ("approve",)),
    ("document.status", '{"Status":"VOIDED"}', ("void",)),
    ("document.status", '{"Status":"DELETED"}', ("void",)),
    ("document.email", "", ("email",)),
    ("document.note", "[]", ("create_document",)),
    ("quote.create", "{}", ("manage_connection",)),
]


@pytest.mark.parametrize(("kind", "body", "needed"), RIGHTS, ids=str)
def test_acting_takes_each_right_that_the_act_itself_needs(
    office,
    deal,
    sign_in,
    monkeypatch,
    kind,
    body,
    needed,
):
    """Whoever lacks one of them sees the story, but no button, and a forged press is 403."""
    from tests.hosts import roles

    for missing in [*sorted(needed), ""]:
        role = f"no-{missing}"
        granted = {"view", "view_log", *needed} - {missing}
        monkeypatch.setitem(roles.ROLES, role, tuple(granted))
        clerk = sign_in(role, tenant=office.tenant)
        operation = add_operation(office, deal, kind=kind, body=body)
        assert ("Give it up" in story(clerk, operation)) == (not missing)
        answer = press(clerk, "cancel", operation)
        assert answer.status_code == (403 if missing else 302)
        operation.refresh_from_db()
        assert operation.state == ("ready" if missing else "cancelled")


def test_what_belongs_to_a_deal_out_of_sight_is_left_to_administrators(
    office,
    sign_in,
    monkeypatch,
):
    from tests.hosts import roles

    monkeypatch.setitem(roles.ROLES, "clerk", ("view", "view_log", "create_document"))
    operation = add_operation(office, subject=f"deal:{office.host.unknown_pk()}")
    clerk = sign_in("clerk", tenant=office.tenant)
    assert press(clerk, "cancel", operation).status_code == 403
    assert press(office.admin, "cancel", operation).status_code == 302


def test_a_disconnected_organisations_work_can_be_given_up(office, deal):
    operation = add_operation(office, deal, state="waiting")
    office.admin.post(reverse("xero_integration:disconnect", args=[office.connection.pk]))
    assert press(office.admin, "cancel", operation).status_code == 302
