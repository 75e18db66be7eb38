"""What Xero accepts in a contact."""

from __future__ import annotations

import re

from xero_integration.sandbox.accounting.records import Contact, Organisation
from xero_integration.sandbox.accounting.refusals import InvalidElementError, Problems
from xero_integration.sandbox.accounting.wire import Json

from . import find

ARCHIVED = (
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API."
)
LENGTHS = {
    "Name": 255, "FirstName": 255, "LastName": 255, "EmailAddress": 255, "ContactNumber": 50,
    "AccountNumber": 50, "CompanyNumber": 50, "TaxNumber": 50,
}  # fmt: skip
ADDRESS_LENGTHS = {
    "AddressLine1": 500, "AddressLine2": 500, "AddressLine3": 500, "AddressLine4": 500,
    "City": 255, "Region": 255, "PostalCode": 50, "Country": 50, "AttentionTo": 255,
}  # fmt: skip
ADDRESS_TYPES = ("POBOX", "STREET", "DELIVERY")
PHONE_TYPES = ("DEFAULT", "DDI", "MOBILE", "FAX")
TERMS = ("DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", "OFCURRENTMONTH", "OFFOLLOWINGMONTH")
MAX_PERSONS = 5
# Xero takes no umlauts in addresses of e-mail.
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def check(organisation: Organisation, element: Json, *, existing: Contact | None) -> None:
    """Refuse an element with every rule it breaks."""
    problems = Problems()
    _check_name(organisation, element, problems, existing)
    for name, limit in LENGTHS.items():
        text = str(element.get(name, ""))
        problems.add_if(len(text) > limit, f"The field {name} must be {limit} characters or fewer.")
    _check_emails(element, problems)
    _check_addresses(element.get("Addresses", []), problems)
    _check_number(organisation, element, problems, existing)
    persons = element.get("ContactPersons", [])
    problems.add_if(len(persons) > MAX_PERSONS, "A contact can have at most 5 contact persons.")
    for side in ("Bills", "Sales"):
        terms = element.get("PaymentTerms", {}).get(side)
        problems.add_if(terms and terms.get("Type") not in TERMS, "Payment terms are not valid.")
    problems.raise_any()


def refuse_archived(contact: Contact | None) -> None:
    if contact is not None and contact.status != "ACTIVE":
        raise InvalidElementError(ARCHIVED)


def _check_name(
    organisation: Organisation, element: Json, problems: Problems, existing: Contact | None
) -> None:
    name = str(element.get("Name", existing.name if existing else ""))
    problems.add_if(not name, "The contact name must be specified.")
    problems.add_if("<" in name or ">" in name, "The contact name cannot contain < or >.")
    untidy = name != name.strip() or "  " in name
    problems.add_if(untidy, "The contact name cannot have leading, trailing or double spaces.")
    namesake = find.active_by_name(organisation, name) if name else None
    stays_active = element.get("ContactStatus", "ACTIVE") == "ACTIVE"
    taken = namesake is not None and (
        existing is None or namesake.contact_id != existing.contact_id
    )
    problems.add_if(
        taken and stays_active,
        f"The contact name {name} is already assigned to another contact. "
        "The contact name must be unique across all active contacts.",
    )


def _check_number(
    organisation: Organisation, element: Json, problems: Problems, existing: Contact | None
) -> None:
    number = str(element.get("ContactNumber", ""))
    holder = find.by_number(organisation, number)
    taken = holder is not None and (existing is None or holder.contact_id != existing.contact_id)
    problems.add_if(taken, f"The contact number {number} is already assigned to another contact.")


def _check_emails(element: Json, problems: Problems) -> None:
    persons = element.get("ContactPersons", [])
    emails = [element.get("EmailAddress", ""), *(each.get("EmailAddress", "") for each in persons)]
    wrong = any(email and not _EMAIL.fullmatch(str(email)) for email in emails)
    problems.add_if(wrong, "Email address must be valid.")


def _check_addresses(addresses: list[Json], problems: Problems) -> None:
    for address in addresses:
        kind = address.get("AddressType")
        problems.add_if(kind not in ADDRESS_TYPES, "Address type is not valid.")
        for name, limit in ADDRESS_LENGTHS.items():
            too_long = len(str(address.get(name) or "")) > limit
            problems.add_if(too_long, f"The field {name} must be {limit} characters or fewer.")
        country = str(address.get("Country") or "")
        lettered = all(each.isalpha() or each in " .'-(),&" for each in country)
        problems.add_if(not lettered, "Country can only contain letters.")
