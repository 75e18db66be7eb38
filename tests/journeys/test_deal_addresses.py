"""A host's addresses as they come: none, behind a hash, one for all; each deal keeps its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.api.conftest import Api
from tests.outbox.backup import Backup, backing_up
from tests.outbox.company import later
from xero_integration.host.registry import get_source
from xero_integration.models import DealLink, Document, InvoiceDraft, Operation
from xero_integration.outbox import runner
from xero_integration.sync import tasks

from .office import Office


@pytest.fixture
def saved(office: Office) -> Iterator[Backup]:
    with backing_up() as made:
        yield made


@pytest.fixture
def addressed(office: Office, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The host's source answers with this address; ``{pk}`` stands for the deal's key."""

    def answers(address: str) -> None:
        source = type(get_source(office.host.source_key))
        monkeypatch.setattr(source, "url", lambda self, _request, obj: address.format(pk=obj.pk))

    return answers


@pytest.fixture
def site_address(settings: Any) -> str:
    address = "https://crm.example"
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "SITE_URL": address}
    return address


@pytest.fixture
def deals(office: Office) -> list[Any]:
    """Two deals with one customer, who is known in Xero as are the products."""
    company = office.host.make_company()
    made = [office.host.make_deal(company=company, tenant=office.tenant) for _each in range(2)]
    values = office.link_everything(made[0])
    contact_id = next(iter(office.organisation.contacts))
    office.press(made[0], f"pick_contact:{contact_id}", values)
    InvoiceDraft.objects.all().delete()
    return made


def by_page(office: Office, deal: Any) -> int:
    return office.press(deal, "create", office.open_form(deal)).status_code


def by_api(office: Office, deal: Any) -> int:
    rep = Api(office, office.rep)
    body = {"draft": rep.get("draft", deal).json()["id"]}
    return rep.send("post", "invoices", deal, body=body).status_code


MADE = {by_page: 302, by_api: 201}


def restored_without_the_invoice_of(office: Office, saved: Backup, deal: Any) -> None:
    saved.take()
    assert by_page(office, deal) == 302
    saved.restore()
    with later(hours=1):
        tasks.plan_polls()
        office.queue.run_all()
    assert Document.objects.get(url__contains="invoice-").operation is None


@pytest.mark.parametrize("address", ["", "https://crm.example/#/deals/{pk}", "/#/deals/{pk}"])
@pytest.mark.parametrize("create", [by_page, by_api])
def test_after_a_restore_nobody_is_given_another_deals_invoice(
    office, saved, addressed, deals, address, create
):
    addressed(address)
    restored_without_the_invoice_of(office, saved, deals[0])
    assert create(office, deals[1]) == MADE[create]
    assert len(office.invoices()) == 2
    assert set(DealLink.objects.values_list("subject_pk", flat=True)) == {str(deals[1].pk)}


@pytest.mark.parametrize("create", [by_page, by_api])
def test_a_page_for_many_deals_names_none_of_them(office, saved, addressed, deals, create):
    addressed("https://crm.example/deals/")
    assert by_page(office, deals[0]) == 302
    copied = Document.objects.get()
    copied.pk, copied.xero_id, copied.operation = None, "a-copy-made-in-Xero", None
    copied.save(force_insert=True)
    assert create(office, deals[1]) == MADE[create]
    assert not DealLink.objects.filter(document=copied).exists()


@pytest.mark.parametrize("create", [by_page, by_api])
def test_an_address_behind_a_hash_still_brings_the_invoice_home(
    office, saved, addressed, deals, create
):
    addressed("https://crm.example/#/deals/{pk}")
    restored_without_the_invoice_of(office, saved, deals[0])
    assert create(office, deals[0]) in {409, 422}
    assert DealLink.objects.get().subject_pk == str(deals[0].pk)
    assert len(office.invoices()) == 1


@pytest.mark.parametrize("create", [by_page, by_api])
def test_with_the_sites_address_it_does_not_matter_where_the_api_answers(
    office, saved, deals, create, site_address
):
    restored_without_the_invoice_of(office, saved, deals[0])
    for browser in (office.rep, office.admin):
        browser.defaults["SERVER_NAME"] = "api.example"
    assert create(office, deals[0]) in {409, 422}
    assert DealLink.objects.get().subject_pk == str(deals[0].pk)
    assert len(office.invoices()) == 1


def test_the_plan_is_the_same_wherever_the_api_answers(office, deals, site_address):
    rep = Api(office, office.rep)
    here = rep.get("draft_plan", deals[0]).json()
    there = rep.get("draft_plan", deals[0], headers={"host": "api.example"}).json()
    assert here["digest"] == there["digest"]


def test_a_lost_answer_is_found_where_a_deal_has_no_page(office, addressed, deals):
    addressed("")
    office.sandbox.faults.add_fault("PUT", "/api.xro/2.0/Invoices", drop="after")
    by_page(office, deals[0])
    with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=True):
        runner.run_due()
        runner.run_due()
    (invoice,) = office.invoices()
    assert invoice["Url"].startswith("https://deal.invalid/#invoice-")
    assert Operation.objects.get(kind="invoice.create").adopted
    assert DealLink.objects.get().subject_pk == str(deals[0].pk)
