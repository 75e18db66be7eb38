"""Products and services: list, get, create, update, delete."""

from __future__ import annotations

from decimal import Decimal

from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from . import accounts, batch
from .call import Call, api
from .records import Item, Organisation, PriceDetails
from .refusals import InvalidElementError, Problems, not_found
from .simple_list import list_all
from .where import Fields
from .wire import Json, present, rounded, stamp

# Items open with the invoice scopes as well as with the settings scopes.
READ = ("accounting.settings.read", "accounting.invoices.read")
WRITE = ("accounting.settings", "accounting.invoices")
MAX_ITEMS = 500
LENGTHS = {"Code": 30, "Name": 50, "Description": 4000, "PurchaseDescription": 4000}
FIELDS = Fields(
    "Item",
    {
        "ItemID": lambda row: row.item_id,
        "Code": lambda row: row.code,
        "Name": lambda row: row.name or None,
        "Description": lambda row: row.description or None,
        "IsSold": lambda row: row.is_sold,
        "IsPurchased": lambda row: row.is_purchased,
        "UpdatedDateUTC": lambda row: row.updated,
    },
)


def by_code(organisation: Organisation, code: str) -> Item | None:
    """Inactive items stay in the books but can't be used or seen through the API."""
    lowered = code.lower()
    rows = organisation.items.values()
    found = (each for each in rows if each.code.lower() == lowered and each.status == "ACTIVE")
    return next(found, None)


def find(organisation: Organisation, key: str) -> Item | None:
    item = organisation.items.get(key.lower()) or by_code(organisation, key)
    return item if item is not None and item.status == "ACTIVE" else None


@api(*READ)
def list_items(call: Call) -> Response:
    rows = [each for each in call.organisation.items.values() if each.status == "ACTIVE"]
    rows.sort(key=lambda each: each.code)
    return list_all(
        call, "Items", rows, fields=FIELDS, render=lambda row: render(row, call.price_places)
    )


@api(*READ)
def get_item(call: Call, key: str) -> Response:
    item = find(call.organisation, key) or not_found()
    return call.envelope("Items", [render(item, call.price_places)])


@api(*WRITE)
def write_items(call: Call) -> Response:
    elements = batch.elements(call, "Items")[:MAX_ITEMS]
    return batch.run(call, batch.ITEMS, elements, lambda element: _save(call, element))


@api(*WRITE)
def write_item(call: Call, key: str) -> Response:
    item = find(call.organisation, key) or not_found()
    elements = batch.elements(call, "Items")[:1]
    named = {"ItemID": item.item_id}
    return batch.run(call, batch.ITEMS, elements, lambda element: _save(call, element | named))


@api(*WRITE)
def delete_item(call: Call, key: str) -> Response:
    item = find(call.organisation, key) or not_found()
    if item.inventory_account_code:
        return batch.run(call, batch.ITEMS, [{"ItemID": item.item_id}], _refuse_tracked)
    del call.organisation.items[item.item_id]
    return Response(b"", status=204)


def _refuse_tracked(element: Json) -> batch.Written:
    raise InvalidElementError("Tracked inventory items with transactions cannot be deleted.")


def _save(call: Call, element: Json) -> batch.Written:
    existing = None if call.is_create else _existing(call.organisation, element)
    check(call.organisation, element, existing)
    item = existing or Item(call.new_id(), str(element["Code"]), call.now)
    apply(item, element, call.price_places)
    item.updated = call.now
    call.organisation.items[item.item_id] = item
    call.note(item.item_id, "Edited" if existing else "Created")
    return batch.Written(render(item, call.price_places))


def _existing(organisation: Organisation, element: Json) -> Item | None:
    if element.get("ItemID"):
        item = find(organisation, str(element["ItemID"]))
        if item is None:
            raise InvalidElementError(
                "An existing Item with the specified ItemID could not be found"
            )
        return item
    return by_code(organisation, str(element.get("Code", "")))


