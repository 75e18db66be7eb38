"""How a line looks on the wire."""

from __future__ import annotations

from xero_integration.sandbox.accounting import accounts, items
from xero_integration.sandbox.accounting.records import Line, Organisation, Tracking
from xero_integration.sandbox.accounting.wire import Json, money, present, rounded


def render_line(organisation: Organisation, line: Line, places: int) -> Json:
    """Prices show two decimal places unless four are asked for."""
    account = accounts.by_code(organisation, line.account_code) if line.account_code else None
    return present(
        {
            "LineItemID": line.line_id,
            "Description": line.description,
            "Quantity": rounded(line.quantity, 4),
            "UnitAmount": rounded(line.unit_amount, places),
            "ItemCode": line.item_code or None,
            "Item": _item(organisation, line.item_code) if line.item_code else None,
            "AccountCode": line.account_code or None,
            "AccountID": account.account_id if account else None,
            "TaxType": line.tax_type or None,
            "TaxAmount": money(line.tax_amount),
            "LineAmount": money(line.line_amount),
            "DiscountRate": rounded(line.discount_rate, 2),
            "DiscountAmount": rounded(line.discount_amount, 2),
            "Tracking": [_tracking(organisation, each) for each in line.tracking],
            "ValidationErrors": [],
        }
    )


def _item(organisation: Organisation, code: str) -> Json | None:
    item = items.by_code(organisation, code)
    if item is None:
        return None
    return {"ItemID": item.item_id, "Name": item.name, "Code": item.code}


def _tracking(organisation: Organisation, chosen: Tracking) -> Json:
    category = organisation.tracking[chosen.category_id]
    options = {option.option_id: option.name for option in category.options}
    return {
        "Name": category.name,
        "Option": options.get(chosen.option_id, ""),
        "TrackingCategoryID": category.category_id,
        "Options": [],
    }
