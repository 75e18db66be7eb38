"""Scripts, markup and templates in every text of Xero's and of the host's, on every page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse

from tests.documents.acting import do, tenant_of, url
from tests.hosts.lines import Customer, Line
from tests.journeys.archive import contact_of, made_in_xero
from tests.journeys.office import Office
from xero_integration.connections.services import mark_needs_sign_in
from xero_integration.models import Connection, DealLink, Document, DocumentVersion, Grant
from xero_integration.sandbox.accounting import acts
from xero_integration.sandbox.accounting.context import Context
from xero_integration.sync import tasks
from xero_integration.testing.world import consent

from .anew import open_anew
from .places import django_admin_pages, our_pages
from .poison import POISON, Reader, poison

FORM_ACTIONS = ("plan", "refresh", "search_contact", "search_item:0", "create", "add_line")
PAGES = ("panel", "sidebar", "documents", "documents_import", "invoice_form", "deal_refresh")
FRAGMENT = {"HX-Request": "true"}
OF_A_DOCUMENT = ("document", "document_edit", "document_copy", "document_online", "document_detach")


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in) -> Office:
    """Connected to a Xero that is poisoned through and through."""
    assert poison(sandbox) > 100
    office = open_anew(host, sandbox, queue, sign_in)
    for role in ("admin", "rep"):
        person = host.make_user(role, tenant=office.tenant)
        person.first_name = POISON
        person.save()
    return office


@pytest.fixture
def deal(office: Office) -> Any:
    """The host's texts are no better."""
    customer = Customer(name=POISON, address=POISON, city=POISON, vat_number=POISON[:40])
    deal = office.host.make_deal(
        tenant=office.tenant,
        company=customer,
        title=POISON,
        reference=POISON,
        lines=(Line(description=POISON, product="OVEN"),),
    )
    office.press(deal, f"pick_contact:{contact_of(office)}", office.open_form(deal))
    return deal


@pytest.fixture
def document(office: Office, deal: Any) -> Document:
    """Changed and annotated in Xero, so that it has a story."""
    made = made_in_xero(office, Reference=POISON, InvoiceNumber=POISON, Status="DRAFT")
    line = {"Description": POISON, "Quantity": 1, "UnitAmount": 7, "AccountCode": "200"}
    for reference in (f"1{POISON}", f"2{POISON}"):
        office.queue.run_all(include_delayed=True)
        tasks.plan_polls()
        office.queue.run_all(include_delayed=True)
        changes = {"Reference": reference, "LineItems": [line, line]}
        acts.edit(office.sandbox, tenant_of(office), document_id=made.document_id, changes=changes)
        office.rep.post(url(office, deal, "sidebar"), {"action": "refresh"})
    with office.sandbox.lock:
        Context.of(office.sandbox, tenant_of(office)).note(made.document_id, POISON, POISON)
        for entry in office.organisation.history[made.document_id]:
            entry.user = POISON
    found = Document.objects.get(xero_id=made.document_id)
    office.admin.post(url(office, deal, "document_attach", found.pk))
    assert DealLink.objects.filter(document=found).exists()
    return found


def refused(office: Office, deal: Any, document: Document) -> None:
    """Xero's own words to a refusal are poisoned, too."""
    said = {"ValidationErrors": [{"Message": POISON}]}
    body = json.dumps({"Type": "ValidationException", "Message": POISON, "Elements": [said]})
    headers = {"Content-Type": "application/json"}
    office.sandbox.faults.add_fault("POST|PUT", "/Invoices", status=400, body=body, headers=headers)
    told = do(office.admin, url(office, deal, "document_action", document.pk, "approve"))
    assert told.status_code == 422
    office.sandbox.faults.clear()


def answers(office: Office, deal: Any, document: Document) -> Iterator[tuple[str, Any]]:
    """Every page, as a whole and as a fragment, and every form after a press."""
    asked = [url(office, deal, name) for name in PAGES]
    asked += [url(office, deal, name, document.pk) for name in OF_A_DOCUMENT]
    asked.append(url(office, deal, "document_action", document.pk, "approve"))
    asked.append(url(office, deal, "document", document.pk) + "?as_of=2030-01-01")
    asked.append(office.host.deal_url(deal))
    for page in [*our_pages(office.connection, asked)]:
        for headers in ({}, FRAGMENT):
            yield page, office.admin.get(page, headers=headers)
    values = office.open_form(deal, browser=office.admin)
    texts = {name: POISON for name in values if name.endswith(("description", "reference"))}
    texts |= dict.fromkeys(("contact_query", "item_query_0"), f"zz{POISON}")
    for action in FORM_ACTIONS:
        typed = {**values, **texts, "action": action}
        for headers in (FRAGMENT, {}):
            yield action, office.admin.post(office.form_url(deal), typed, headers=headers)
    yield "Xero's history", office.admin.post(url(office, deal, "document", document.pk))
    today = {"first_day": "2026-11-01", "last_day": "2026-11-30"}
    search = {"action": "search", "kind": "ACCREC", "connection": office.connection.pk, **today}
    yield "import", office.admin.post(url(office, deal, "documents_import"), search)
    yield "unlink", unlinked(office, deal)
    yield "choose", choosing(office)


def choosing(office: Office) -> Any:
    """Several organisations were allowed at Xero, with the names they have there."""
    start = office.admin.post(reverse("xero_integration:connect")).headers["Location"]
    back = urlsplit(consent(start, organisations=(0, 1)))
    return office.admin.get(f"{back.path}?{back.query}", follow=True)


def unlinked(office: Office, deal: Any) -> Any:
    """Its message stands on the page that comes next."""
    sidebar = url(office, deal, "sidebar")
    typed = {"action": "unlink", "connection": str(office.connection.pk)}
    answer = office.admin.post(sidebar, {**typed, "next": url(office, deal, "documents")})
    return office.admin.get(answer.headers["Location"])


def test_no_text_becomes_markup_or_a_template_on_any_page(
    office: Office, deal: Any, document: Document
) -> None:
    refused(office, deal, document)
    assert DocumentVersion.objects.filter(document=document).count() > 1
    harmed, touched = [], set()
    for name, answer in answers(office, deal, document):
        assert answer.status_code < 500, name
        if "html" in answer.headers["Content-Type"]:
            read = Reader(answer.content.decode())
            harmed += [f"{name}: {harm}" for harm in read.harm]
            touched |= {name} if read.is_touched else set()
    assert harmed == []
    assert len(touched) > 20, sorted(touched)


def test_no_text_becomes_markup_in_djangos_admin(
    office: Office, deal: Any, document: Document
) -> None:
    refused(office, deal, document)
    boss = office.host.make_user("admin", tenant=office.tenant)
    boss.is_staff = boss.is_superuser = True
    boss.save()
    for page in django_admin_pages():
        read = Reader(office.admin.get(page).content.decode())
        assert [harm for harm in read.harm if " on" not in harm] == [], page
        assert read.is_touched or "operation" in page, page


def test_the_mail_of_a_loss_is_plain_text(office: Office) -> None:
    assert POISON in Connection.objects.get().name
    assert mark_needs_sign_in(Grant.objects.get(), "invalid_grant")
    office.queue.run_all()
    (message,) = mail.outbox
    assert (message.content_subtype, getattr(message, "alternatives", [])) == ("plain", [])
    assert POISON in str(message.body)
