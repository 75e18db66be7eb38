"""What an accountant does to products and services inside Xero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import items
from .context import Context
from .records import Item
from .refusals import UnknownRecordError
from .wire import Json

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox


def edit_item(sandbox: Sandbox, tenant_id: str, *, item_id: str, changes: Json) -> Item:
    """Change fields under their names in the API."""
    with sandbox.lock:
        context, item = _item(sandbox, tenant_id, item_id)
        items.check(context.organisation, changes, item)
        items.apply(item, changes, context.price_places)
        item.updated = context.now
        context.note(item.item_id, "Edited")
        return item


def rename_item(
    sandbox: Sandbox, tenant_id: str, *, item_id: str, name: str = "", code: str = ""
) -> Item:
    wanted = {"Name": name, "Code": code}
    changes = {field: text for field, text in wanted.items() if text}
    return edit_item(sandbox, tenant_id, item_id=item_id, changes=changes)


def archive_item(sandbox: Sandbox, tenant_id: str, *, item_id: str) -> Item:
    """An item marked inactive is no longer listed and no longer usable on a line."""
    with sandbox.lock:
        context, item = _item(sandbox, tenant_id, item_id)
        item.status, item.updated = "ARCHIVED", context.now
        return item


def delete_item(sandbox: Sandbox, tenant_id: str, *, item_id: str) -> Item:
    with sandbox.lock:
        context, item = _item(sandbox, tenant_id, item_id)
        del context.organisation.items[item.item_id]
        return item


def _item(sandbox: Sandbox, tenant_id: str, key: str) -> tuple[Context, Item]:
    context = Context.of(sandbox, tenant_id)
    item = items.find(context.organisation, key)
    if item is None:
        raise UnknownRecordError("There is no such item.")
    return context, item
