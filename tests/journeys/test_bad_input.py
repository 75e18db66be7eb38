"""Bad input gets a clear word at the right place; nothing is sent and nothing typed is lost."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.hosts.lines import Customer, Line
from xero_integration.models import InvoiceDraft, Operation

from .office import Office, text_of

SCRIPT = "<script>alert('x')</script>"


def sent(office: Office) -> list[str]:
    return [call for call in office.calls() if call.startswith(("PUT", "POST"))]


@pytest.fixture
def deal(office: Office):
    return office.host.make_deal(tenant=office.tenant)


@pytest.fixture
def values(office: Office, deal) -> dict[str, str]:
    found = office.link_everything(deal)
    office.forget_calls()
    return found


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("lines-0-quantity", "-1", "more than 0"),
        ("lines-0-quantity", "many", "number"),
        ("lines-0-unit_amount", "1.23456", "4 decimal places"),
        ("lines-0-unit_amount", "NaN", "number"),
        ("lines-0-discount", "140", "100"),
        ("currency", "XAU", "currency"),
        ("reference", "r" * 300, "255"),
        ("issue_date", "tomorrow", "date"),
        ("due_date", "2026-02-30", "date"),
        ("customer_email", "nobody", "mail"),
        ("lines-0-description", "", "line"),
        ("lines-0-account_code", "99999", "Choose"),
    ],
)
def test_a_wrong_value_is_named_kept_and_not_sent(office, deal, values, field, typed, said):
    answer = office.press(deal, "create", {**values, field: typed})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Operation.objects.exists()
    assert sent(office) == []
    assert InvoiceDraft.objects.get().values[field] == typed


def test_a_customer_who_is_not_linked_stops_the_invoice(office, deal):
    values = office.open_form(deal)
    answer = office.press(deal, "create", values)
    assert answer.status_code == 422
    assert "Link the customer" in text_of(answer)
    assert not Operation.objects.exists()


def test_an_invoice_without_lines_is_not_sent(office, deal, values):
    for index in reversed(range(int(values["lines-TOTAL"]))):
        values = office.values_after(office.press(deal, f"remove_line:{index}", values))
    answer = office.press(deal, "create", values)
    assert answer.status_code == 422
    assert "at least one line" in text_of(answer)
    assert sent(office) == []


def test_script_in_every_text_field_is_shown_as_text(office):
    customer = Customer(name=SCRIPT, address=SCRIPT, city=SCRIPT, vat_number=SCRIPT)
    deal = office.host.make_deal(
        tenant=office.tenant,
        company=customer,
        title=SCRIPT,
        reference=SCRIPT,
        lines=(Line(description=SCRIPT, product="OVEN"),),
    )
    values = office.open_form(deal)
    texts = {
        name: SCRIPT
        for name in values
        if name.endswith(("description", "reference", "name", "city", "line1", "tax_number"))
    }
    for action in ("plan", "refresh", "create", "search_contact"):
        answer = office.press(deal, action, {**values, **texts, "contact_search": SCRIPT})
        assert SCRIPT not in answer.content.decode()
    assert SCRIPT not in office.rep.get(office.panel_url(deal)).content.decode()


@pytest.mark.parametrize("pk", ["unknown", "0x1", "%00", "1e9", "../1", "9" * 40])
def test_a_key_that_names_no_deal_is_not_found(office, pk):
    for name in ("panel", "invoice_form"):
        url = reverse(f"xero_integration:{name}", args=[office.host.source_key, "KEY"])
        answer = office.rep.get(url.replace("KEY", pk))
        assert answer.status_code == 404


def test_an_unknown_source_is_not_found(office):
    url = reverse("xero_integration:panel", args=["lead", "1"])
    assert office.rep.get(url).status_code == 404


def test_a_person_without_rights_gets_403_and_nothing_is_sent(office, sign_in, deal, values):
    nobody = sign_in("norights", tenant=office.tenant)
    assert nobody.get(office.form_url(deal)).status_code == 403
    answer = office.press(deal, "create", values, browser=nobody)
    assert answer.status_code == 403
    assert sent(office) == []


def test_a_viewer_sees_the_panel_and_may_not_create(office, sign_in, deal, values):
    viewer = sign_in("viewer", tenant=office.tenant)
    assert viewer.get(office.panel_url(deal)).status_code == 200
    assert office.press(deal, "create", values, browser=viewer).status_code == 403
    assert sent(office) == []


@pytest.mark.contract(3)
def test_another_companys_deal_does_not_exist_for_this_rep(office, sign_in, deal):
    if not office.host.has_tenants:
        pytest.skip("this host has one company")
    stranger = sign_in("rep", tenant="south")
    assert stranger.get(office.panel_url(deal)).status_code == 404
    assert stranger.get(office.form_url(deal)).status_code == 404
    assert stranger.post(office.form_url(deal), {"action": "create"}).status_code == 404


def test_a_rep_cannot_approve_by_forging_the_field(office, deal, values):
    answer = office.press(deal, "create", {**values, "save_as": "AUTHORISED"})
    assert answer.status_code == 422
    assert sent(office) == []


def test_a_form_without_its_csrf_token_is_refused(office, sign_in, deal, values):
    careful = sign_in("rep", tenant=office.tenant, csrf=True)
    assert office.press(deal, "create", values, browser=careful).status_code == 403
    assert sent(office) == []
