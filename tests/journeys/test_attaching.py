"""Attaching documents to deals and detaching them, and who may open what."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from xero_integration.models import Connection, DealLink, Document, DocumentEvent

from .archive import contact_of, linked_deal, made_in_xero, mirrored, url
from .office import Office, text_of


@pytest.fixture
def deal(office: Office):
    return linked_deal(office)


@pytest.fixture
def document(office: Office, deal) -> Document:
    return mirrored(office, 1)


def panel(office: Office, deal) -> str:
    return text_of(office.rep.get(office.panel_url(deal)))


def press(office: Office, name: str, deal, document, **values):
    answer = office.rep.post(url(office, name, deal, document), values)
    assert answer.status_code == 302, text_of(answer)
    return answer


def test_an_attached_document_shows_on_the_deal_and_nothing_goes_to_xero(office, deal, document):
    assert document.number not in panel(office, deal)
    office.forget_calls()
    press(office, "document_attach", deal, document)
    press(office, "document_attach", deal, document)
    assert document.number in panel(office, deal)
    assert office.calls() == []
    (event,) = DocumentEvent.objects.all()
    assert event.kind == "attached"
    assert event.actor_name
    assert DealLink.objects.get().tenant == office.connection.tenant


def test_a_document_may_belong_to_several_deals(office, deal, document):
    other = office.host.make_deal(tenant=office.tenant)
    office.press(other, f"pick_contact:{contact_of(office)}", office.open_form(other))
    press(office, "document_attach", deal, document)
    press(office, "document_attach", other, document)
    press(office, "document_detach", deal, document)
    assert document.number not in panel(office, deal)
    assert document.number in panel(office, other)


def test_detaching_changes_nothing_in_xero_and_is_undone_by_one_press(office, deal, document):
    press(office, "document_attach", deal, document)
    office.forget_calls()
    answer = press(office, "document_detach", deal, document)
    page = office.rep.get(answer.headers["Location"])
    assert "is no longer on this deal. Nothing changed in Xero." in text_of(page)
    assert url(office, "document_attach", deal, document) in page.content.decode()
    press(office, "document_attach", deal, document)
    assert document.number in panel(office, deal)
    assert [event.kind for event in DocumentEvent.objects.all()] == [
        "attached", "detached", "attached",
    ]  # fmt: skip
    assert office.calls() == []


def test_without_a_script_a_page_asks_before_detaching(office, deal, document):
    press(office, "document_attach", deal, document)
    page = text_of(office.rep.get(url(office, "document_detach", deal, document)))
    assert f"Detach {document.number}?" in page
    assert document.number in panel(office, deal)


def test_a_document_of_another_customer_comes_back_too(office, deal):
    strange = mirrored(office, 2, contact_id=contact_of(office, 1))
    assert office.rep.post(url(office, "document_attach", deal, strange)).status_code == 404
    strange.deal_links.create(
        source=office.host.source_key, subject_pk=str(deal.pk), tenant=office.tenant
    )
    answer = press(office, "document_detach", deal, strange)
    assert "Undo" in text_of(office.rep.get(answer.headers["Location"]))
    press(office, "document_attach", deal, strange)
    assert DealLink.objects.filter(document=strange).exists()


def test_people_return_where_they_came_from_but_nowhere_else(office, deal, document):
    here = url(office, "document", deal, document)
    assert press(office, "document_attach", deal, document, next=here).headers["Location"] == here
    away = press(office, "document_detach", deal, document, next="https://evil.example/")
    assert away.headers["Location"].startswith(url(office, "documents", deal))


PAGES = [
    ("sidebar", "get", {}),
    ("sidebar", "post", {"action": "refresh"}),
    ("documents", "get", {}),
    ("documents_csv", "get", {}),
    ("document", "get", {}),
    ("document", "post", {}),
]
ACTS = [
    ("sidebar", "post", {"action": "unlink"}),
    ("sidebar", "post", {"action": "link"}),
    ("document_attach", "post", {}),
    ("document_detach", "post", {}),
    ("documents_import", "get", {}),
    ("documents_import", "post", {"action": "search"}),
]


def ask(office: Office, browser: Client, deal, document: Document, page) -> int:
    name, method, values = page
    of_one = name in {"document", "document_attach", "document_detach"}
    address = url(office, name, deal, document if of_one else None)
    office.forget_calls()
    status = getattr(browser, method)(address, values).status_code
    if status in {403, 404}:
        assert office.calls() == []
    return int(status)


@pytest.mark.parametrize("page", [*PAGES, *ACTS], ids=lambda page: f"{page[0]}-{page[1]}")
def test_who_has_no_rights_is_refused_everywhere(office, sign_in, deal, document, page):
    stranger = sign_in("norights", tenant=office.tenant)
    assert ask(office, stranger, deal, document, page) == 403
    assert DocumentEvent.objects.count() == 0


@pytest.mark.parametrize("page", ACTS, ids=lambda page: f"{page[0]}-{page[2].get('action', '')}")
def test_who_may_only_look_changes_nothing(office, sign_in, deal, document, page):
    viewer = sign_in("viewer", tenant=office.tenant)
    assert ask(office, viewer, deal, document, page) == 403
    assert DocumentEvent.objects.count() == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page[0]}-{page[1]}")
def test_who_may_only_look_may_look(office, sign_in, deal, document, page):
    viewer = sign_in("viewer", tenant=office.tenant)
    assert ask(office, viewer, deal, document, page) in {200, 302}


@pytest.mark.contract(3)
@pytest.mark.parametrize("page", [*PAGES, *ACTS], ids=lambda page: f"{page[0]}-{page[1]}")
def test_the_deal_of_another_tenant_is_not_found(office, sign_in, deal, document, page):
    if not office.host.has_tenants:
        pytest.skip("this host has no tenants")
    neighbour = sign_in("admin", tenant="south")
    assert ask(office, neighbour, deal, document, page) == 404


@pytest.mark.parametrize("name", ["document", "document_attach", "document_detach"])
def test_a_document_is_not_reached_through_another_customers_deal(office, document, name):
    other = office.host.make_deal(tenant=office.tenant)
    office.press(other, f"pick_contact:{contact_of(office, 1)}", office.open_form(other))
    method = "get" if name == "document" else "post"
    assert ask(office, office.rep, other, document, (name, method, {})) == 404


@pytest.mark.contract(5)
def test_a_document_of_another_tenants_connection_is_not_reached(office, deal):
    theirs = Connection.objects.create(
        tenant="elsewhere", name="Theirs", xero_tenant_id="2" * 36, state="active"
    )
    document = mirrored(office, 3, connection=theirs)
    DealLink.objects.create(
        document=document, source=office.host.source_key, subject_pk=str(deal.pk)
    )
    for name in ("document", "document_attach", "document_detach"):
        method = "get" if name == "document" else "post"
        assert ask(office, office.rep, deal, document, (name, method, {})) == 404


@pytest.mark.parametrize("name", ["document_attach", "document_detach"])
def test_a_link_alone_changes_nothing(office, deal, document, name):
    office.rep.get(url(office, name, deal, document))
    assert not DocumentEvent.objects.exists()
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = office.rep.cookies
    assert careful.post(url(office, name, deal, document)).status_code == 403


def test_a_later_change_of_status_still_reaches_the_attached_deal(office, deal):
    made = made_in_xero(office)
    office.rep.post(url(office, "sidebar", deal), {"action": "refresh"})
    document = Document.objects.get(xero_id=made.document_id)
    press(office, "document_attach", deal, document)
    assert "Awaiting payment" in panel(office, deal)
    assert document.learned_at <= dt.datetime.now(dt.UTC)
