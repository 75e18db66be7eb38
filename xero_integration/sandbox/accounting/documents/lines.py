"""Builds the lines of a document from what a client sent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from xero_integration.sandbox.accounting import accounts, items, tracking
from xero_integration.sandbox.accounting.context import Context
from xero_integration.sandbox.accounting.records import Document, Item, Line, Organisation
from xero_integration.sandbox.accounting.refusals import InvalidElementError, Problems
from xero_integration.sandbox.accounting.wire import Json, money, rounded

from .arithmetic import line_amount
from .values import read_number, read_text

TEXTS = (("Description", "description"), ("ItemCode", "item_code"), ("TaxType", "tax_type"))


def build_lines(
    context: Context, document: Document, elements: list[Json], problems: Problems
) -> list[Line]:
    """A line with an id is updated, one without is new, and what is not named is gone."""
    known = {line.line_id: line for line in document.lines}
    lines: list[Line] = []
    for element in elements:
        line_id = str(element.get("LineItemID", "")).lower()
        if line_id and line_id not in known:
            problems.add("An existing line item with the specified LineItemID could not be found")
            continue
        line = replace(known[line_id]) if line_id else Line(context.new_id())
        _fill(context, document, line, element, problems, fresh=not line_id)
        lines.append(line)
    return lines


def _fill(
    context: Context,
    document: Document,
    line: Line,
    element: Json,
    problems: Problems,
    *,
    fresh: bool,
) -> None:
    organisation = context.organisation
    for name, attribute in TEXTS:
        if name in element:
            setattr(line, attribute, str(element[name]))
    _fill_account(organisation, line, element, problems)
    _fill_numbers(context, line, element)
    item = items.by_code(organisation, line.item_code) if line.item_code else None
    if item is not None and (fresh or "ItemCode" in element):
        _fill_from_item(line, item, element, sale=document.is_sale)
    _fill_tax(organisation, line, document)
    _fill_amounts(line, element, problems)
    if "Tracking" in element:
        _fill_tracking(organisation, line, element["Tracking"], problems)


def _fill_account(
    organisation: Organisation, line: Line, element: Json, problems: Problems
) -> None:
    if element.get("AccountCode"):
        line.account_code = str(element["AccountCode"])
    elif element.get("AccountID"):
        account = organisation.accounts.get(str(element["AccountID"]).lower())
        problems.add_if(account is None, "The AccountID is not valid for this document.")
        line.account_code = account.code if account else ""


def _fill_numbers(context: Context, line: Line, element: Json) -> None:
    if "Quantity" in element:
        line.quantity = rounded(read_number(element, "Quantity"), 4)
    if "UnitAmount" in element:
        line.unit_amount = rounded(read_number(element, "UnitAmount"), context.price_places)
    if "DiscountRate" in element:
        line.discount_rate = read_number(element, "DiscountRate")
    if "DiscountAmount" in element:
        line.discount_amount = rounded(read_number(element, "DiscountAmount"), 2)
    line.tax_override = read_number(element, "TaxAmount")


def _fill_from_item(line: Line, item: Item, element: Json, *, sale: bool) -> None:
    details = item.sales if sale else item.purchases
    text = item.description if sale else item.purchase_description
    line.description = line.description or text or item.name
    if "UnitAmount" not in element and "LineAmount" not in element:
        line.unit_amount = details.unit_price
    if not element.get("AccountCode") and not element.get("AccountID"):
        line.account_code = details.account_code or line.account_code
    if not read_text(element, "TaxType"):
        line.tax_type = details.tax_type or line.tax_type


def _fill_tax(organisation: Organisation, line: Line, document: Document) -> None:
    if document.line_amount_types == "NoTax":
        line.tax_type = "NONE"
    elif not line.tax_type:
        account = accounts.by_code(organisation, line.account_code) if line.account_code else None
        line.tax_type = account.tax_type if account else ""


def _fill_amounts(line: Line, element: Json, problems: Problems) -> None:
    """Either of quantity and price may be left out when the line amount is given."""
    sent = read_number(element, "LineAmount")
    if sent is not None and line.unit_amount is None:
        line.quantity = Decimal("1.0000") if line.quantity is None else line.quantity
        line.unit_amount = rounded(sent / line.quantity, 4) if line.quantity else sent
    elif sent is not None and line.quantity is None and line.unit_amount:
        line.quantity = rounded(sent / line.unit_amount, 4)
    if line.unit_amount is not None and line.quantity is None:
        line.quantity = Decimal("1.0000")
    expected = line_amount(line)
    if sent is not None and money(sent) != expected:
        problems.add(
            f"The line total {money(sent)} does not match the expected line total {expected}"
        )


def _fill_tracking(
    organisation: Organisation, line: Line, elements: list[Json], problems: Problems
) -> None:
    problems.add_if(len(elements) > 2, "A line can have at most 2 tracking options.")
    try:
        line.tracking = [tracking.resolve(organisation, element) for element in elements]
    except InvalidElementError as unknown:
        problems.messages += unknown.messages
