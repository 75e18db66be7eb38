"""Creates and changes contacts, from their own endpoint and from the block inside a document."""

from __future__ import annotations

from xero_integration.sandbox.accounting.batch import Written
from xero_integration.sandbox.accounting.call import Call
from xero_integration.sandbox.accounting.context import Context
from xero_integration.sandbox.accounting.records import Contact
from xero_integration.sandbox.accounting.refusals import InvalidElementError
from xero_integration.sandbox.accounting.wire import Json

from . import find, rules
from .render import render

IDENTIFYING = {"ContactID", "ContactNumber", "Name"}
NO_IDENTITY = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)
UNKNOWN = "An existing Contact with the specified ContactID could not be found"
TEXTS = (
    "ContactNumber", "AccountNumber", "FirstName", "LastName", "CompanyNumber", "EmailAddress",
    "BankAccountDetails", "TaxNumber", "TaxNumberType", "AccountsReceivableTaxType",
    "AccountsPayableTaxType", "DefaultCurrency", "SalesDefaultLineAmountType",
    "PurchasesDefaultLineAmountType", "XeroNetworkKey", "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode", "PaymentTerms", "BatchPayments",
)  # fmt: skip
PERSON_FIELDS = ("FirstName", "LastName", "EmailAddress", "IncludeInEmails")


def save(call: Call, element: Json) -> Written:
    """PUT only creates; POST updates by ContactID, ContactNumber or Name, or creates."""
    existing = _existing(call, element)
    contact = create(call, element) if existing is None else update(call, existing, element)
    return Written(render(call.organisation, contact))


def _existing(call: Call, element: Json) -> Contact | None:
    if call.is_create:
        if element.get("ContactID"):
            raise InvalidElementError("ContactID cannot be given when a contact is created.")
        return None
    existing = find.meant_by(call.organisation, element)
    if existing is None and element.get("ContactID"):
        raise InvalidElementError(UNKNOWN)
    return existing


def create(call: Context, element: Json) -> Contact:
    rules.check(call.organisation, element, existing=None)
    contact = Contact(call.new_id(), str(element["Name"]), call.now, created_by=call.app)
    _apply(contact, element)
    call.organisation.contacts[contact.contact_id] = contact
    call.note(contact.contact_id, "Created")
    call.notify("CONTACT", contact.contact_id, "CREATE")
    return contact


def update(call: Context, contact: Contact, element: Json) -> Contact:
    rules.refuse_archived(contact)
    rules.check(call.organisation, element, existing=contact)
    contact = find.own(call.organisation, contact)
    _apply(contact, element)
    contact.updated = call.now
    call.note(contact.contact_id, "Edited")
    call.notify("CONTACT", contact.contact_id, "UPDATE")
    return contact


def check_block(call: Context, block: Json) -> None:
    """Refuse a document whose contact can't be found, made or used, before anything is saved."""
    if not any(block.get(name) for name in IDENTIFYING):
        raise InvalidElementError(NO_IDENTITY)
    contact = find.meant_by(call.organisation, block)
    if contact is None and block.get("ContactID"):
        raise InvalidElementError(UNKNOWN)
    if contact is None:
        rules.check(call.organisation, block, existing=None)
        return
    rules.refuse_archived(contact)
    if _changes(contact, block):
        rules.check(call.organisation, block, existing=contact)


def use_block(call: Context, block: Json) -> Contact:
    """Take a checked block: anything beyond the identity is written to the contact itself."""
    contact = find.meant_by(call.organisation, block)
    if contact is None:
        return create(call, block)
    contact = find.own(call.organisation, contact)
    if _changes(contact, block):
        # Persons that the block does not name are gone afterwards.
        return update(call, contact, {"ContactPersons": [], **block})
    return contact


def _changes(contact: Contact, block: Json) -> bool:
    renamed = "Name" in block and str(block["Name"]).lower() != contact.name.lower()
    return renamed or not IDENTIFYING.issuperset(block)


def _apply(contact: Contact, element: Json) -> None:
    contact.name = str(element.get("Name", contact.name))
    contact.status = element.get("ContactStatus", contact.status)
    contact.fields |= {name: element[name] for name in TEXTS if name in element}
    for address in element.get("Addresses", []):
        slot = contact.addresses.setdefault(address["AddressType"], {})
        slot.update({name: str(value) for name, value in address.items() if value is not None})
    for phone in element.get("Phones", []):
        slot = contact.phones.setdefault(phone.get("PhoneType", "DEFAULT"), {})
        slot.update({name: str(value) for name, value in phone.items() if value is not None})
    if "ContactPersons" in element:
        contact.persons = [
            {name: person[name] for name in PERSON_FIELDS if name in person}
            for person in element["ContactPersons"]
        ]
