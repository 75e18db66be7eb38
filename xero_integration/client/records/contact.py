"""A contact: a customer, a supplier, or both."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from .base import Moment, Record, on_wire


class Address(Record, frozen=True, kw_only=True):
    """``address_type`` is ``STREET`` or ``POBOX``; Xero always answers with both slots."""

    address_type: str = ""
    address_line1: str = ""
    address_line2: str = ""
    address_line3: str = ""
    address_line4: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    attention_to: str = ""


class Phone(Record, frozen=True, kw_only=True):
    """``phone_type`` is ``DEFAULT``, ``DDI``, ``MOBILE``, ``FAX`` or ``OFFICE``."""

    phone_type: str = ""
    phone_number: str = ""
    phone_area_code: str = ""
    phone_country_code: str = ""


class ContactPerson(Record, frozen=True, kw_only=True):
    """Up to five further people; the list is replaced as a whole on a write."""

    first_name: str = ""
    last_name: str = ""
    email_address: str = ""
    include_in_emails: bool = False


class PaymentTerm(Record, frozen=True, kw_only=True):
    """``type``: DAYSAFTERBILLDATE, DAYSAFTERBILLMONTH, OFCURRENTMONTH, OFFOLLOWINGMONTH."""

    day: int | None = None
    type: str = ""


class PaymentTerms(Record, frozen=True, kw_only=True):
    """Terms for bills from and for sales to a contact."""

    bills: PaymentTerm | None = None
    sales: PaymentTerm | None = None


class ContactRef(Record, frozen=True, kw_only=True):
    """The contact as documents carry it: often only id and name, sometimes neither."""

    contact_id: UUID | None = None
    name: str = ""


class Contact(Record, frozen=True, kw_only=True):
    """``contact_status`` is ACTIVE, ARCHIVED or GDPRREQUEST; lists hide the archived."""

    contact_id: UUID
    name: str = ""
    contact_number: str = ""
    account_number: str = ""
    company_number: str = ""
    contact_status: str = ""
    merged_to_contact_id: UUID | None = None
    first_name: str = ""
    last_name: str = ""
    email_address: str = ""
    tax_number: str = ""
    tax_number_type: str = ""
    accounts_receivable_tax_type: str = ""
    accounts_payable_tax_type: str = ""
    sales_default_account_code: str = ""
    purchases_default_account_code: str = ""
    sales_default_line_amount_type: str = ""
    default_currency: str = ""
    discount: Decimal | None = None
    website: str = ""
    is_customer: bool | None = None
    is_supplier: bool | None = None
    addresses: list[Address] = []
    phones: list[Phone] = []
    contact_persons: list[ContactPerson] = []
    payment_terms: PaymentTerms | None = None
    updated_wire: str | None = on_wire("UpdatedDateUTC")

    updated_date_utc = Moment("updated_wire")
