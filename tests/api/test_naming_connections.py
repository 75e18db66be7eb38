"""The organisation that a caller names: one that is not the caller's does not exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.api.conftest import Api, pointers
from tests.journeys.office import Office
from xero_integration.models import Connection, InvoiceDraft
from xero_integration.testing.world import connect

Ask = Callable[[Api, Any, str], Any]


def asking(method: str, name: str, *more: Any, **body: Any) -> Ask:
    def ask(caller: Api, deal: Any, connection: str) -> Any:
        if method == "get":
            return caller.get(name, deal, *more, data={"connection": connection})
        address = f"{caller.url(name, deal, *more)}?connection={connection}"
        return getattr(caller.browser, method)(address, body, "application/json")

    return ask


OF_A_DRAFT = {
    "read": asking("get", "draft"),
    "changed": asking("patch", "draft", reference="PO 7"),
    "begun again": asking("delete", "draft"),
    "offered": asking("get", "draft_choices"),
    "planned": asking("get", "draft_plan"),
    "contacts": asking("get", "draft_contact"),
    "linked": asking("put", "draft_contact", create=True),
    "unlinked": asking("delete", "draft_contact"),
    "items": asking("get", "draft_item", 0),
    "item linked": asking("put", "draft_item", 0, item_id="any"),
    "item unlinked": asking("delete", "draft_item", 0),
    "created": asking("post", "invoices", draft=str(uuid4())),
}
ABOUT_ALL = {name: asking("get", name) for name in ("operations", "health")}


@pytest.fixture(params=OF_A_DRAFT)
def of_a_draft(request: pytest.FixtureRequest) -> Ask:
    return OF_A_DRAFT[request.param]


@pytest.fixture
def theirs(db: None) -> Connection:
    return Connection.objects.create(tenant="elsewhere", name="Theirs", xero_tenant_id="1" * 36)


def test_a_draft_in_an_organisation_that_is_not_there_is_404(api, deal, theirs, of_a_draft):
    for unknown in (uuid4(), theirs.pk):
        refused = of_a_draft(api(), deal, str(unknown))
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
        assert refused.headers["Content-Type"] == "application/problem+json"
    assert not InvoiceDraft.objects.exists()


@pytest.mark.parametrize("unreadable", ["7", "%00", "é", "x" * 400])
def test_what_can_be_no_id_is_refused_by_the_name_of_the_parameter(
    api, deal, of_a_draft, unreadable
):
    refused = of_a_draft(api(), deal, unreadable)
    assert (refused.status_code, pointers(refused)) == (400, ["/connection"])
    assert not InvoiceDraft.objects.exists()


@pytest.mark.parametrize("name", ABOUT_ALL)
def test_lists_and_health_answer_alike(admin, theirs, name):
    for unknown in (uuid4(), theirs.pk):
        refused = ABOUT_ALL[name](admin, None, str(unknown))
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert pointers(ABOUT_ALL[name](admin, None, "7")) == ["/connection"]
    assert ABOUT_ALL[name](admin, None, "").status_code == 200


def test_an_organisation_that_was_disconnected_is_known_and_says_so(admin, office, deal):
    admin.send("delete", "connection", None, office.connection.pk)
    refused = OF_A_DRAFT["planned"](admin, deal, str(office.connection.pk))
    assert (refused.status_code, refused.json()["code"]) == (409, "not_connected")


def test_who_may_not_write_drafts_learns_of_no_organisation(api, office, deal, sign_in, of_a_draft):
    viewer = api(sign_in("viewer", tenant=office.tenant))
    for connection in (office.connection.pk, uuid4(), "7"):
        assert of_a_draft(viewer, deal, str(connection)).status_code == 403


def test_a_draft_is_written_in_the_organisation_that_is_named(admin: Api, office: Office) -> None:
    second = connect(office.admin, reverse("xero_integration:connect"), organisations=(1,))
    office.queue.run_all()
    deal = office.host.make_deal(tenant=office.tenant, currency="GBP")
    for named in (str(second.pk), second.pk.hex, str(second.pk).upper()):
        draft = OF_A_DRAFT["read"](admin, deal, named).json()
        assert draft["connection"] == str(second.pk)
    usual = OF_A_DRAFT["read"](admin, deal, "").json()
    assert usual["connection"] == str(office.connection.pk)


def test_a_copy_goes_where_its_document_is_whatever_the_address_names(admin, deal, invoice):
    address = admin.url("document_copy", deal, invoice)
    copied = admin.browser.post(f"{address}?connection={uuid4()}", {}, "application/json")
    assert copied.status_code == 201, copied.content
