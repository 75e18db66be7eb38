"""Items: the list, with renaming and archiving beside each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from werkzeug.wrappers import Request, Response

from xero_integration.sandbox import html
from xero_integration.sandbox.page import formats, frame, listing
from xero_integration.sandbox.page.forms import Field, act_form

if TYPE_CHECKING:
    from xero_integration.sandbox.accounting.records import Item, Organisation
    from xero_integration.sandbox.app import Sandbox


def show(sandbox: Sandbox, request: Request, shortcode: str) -> Response:
    organisation = frame.organisation_by(sandbox, shortcode)
    items = sorted(organisation.items.values(), key=lambda item: item.code.lower())
    rows = html.join(_row(organisation, item) for item in items[: listing.LOOKED_AT])
    values = {"rows": listing.rows_or_hint(rows, 7, "No items yet.")}
    body = html.render("items", values)
    title = f"Items of {organisation.name}"
    return frame.framed(sandbox, request, organisation, tab="items", title=title, body=body)


def _row(organisation: Organisation, item: Item) -> Markup:
    return html.render(
        "item_row",
        {
            "code": item.code,
            "name": item.name,
            "price": formats.price(item.sales.unit_price),
            "account": item.sales.account_code,
            "tax": item.sales.tax_type,
            "badge": formats.badge(item.status),
            "acts": _acts(organisation, item) if item.status == "ACTIVE" else "",
        },
    )


def _acts(organisation: Organisation, item: Item) -> Markup:
    home = frame.home(organisation)
    rename = act_form(
        f"{home}/act",
        "rename_item",
        "Rename",
        subject=item.item_id,
        back=f"{home}/items",
        fields=[Field("name", f"Name of {item.code}", item.name)],
        style="small",
    )
    archive = act_form(
        f"{home}/act",
        "archive_item",
        "Archive",
        subject=item.item_id,
        back=f"{home}/items",
        style="small danger",
    )
    return html.join([rename, archive])
