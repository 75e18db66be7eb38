"""The organisation behind a connection."""

from __future__ import annotations

from uuid import UUID

from .base import Day, Moment, Record, on_wire
from .contact import Address, PaymentTerms, Phone


class Organisation(Record, frozen=True, kw_only=True):
    """``edition``, ``class_`` and the default taxes gain values: never enums."""

    organisation_id: UUID
    name: str = ""
    legal_name: str = ""
    short_code: str = ""
    version: str = ""
    base_currency: str = ""
    country_code: str = ""
    is_demo_company: bool = False
    pays_tax: bool | None = None
    organisation_type: str = ""
    organisation_status: str = ""
    registration_number: str = ""
    tax_number: str = ""
    financial_year_end_day: int | None = None
    financial_year_end_month: int | None = None
    sales_tax_basis: str = ""
    sales_tax_period: str = ""
    default_sales_tax: str = ""
    default_purchases_tax: str = ""
    timezone: str = ""
    edition: str = ""
    class_: str = ""
    addresses: list[Address] = []
    phones: list[Phone] = []
    payment_terms: PaymentTerms | None = None
    period_lock_wire: str | None = on_wire("PeriodLockDate")
    year_lock_wire: str | None = on_wire("EndOfYearLockDate")
    created_wire: str | None = on_wire("CreatedDateUTC")

    period_lock_date = Day("period_lock_wire")
    end_of_year_lock_date = Day("year_lock_wire")
    created_date_utc = Moment("created_wire")


class OrganisationAction(Record, frozen=True, kw_only=True):
    """Whether the organisation's plan allows something, e.g. ``CreateApprovedInvoice``."""

    name: str = ""
    status: str = ""
