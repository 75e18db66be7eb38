"""Searching, picking and unlinking contacts and items in the form; never a call to Xero."""

from __future__ import annotations

from ..host.records import Party, ProductRef
from ..linking import services as linking
from ..linking.services import PartyDetails
from ..reference import services as reference
from .form_lines import change_line, plain_number, taken_from_item
from .form_links import Choice, Search, contact_choice, item_choice
from .form_session import FormSession
from .form_values import all_lines, line_of, line_total, name_of, page_of

CONTACT = "contact"


def search_contact(session: FormSession, arguments: list[str]) -> None:
    """By what was typed, else those that may be the customer, with the reasons."""
    text = session.request.POST.get("contact_query", "").strip()[:200]
    session.search = Search(CONTACT, text, contact_choices(session, text))
    session.focus_id = "xi-contact-query"


def propose_contacts(session: FormSession) -> None:
    """An unlinked customer is met with candidates, without being asked."""
    values = session.values
    if not values.get("contact_id") and not values.get("contact_create"):
        session.search = Search(CONTACT, "", contact_choices(session, ""))


def contact_choices(session: FormSession, text: str) -> list[Choice]:
    """Found by the text; without one, those that may be the customer, with the reasons."""
    if text:
        found = reference.search_contacts(session.connection, text)
        return [contact_choice(one.contact) for one in found]
    party = PartyDetails(
        name=str(session.values.get("customer_name") or ""),
        email=str(session.values.get("customer_email") or ""),
        tax_number=str(session.values.get("tax_number") or ""),
    )
    candidates = linking.contact_candidates(session.connection, party)
    return [contact_choice(one.contact, one.explanation) for one in candidates]


def take_created_contact(session: FormSession) -> None:
    """Xero took the new contact and refused the invoice: the next try goes to that contact."""
    operation = session.row.operation
    contact = operation.depends_on if operation else None
    if contact is None or contact.kind != "contact.create" or not contact.answer_id:
        return
    if session.values.get("contact_create"):
        linked = {"contact_id": contact.answer_id, "contact_create": ""}
        session.keep({**session.values, **linked})


def pick_up_links(session: FormSession) -> None:
    """Links made on another deal since this draft was opened serve it too."""
    values = dict(session.values)
    party_key = str(values.get("party_key") or "")
    if party_key and not values.get("contact_id") and not values.get("contact_create"):
        contact = linking.contact_for(session.connection, Party(party_key))
        if contact is not None and contact.is_usable:
            values["contact_id"] = contact.contact_id
    lines = all_lines(values)
    unlinked = [line["product_key"] for line in lines if not line["item_id"]]
    products = [ProductRef(key) for key in unlinked if key]
    items = linking.items_for(session.connection, products)
    for index, line in enumerate(lines):
        item = items.get(line["product_key"])
        if item is not None and item.is_usable and not line["item_id"]:
            values = change_line(values, index, {"item_id": item.item_id})
    if values != session.values:
        session.keep(values)


def pick_contact(session: FormSession, arguments: list[str]) -> None:
    """Link it at once, so that the customer's next deal comes linked."""
    contact_id = arguments[0] if arguments else ""
    if not reference.contacts_by_id(session.connection, {contact_id}):
        return
    party_key = str(session.values.get("party_key") or "")
    if party_key:
        linking.link_contact(
            session.connection,
            party_key,
            contact_id,
            actor=session.deal.actor,
            party_name=str(session.values.get("customer_name") or ""),
        )
    session.keep({**session.values, "contact_id": contact_id, "contact_create": ""})
    session.focus_id = "xi-contact-unlink"


def create_contact(session: FormSession, arguments: list[str]) -> None:
    session.keep({**session.values, "contact_id": "", "contact_create": "1"})
    session.focus = "customer_name"


def unlink_contact(session: FormSession, arguments: list[str]) -> None:
    """Forget the link, or the wish to create a contact."""
    party_key = str(session.values.get("party_key") or "")
    if party_key and session.values.get("contact_id"):
        linking.unlink_contact(session.connection, party_key)
    unlinked = {"contact_id": "", "contact_create": "", "update_contact": ""}
    session.keep({**session.values, **unlinked})
    session.focus_id = "xi-contact-query"


def search_item(session: FormSession, arguments: list[str]) -> None:
    """By what was typed, else those that may be the product of the line."""
    index = session.line_index(arguments)
    if index is None:
        return
    text = session.request.POST.get(f"item_query_{index}", "").strip()[:200]
    session.search = Search(str(index), text, item_choices(session, index, text))
    session.page = page_of(index)
    session.focus_id = f"xi-item-query-{index}"


def item_choices(session: FormSession, index: int, text: str) -> list[Choice]:
    """Found by the text; without one, those that may be the product of the line."""
    if text:
        found = reference.search_items(session.connection, text)
        return [item_choice(one.item) for one in found]
    line = line_of(session.values, index)
    name = line["product_name"] or line["description"][:100]
    code = line["product_code"]
    candidates = linking.item_candidates(session.connection, code=code, name=name)
    return [item_choice(one.item, one.explanation) for one in candidates]


def pick_item(session: FormSession, arguments: list[str]) -> None:
    """Tie the line, and every line of the same product, to an item; remember it."""
    index = session.line_index(arguments)
    item_id = arguments[1] if len(arguments) > 1 else ""
    item = reference.items_by_id(session.connection, {item_id}).get(item_id)
    if index is None or item is None:
        return
    offered = {
        "description": item.description or item.name,
        "unit_amount": plain_number(item.price),
        "account_code": item.account_code,
        "tax_type": item.tax_type,
    }
    values = session.values
    for position in _same_product(session, index):
        changes = taken_from_item(line_of(values, position), offered)
        values = change_line(values, position, {**changes, "item_id": item.id})
    _remember(session, index, item.id)
    session.keep(values)
    session.page = page_of(index)
    session.focus = name_of(index, "quantity")


def _remember(session: FormSession, index: int, item_id: str) -> None:
    line = line_of(session.values, index)
    if line["product_key"]:
        linking.link_item(
            session.connection,
            line["product_key"],
            item_id,
            actor=session.deal.actor,
            product_name=line["product_name"],
        )


def _same_product(session: FormSession, index: int) -> list[int]:
    product = line_of(session.values, index)["product_key"]
    if not product:
        return [index]
    positions = range(line_total(session.values))
    return [one for one in positions if line_of(session.values, one)["product_key"] == product]


def unlink_item(session: FormSession, arguments: list[str]) -> None:
    """Forget what this product is in Xero, here and for later deals."""
    index = session.line_index(arguments)
    if index is None:
        return
    product_key = line_of(session.values, index)["product_key"]
    if product_key:
        linking.unlink_item(session.connection, product_key)
    values = session.values
    for position in _same_product(session, index):
        values = change_line(values, position, {"item_id": ""})
    session.keep(values)
    session.page = page_of(index)
    session.focus_id = f"xi-item-query-{index}"
