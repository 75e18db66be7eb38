"""An invoice that is approved and e-mailed as it is created: two operations, one press."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from tests.documents.acting import contact_id
from xero_integration.models import Contact, Document, Operation
from xero_integration.outbox import runner

from .office import FormReader, Office, text_of

INVOICES = "/api.xro/2.0/Invoices"


@pytest.fixture(autouse=True)
def a_real_company(office: Office) -> None:
    """Xero sends no mail for demo companies."""
    office.organisation.daily_email_cap = 1000


@pytest.fixture
def boss(office: Office, sign_in):
    return sign_in("approver", tenant=office.tenant)


@pytest.fixture
def deal(office: Office):
    return office.host.make_deal(tenant=office.tenant)


def ready(office: Office, deal, **typed: str) -> dict[str, str]:
    """The form with all linked, for somebody with an e-mail address."""
    values = office.link_everything(deal)
    picked = office.press(deal, f"pick_contact:{contact_id(office)}", values)
    return {**office.values_after(picked), "save_as": "EMAILED", **typed}


def create(office: Office, deal, browser, **typed: str):
    values = ready(office, deal, **typed)
    office.forget_calls()
    return office.press(deal, "create", values, browser=browser)


def mails(office: Office) -> int:
    return sum(office.organisation.emails_sent.values())


def told(answer) -> str:
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def states() -> dict[str, str]:
    return dict(Operation.objects.values_list("kind", "state"))


def test_one_press_creates_approves_and_mails(office, deal, boss):
    answer = create(office, deal, boss)
    assert answer.status_code == 302
    (invoice,) = office.invoices()
    assert (invoice["Status"], invoice["SentToContact"]) == ("AUTHORISED", True)
    one = f"{INVOICES}/{invoice['InvoiceID']}"
    assert office.calls()[:3] == [f"PUT {INVOICES}", f"POST {one}/Email", f"GET {one}"]
    assert mails(office) == 1
    document = Document.objects.get()
    assert document.sent_to_contact
    mail = Operation.objects.get(kind="document.email")
    assert (mail.subject, mail.target) == (f"document:{document.pk}", document.xero_id)
    assert "Xero has e-mailed it" in told(answer)


def test_the_button_says_what_it_will_do_and_the_plan_what_it_costs(office, deal, boss):
    page = text_of(office.press(deal, "refresh", ready(office, deal), browser=boss))
    assert "Create, approve and e-mail" in page
    assert "3 calls to Xero" in page


def test_only_who_may_approve_and_mail_is_offered_it(office, deal, boss):
    assert 'value="EMAILED"' in boss.get(office.form_url(deal)).content.decode()
    assert 'value="EMAILED"' not in office.rep.get(office.form_url(deal)).content.decode()
    answer = create(office, deal, office.rep)
    assert answer.status_code == 422
    assert office.calls() == []


def test_a_xero_user_who_may_not_approve_is_not_offered_it(office, deal, boss):
    type(office.connection).objects.update(xero_role="INVOICEONLY")
    page = boss.get(office.form_url(deal)).content.decode()
    assert 'value="EMAILED"' not in page
    assert 'value="AUTHORISED"' not in page


def test_somebody_without_an_address_is_found_out_before_anything_is_sent(office, deal, boss):
    Contact.objects.filter(xero_id=contact_id(office)).update(email="")
    values = ready(office, deal, customer_email="")
    office.forget_calls()
    answer = office.press(deal, "create", values, browser=boss)
    assert answer.status_code == 422
    assert "no e-mail address in Xero" in text_of(answer)
    assert office.calls() == []
    mended = {**values, "customer_email": "new@there.example", "update_contact": "on"}
    assert office.press(deal, "create", mended, browser=boss).status_code == 302
    assert mails(office) == 1


def test_when_the_mail_is_refused_the_invoice_stands_and_people_are_told(office, deal, boss):
    office.organisation.daily_email_cap = 0
    answer = create(office, deal, boss)
    assert answer.status_code == 302
    (invoice,) = office.invoices()
    assert invoice["Status"] == "AUTHORISED"
    assert states() == {"invoice.create": "done", "document.email": "refused"}
    assert "But Xero did not e-mail it: The daily email limit" in told(answer)
    panel = text_of(boss.get(office.panel_url(deal)))
    assert "daily email limit" in panel


def test_when_the_invoice_is_refused_no_mail_goes_out_until_it_is_accepted(office, deal, boss):
    office.sandbox.faults.add_fault(
        "PUT",
        INVOICES,
        status=400,
        headers={"Content-Type": "application/json"},
        body='{"Elements":[{"ValidationErrors":[{"Message":"Not today"}]}]}',
        times=1,
    )
    answer = create(office, deal, boss)
    assert answer.status_code == 422
    assert "Not today" in text_of(answer)
    assert states() == {"invoice.create": "refused", "document.email": "refused"}
    again = office.press(deal, "create", office.values_after(answer), browser=boss)
    assert again.status_code == 302
    assert mails(office) == 1
    assert states() == {"invoice.create": "done", "document.email": "done"}


@pytest.mark.parametrize("lost", ["before", "after"])
def test_after_a_lost_answer_one_invoice_and_one_mail_come_of_it(office, deal, boss, lost):
    office.sandbox.faults.add_fault("PUT", INVOICES, drop=lost)
    create(office, deal, boss)
    assert mails(office) == 0
    for minutes in (1, 30):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True):
            runner.run_due()
            office.queue.run_all()
    assert len(office.invoices()) == 1
    assert mails(office) == 1
    assert states() == {"invoice.create": "done", "document.email": "done"}


def test_a_double_click_mails_once(office, deal, boss):
    values = ready(office, deal)
    for _click in range(2):
        assert office.press(deal, "create", values, browser=boss).status_code == 302
    assert (len(office.invoices()), mails(office)) == (1, 1)


def test_the_company_may_make_it_the_usual_status(office, deal, boss):
    url = reverse("xero_integration:defaults", args=[office.connection.pk])
    page = office.admin.get(url).content.decode()
    values = FormReader(page, "xi-defaults-form").values
    assert office.admin.post(url, {**values, "status": "EMAILED"}).status_code == 302
    assert office.open_form(deal, browser=boss)["save_as"] == "EMAILED"
    other = office.host.make_deal(tenant=office.tenant)
    assert office.open_form(other)["save_as"] == "SUBMITTED"
