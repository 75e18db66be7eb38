"""The invoice form as a rep uses it, without JavaScript; nothing typed is lost, nothing leaks."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.hosts.lines import Customer, Line
from tests.journeys.office import text_of
from xero_integration.documents.form_values import LINES_PER_PAGE
from xero_integration.reference.models import Account, Contact

HTMX = {"HX-Request": "true"}
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def deal(office):
    return office.host.make_deal(tenant=office.tenant)


@pytest.fixture
def contact_id(office):
    return next(
        contact_id
        for contact_id, contact in office.organisation.contacts.items()
        if getattr(contact, "contact_status", "ACTIVE") == "ACTIVE"
    )


def test_the_form_opens_filled_and_says_where_each_value_came_from(office, deal):
    page = office.rep.get(office.form_url(deal))
    values = office.values_after(page)
    assert values["customer_name"] == "Harbour Bakery"
    assert values["lines-0-description"] == "Bread oven"
    assert values["lines-1-unit_amount"] == "350.5"
    assert "From " in text_of(page)


def test_a_value_that_a_person_changed_no_longer_claims_to_come_from_the_deal(office, deal):
    values = office.open_form(deal)
    before = text_of(office.rep.get(office.form_url(deal))).count("From ")
    page = office.press(deal, "refresh", {**values, "customer_name": "Somebody Else"})
    assert text_of(page).count("From ") == before - 1


def test_looking_typing_and_searching_never_call_xero(office, deal, contact_id):
    office.forget_calls()
    values = office.open_form(deal)
    office.rep.get(office.panel_url(deal))
    for action, typed in [
        ("plan", {"lines-0-quantity": "3"}),
        ("search_contact", {"contact_query": "a"}),
        ("search_item:0", {"item_query_0": "a"}),
        ("add_line", {}),
        (f"pick_contact:{contact_id}", {}),
        ("unlink_contact", {}),
    ]:
        assert office.press(deal, action, {**values, **typed}).status_code == 200
    assert office.calls() == []


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("lines-0-quantity", "-2", "Must be more than 0."),
        ("lines-0-unit_amount", "1.23456", "at most 4 decimal places"),
        ("reference", "x" * 300, "at most 255 characters"),
        ("currency", "XYZ", "not set up for XYZ"),
        ("issue_date", "someday", "Enter a valid date"),
    ],
)
def test_bad_input_is_refused_next_to_the_field_and_kept(office, deal, name, typed, said):
    values = {**office.link_everything(deal), name: typed}
    office.forget_calls()
    page = office.press(deal, "create", values)
    assert page.status_code == 422
    assert said in text_of(page)
    assert re.search(rf'id="id_{name}_error"', page.content.decode())
    assert office.values_after(page)[name] == typed
    assert office.open_form(deal)[name] == typed
    assert office.calls() == []


def test_an_invoice_without_customer_or_lines_is_refused(office, deal):
    values = {**office.open_form(deal), "lines-TOTAL": "0"}
    page = text_of(office.press(deal, "create", values))
    assert "Link the customer to a contact in Xero" in page
    assert "Add at least one line with a price." in page


def test_markup_in_every_field_is_shown_as_text(office):
    deal = office.host.make_deal(
        tenant=office.tenant,
        title=SCRIPT,
        company=Customer(name=SCRIPT, address=SCRIPT, city=SCRIPT, vat_number=SCRIPT),
        lines=[Line(description=SCRIPT, product=SCRIPT)],
    )
    Contact.objects.update(name=SCRIPT, email=Customer().email)
    Account.objects.update(name=SCRIPT)
    values = office.open_form(deal)
    texts = {name: SCRIPT for name in values if not name.startswith(("csrf", "draft", "lines-T"))}
    page = office.press(deal, "create", {**values, **texts, "page": "1"})
    searched = office.press(deal, "search_contact", {**values, "contact_query": SCRIPT})
    proposed = office.press(deal, "search_contact", values)
    assert "Same e-mail address" in text_of(proposed)
    for answer in (page, searched, proposed, office.rep.get(office.host.deal_url(deal))):
        assert "<script>alert" not in answer.content.decode()


def test_enter_in_a_field_presses_the_harmless_button(office, deal):
    page = office.rep.get(office.form_url(deal)).content.decode()
    form = page[page.index('id="xi-invoice"') :]
    first = re.search(r"<button[^>]*>", form)
    assert first is not None
    assert 'value="refresh"' in first.group()


def test_a_new_line_a_removed_one_and_a_moved_one(office, deal):
    values = office.open_form(deal)
    values = office.values_after(office.press(deal, "add_line", values))
    values = {**values, "lines-2-description": "Delivery", "lines-2-unit_amount": "40"}
    values = office.values_after(office.press(deal, "move_up:2", values))
    values = office.values_after(office.press(deal, "remove_line:0", values))
    assert values["lines-TOTAL"] == "2"
    assert values["lines-0-description"] == "Delivery"
    assert values["lines-1-description"] == "Installation"


def test_a_button_of_a_line_that_is_gone_changes_nothing(office, deal):
    values = office.open_form(deal)
    for action in ("remove_line:7", "move_up:x", "pick_item:9:9", "pick_item", "nonsense:1"):
        after = office.values_after(office.press(deal, action, values))
        assert after["lines-TOTAL"] == "2"


def test_a_picked_contact_is_remembered_for_the_customers_next_deal(office, contact_id):
    company = office.host.make_company()
    first, second = (
        office.host.make_deal(tenant=office.tenant, company=company) for _number in range(2)
    )
    office.press(first, f"pick_contact:{contact_id}", office.open_form(first))
    assert office.open_form(second)["contact_id"] == contact_id


def test_a_picked_item_is_remembered_and_serves_all_lines_of_the_product(office):
    lines = [Line("One", product="OVEN"), Line("Two", product="OVEN"), Line("Three")]
    first, second = (
        office.host.make_deal(tenant=office.tenant, lines=lines) for _number in range(2)
    )
    item_id = office.some_item_id()
    values = office.open_form(first)
    values = office.values_after(office.press(first, f"pick_item:0:{item_id}", values))
    assert [values[f"lines-{index}-item_id"] for index in range(3)] == [item_id, item_id, ""]
    assert values["lines-0-description"] == "One"
    assert office.open_form(second)["lines-1-item_id"] == item_id


def test_unlinking_shows_the_search_again(office, deal, contact_id):
    values = office.open_form(deal)
    linked = office.press(deal, f"pick_contact:{contact_id}", values)
    assert "Linked contact in Xero" in text_of(linked)
    unlinked = office.press(deal, "unlink_contact", office.values_after(linked))
    assert "Search the contacts of Xero" in text_of(unlinked)
    assert office.values_after(unlinked)["contact_id"] == ""


def test_a_contact_that_is_not_in_this_xero_can_not_be_picked(office, deal):
    forged = "00000000-0000-0000-0000-000000000000"
    page = office.press(deal, f"pick_contact:{forged}", office.open_form(deal))
    assert office.values_after(page)["contact_id"] == ""


def test_starting_over_reads_the_deal_again(office, deal):
    values = {**office.open_form(deal), "customer_name": "Typed"}
    page = office.press(deal, "restart", values)
    assert office.values_after(page)["customer_name"] == "Harbour Bakery"


def test_typing_gets_the_plan_alone_and_the_amounts_of_the_lines(office, deal):
    values = {**office.open_form(deal), "lines-0-quantity": "3", "action": "plan"}
    answer = office.rep.post(office.form_url(deal), values, headers=HTMX)
    page = answer.content.decode()
    assert page.strip().startswith('<div class="xi-plan"')
    assert "3,600.00" in page
    assert 'id="xi-create-label" hx-swap-oob="true"' in page


def test_a_plan_that_can_not_be_made_says_what_can_not_be_read(office, deal):
    values = {**office.open_form(deal), "lines-0-quantity": "many", "action": "plan"}
    answer = office.rep.post(office.form_url(deal), values, headers=HTMX)
    assert "“many” is not a number" in text_of(answer)


def test_a_search_gets_its_results_alone(office, deal):
    name = next(iter(office.organisation.contacts.values())).name
    values = {**office.open_form(deal), "contact_query": name, "action": "search_contact"}
    page = office.rep.post(office.form_url(deal), values, headers=HTMX).content.decode()
    assert page.strip().startswith('<div class="xi-results"')
    assert "pick_contact:" in page


def test_the_button_of_a_search_gets_the_whole_form(office, deal):
    values = {**office.open_form(deal), "contact_query": "a", "action": "search_contact"}
    headers = {**HTMX, "HX-Target": "xi-invoice-window"}
    answer = office.rep.post(office.form_url(deal), values, headers=headers)
    assert office.values_after(answer)["lines-TOTAL"] == values["lines-TOTAL"]
    assert "pick_contact:" in answer.content.decode()


def test_the_create_button_sends_a_dialog_to_the_deal(office, deal):
    values = {**office.link_everything(deal), "action": "create"}
    answer = office.rep.post(office.form_url(deal), values, headers=HTMX)
    assert answer.headers["HX-Redirect"] == office.host.deal_url(deal)


def test_a_number_that_is_taken_is_refused_and_everything_stays(office, deal):
    values = {**office.link_everything(deal), "number": "INV-1", "reference": "PO 9"}
    first = office.host.make_deal(tenant=office.tenant)
    taken = {**office.link_everything(first), "number": "INV-1", "customer_name": "Other"}
    assert office.press(first, "create", taken).status_code == 302
    page = office.press(deal, "create", values)
    assert page.status_code == 422
    assert office.values_after(page)["reference"] == "PO 9"
    assert len(office.invoices()) == 1


def test_strangers_meet_closed_doors(office, deal, sign_in):
    url = office.form_url(deal)
    unknown = reverse(
        "xero_integration:invoice_form", args=[office.host.source_key, office.host.unknown_pk()]
    )
    senseless = reverse("xero_integration:invoice_form", args=[office.host.source_key, "n' or 1"])
    assert office.rep.get(unknown).status_code == 404
    assert office.rep.get(senseless).status_code == 404
    assert sign_in("viewer", tenant=office.tenant).get(url).status_code == 403
    assert sign_in("viewer", tenant=office.tenant).post(url, {}).status_code == 403


def test_a_forged_draft_of_another_deal_is_not_touched(office, deal):
    other = office.host.make_deal(tenant=office.tenant)
    others = office.open_form(other)
    office.press(deal, "refresh", {**office.open_form(deal), "draft": others["draft"]})
    forged = {**others, "reference": "Forged", "draft": others["draft"]}
    assert office.press(deal, "refresh", forged).status_code == 302
    assert office.open_form(other)["reference"] != "Forged"


def test_many_lines_are_turned_page_by_page_and_all_are_invoiced(office):
    count = LINES_PER_PAGE + 2
    lines = [Line(f"Line {number}", price="1") for number in range(count)]
    deal = office.host.make_deal(tenant=office.tenant, lines=lines)
    first = office.open_form(deal)
    assert f"lines-{LINES_PER_PAGE}-description" not in first
    answer = office.press(deal, "page:2", {**first, "lines-0-description": "Changed"})
    second = office.values_after(answer)
    assert second[f"lines-{LINES_PER_PAGE}-description"] == f"Line {LINES_PER_PAGE}"
    assert "lines-0-description" not in second
    back = office.values_after(office.press(deal, "page:1", second))
    assert back["lines-0-description"] == "Changed"
    assert "52.00" in text_of(office.press(deal, "refresh", back))
