"""A product is tied to an item of Xero once; when the item changes, the line says so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hosts.lines import Line
from xero_integration.sandbox.accounting import acts

from .office import Office, text_of

UNLINKED = "xi-unlinked__icon"
ONE_PRODUCT = (Line("Bread oven", "2", "1200", product="OVEN"),)


def deal_of(office: Office, lines: tuple[Line, ...] = ONE_PRODUCT) -> Any:
    return office.host.make_deal(tenant=office.tenant, lines=lines)


def act(office: Office, what: Any, **details: Any) -> None:
    what(office.sandbox, office.connection.xero_tenant_id, **details)
    office.read_everything()


def form_page(office: Office, deal: Any) -> str:
    return str(office.rep.get(office.form_url(deal)).content.decode())


def some_contact(office: Office, deal: Any, values: dict[str, str]) -> dict[str, str]:
    contact_id = next(iter(office.organisation.contacts))
    return office.values_after(office.press(deal, f"pick_contact:{contact_id}", values))


def linked(office: Office, deal: Any) -> dict[str, str]:
    return some_contact(office, deal, office.link_everything(deal))


def test_an_unlinked_product_shows_the_icon_and_stops_the_invoice(office):
    deal = deal_of(office)
    values = some_contact(office, deal, office.open_form(deal))
    assert UNLINKED in form_page(office, deal)
    answer = office.press(deal, "create", values)
    assert answer.status_code == 422
    assert "Link “Oven” to an item in Xero; it will be remembered." in text_of(answer)
    assert office.invoices() == []


def test_a_linked_product_loses_the_icon_and_the_next_deal_comes_linked(office):
    first, second = deal_of(office), deal_of(office)
    values = linked(office, first)
    assert UNLINKED not in form_page(office, first)
    office.press(first, "create", values)
    next_values = some_contact(office, second, office.open_form(second))
    assert next_values["lines-0-item_id"] == values["lines-0-item_id"]
    assert UNLINKED not in form_page(office, second)
    assert office.press(second, "create", next_values).status_code == 302
    code = office.organisation.items[values["lines-0-item_id"]].code
    assert {line["ItemCode"] for invoice in office.invoices() for line in invoice["LineItems"]} == {
        code
    }


def test_a_line_of_no_product_takes_all_from_the_item_that_is_searched_and_picked(office):
    deal = deal_of(office, (Line("", product=""), *ONE_PRODUCT))
    item = next(item for item in office.organisation.items.values() if item.code == "BOOK")
    values = office.values_after(office.press(deal, "add_line", office.open_form(deal)))
    last = int(values["lines-TOTAL"]) - 1
    office.forget_calls()
    found = office.press(
        deal, f"search_item:{last}", {**values, f"item_query_{last}": item.code.lower()}
    )
    assert f'value="pick_item:{last}:{item.item_id}"' in found.content.decode()
    values = office.values_after(office.press(deal, f"pick_item:{last}:{item.item_id}", values))
    assert office.calls() == []
    taken = {name: values[f"lines-{last}-{name}"] for name in ("description", "account_code")}
    assert taken == {"description": item.description, "account_code": item.sales.account_code}
    assert values[f"lines-{last}-unit_amount"] == f"{item.sales.unit_price:.2f}"
    assert values[f"lines-{last}-tax_type"] == item.sales.tax_type


@pytest.mark.parametrize("end", [acts.delete_item, acts.archive_item])
def test_an_item_that_left_xero_shows_the_icon_with_the_reason(office, end):
    deal = deal_of(office)
    values = linked(office, deal)
    act(office, end, item_id=values["lines-0-item_id"])
    page = office.press(deal, "create", values)
    assert page.status_code == 422
    assert UNLINKED in page.content.decode()
    assert "This item was deleted in Xero." in text_of(page)
    assert office.invoices() == []


def test_the_next_deal_of_a_product_whose_item_left_xero_says_so_too(office):
    item_id = linked(office, deal_of(office))["lines-0-item_id"]
    act(office, acts.delete_item, item_id=item_id)
    page = form_page(office, deal_of(office))
    assert UNLINKED in page
    assert "This item was deleted in Xero." in page


def test_a_renamed_item_shows_the_icon_with_both_names_and_can_be_kept(office):
    deal = deal_of(office)
    values = linked(office, deal)
    item_id = values["lines-0-item_id"]
    item = office.organisation.items[item_id]
    before = f"{item.code} – {item.name}"
    act(office, acts.rename_item, item_id=item_id, code="OVEN-9", name="Stone oven")
    page = form_page(office, deal)
    note = f"Was {before} when it was linked; now OVEN-9 – Stone oven in Xero."
    assert UNLINKED in page
    assert note in page
    kept = office.press(deal, f"pick_item:0:{item_id}", values)
    assert UNLINKED not in kept.content.decode()
    assert office.press(deal, "create", office.values_after(kept)).status_code == 302
    (invoice,) = office.invoices()
    assert invoice["LineItems"][0]["ItemCode"] == "OVEN-9"


def test_an_unlinked_product_is_forgotten_for_later_deals(office):
    first = deal_of(office)
    values = linked(office, first)
    office.press(first, "unlink_item:0", values)
    second = deal_of(office)
    assert office.open_form(second)["lines-0-item_id"] == ""
    assert UNLINKED in form_page(office, second)