def check(organisation: Organisation, element: Json, existing: Item | None) -> None:
    problems = Problems()
    code = str(element.get("Code", existing.code if existing else ""))
    problems.add_if(not code, "The Code field must be specified")
    holder = by_code(organisation, code)
    taken = holder is not None and holder is not existing
    problems.add_if(taken, f"Price List Item with Code '{code}' already exists")
    for name, limit in LENGTHS.items():
        too_long = len(str(element.get(name, ""))) > limit
        problems.add_if(too_long, f"The {name} field must be {limit} characters or fewer")
    for side in ("SalesDetails", "PurchaseDetails"):
        _check_details(organisation, element.get(side, {}), problems)
    problems.raise_any()


def _check_details(organisation: Organisation, details: Json, problems: Problems) -> None:
    code, tax_type = details.get("AccountCode"), details.get("TaxType")
    account = accounts.by_code(organisation, str(code)) if code else None
    wrong = code and (account is None or account.status != "ACTIVE" or account.type == "BANK")
    problems.add_if(wrong, f"Account code '{code}' is not a valid code for this item.")
    rate = organisation.tax_rates.get(str(tax_type)) if tax_type else None
    unknown = tax_type and (rate is None or rate.status != "ACTIVE")
    problems.add_if(unknown, f"The TaxType code '{tax_type}' does not exist.")


def apply(item: Item, element: Json, places: int) -> None:
    for name, attribute in (
        ("Code", "code"),
        ("Name", "name"),
        ("Description", "description"),
        ("PurchaseDescription", "purchase_description"),
        ("IsSold", "is_sold"),
        ("IsPurchased", "is_purchased"),
        ("InventoryAssetAccountCode", "inventory_account_code"),
    ):
        if name in element:
            setattr(item, attribute, element[name])
    if "SalesDetails" in element:
        _apply_details(item.sales, element["SalesDetails"], places)
    if "PurchaseDetails" in element:
        _apply_details(item.purchases, element["PurchaseDetails"], places)


def _apply_details(details: PriceDetails, element: Json, places: int) -> None:
    if "UnitPrice" in element:
        details.unit_price = rounded(Decimal(str(element["UnitPrice"])), places)
    details.account_code = element.get("AccountCode", details.account_code)
    details.tax_type = element.get("TaxType", details.tax_type)
    details.cogs_account_code = element.get("COGSAccountCode", details.cogs_account_code)


def render(item: Item, places: int) -> Json:
    tracked = bool(item.inventory_account_code and item.purchases.cogs_account_code)
    return present(
        {
            "ItemID": item.item_id,
            "Code": item.code,
            "Name": item.name,
            "Description": item.description or None,
            "PurchaseDescription": item.purchase_description or None,
            "UpdatedDateUTC": stamp(item.updated),
            "PurchaseDetails": _render_details(item.purchases, places),
            "SalesDetails": _render_details(item.sales, places),
            "InventoryAssetAccountCode": item.inventory_account_code or None,
            "IsTrackedAsInventory": tracked,
            "IsSold": item.is_sold,
            "IsPurchased": item.is_purchased,
        }
    )


def _render_details(details: PriceDetails, places: int) -> Json:
    return present(
        {
            "UnitPrice": rounded(details.unit_price, places),
            "AccountCode": details.account_code or None,
            "COGSAccountCode": details.cogs_account_code or None,
            "TaxType": details.tax_type or None,
        }
    )


ROUTES = [
    Rule("/api.xro/2.0/Items", endpoint=list_items, methods=["GET"]),
    Rule("/api.xro/2.0/Items", endpoint=write_items, methods=["PUT", "POST"]),
    Rule("/api.xro/2.0/Items/<key>", endpoint=get_item, methods=["GET"]),
    Rule("/api.xro/2.0/Items/<key>", endpoint=write_item, methods=["POST"]),
    Rule("/api.xro/2.0/Items/<key>", endpoint=delete_item, methods=["DELETE"]),
]
