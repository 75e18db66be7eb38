"""How a contact looks in an answer: alone, in a page, in a plain list, inside a document."""

from __future__ import annotations

from decimal import Decimal

from xero_integration.sandbox.accounting.records import Contact, Document, Organisation
from xero_integration.sandbox.accounting.wire import Json, money, present, stamp

PLAIN = ("ContactNumber", "AccountNumber", "CompanyNumber", "DefaultCurrency")
MORE = (
    "TaxNumber", "TaxNumberType", "AccountsReceivableTaxType", "AccountsPayableTaxType",
    "SalesDefaultLineAmountType", "PurchasesDefaultLineAmountType", "XeroNetworkKey",
    "SalesDefaultAccountCode", "PurchasesDefaultAccountCode", "PaymentTerms", "BatchPayments",
)  # fmt: skip
ADDRESS_SLOTS = ("STREET", "POBOX")
PHONE_SLOTS = ("DDI", "DEFAULT", "FAX", "MOBILE")


def render(organisation: Organisation, contact: Contact) -> Json:
    """A single contact, with everything."""
    return paged(contact) | present({"Balances": _balances(organisation, contact)})


def paged(contact: Contact) -> Json:
    return plain(contact) | present(
        {
            **{name: contact.fields.get(name) for name in MORE},
            "MergedToContactID": contact.merged_to or None,
            "ContactPersons": contact.persons,
            "SalesTrackingCategories": [],
            "PurchasesTrackingCategories": [],
            "HasAttachments": False,
        }
    )


def plain(contact: Contact) -> Json:
    """What a list without `page` tells."""
    return short_summary(contact) | {
        "Addresses": [_slot("AddressType", kind, contact.addresses) for kind in ADDRESS_SLOTS],
        "Phones": [_phone(kind, contact.phones.get(kind, {})) for kind in PHONE_SLOTS],
        "IsSupplier": contact.is_supplier,
        "IsCustomer": contact.is_customer,
        "ContactGroups": [],
        "HasValidationErrors": False,
    }


def short_summary(contact: Contact) -> Json:
    """`summaryOnly=true` leaves out what is costly to work out."""
    fields = contact.fields
    return present(
        {
            "ContactID": contact.contact_id,
            **{name: fields.get(name) for name in PLAIN},
            "ContactStatus": contact.status,
            "Name": contact.name,
            "FirstName": fields.get("FirstName"),
            "LastName": fields.get("LastName"),
            "EmailAddress": fields.get("EmailAddress", ""),
            "BankAccountDetails": fields.get("BankAccountDetails", ""),
            "UpdatedDateUTC": stamp(contact.updated),
        }
    )


def brief(contact: Contact) -> Json:
    """Inside a list of documents."""
    return {
        "ContactID": contact.contact_id,
        "Name": contact.name,
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
    }


def inside_document(contact: Contact) -> Json:
    """Inside a single document."""
    return plain(contact) | present(
        {
            "ContactPersons": contact.persons,
            "TaxNumber": contact.fields.get("TaxNumber"),
            "SalesTrackingCategories": [],
            "PurchasesTrackingCategories": [],
        }
    )


def _slot(type_field: str, kind: str, slots: dict[str, dict[str, str]]) -> Json:
    texts = {"City": "", "Region": "", "PostalCode": "", "Country": ""}
    return {type_field: kind} | texts | slots.get(kind, {})


def _phone(kind: str, phone: dict[str, str]) -> Json:
    texts = {"PhoneNumber": "", "PhoneAreaCode": "", "PhoneCountryCode": ""}
    return {"PhoneType": kind} | texts | phone


def _balances(organisation: Organisation, contact: Contact) -> Json | None:
    rows = [
        row
        for row in organisation.invoices.scan_where("contact_id", [contact.contact_id])
        if row.status == "AUTHORISED"
    ]
    if not rows:
        return None
    sales = [row for row in rows if row.is_sale]
    bills = [row for row in rows if not row.is_sale]
    return present(
        {"AccountsReceivable": _outstanding(sales), "AccountsPayable": _outstanding(bills)}
    )


def _outstanding(rows: list[Document]) -> Json | None:
    if not rows:
        return None
    due = sum((row.amount_due for row in rows), Decimal(0))
    return {"Outstanding": money(due), "Overdue": money(Decimal(0))}
