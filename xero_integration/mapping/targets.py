"""The fields of an invoice in Xero that a host's fields can fill."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Target(models.TextChoices):
    NAME = "name", pgettext_lazy("recipient", "To")
    EMAIL = "email", _("E-mail")
    ADDRESS_LINE_1 = "address_line_1", _("Address line 1")
    ADDRESS_LINE_2 = "address_line_2", _("Address line 2")
    CITY = "city", _("City")
    REGION = "region", _("Region")
    POSTAL_CODE = "postal_code", _("Postal code")
    COUNTRY = "country", _("Country")
    TAX_NUMBER = "tax_number", _("Tax number")
    REFERENCE = "reference", _("Reference")


REQUIRED: tuple[Target, ...] = (Target.NAME,)

ADDRESS: tuple[Target, ...] = (
    Target.ADDRESS_LINE_1,
    Target.ADDRESS_LINE_2,
    Target.CITY,
    Target.REGION,
    Target.POSTAL_CODE,
    Target.COUNTRY,
)

# Xero's own limits: Contacts and Invoices of the accounting API.
MAX_LENGTH: dict[Target, int] = {
    Target.NAME: 255,
    Target.EMAIL: 255,
    Target.ADDRESS_LINE_1: 500,
    Target.ADDRESS_LINE_2: 500,
    Target.CITY: 255,
    Target.REGION: 255,
    Target.POSTAL_CODE: 50,
    Target.COUNTRY: 50,
    Target.TAX_NUMBER: 50,
    Target.REFERENCE: 255,
}

HINTS = {
    Target.NAME: _("Who the invoice is made out to."),
    Target.ADDRESS_LINE_1: _("A field with the whole address, on several lines, is enough."),
    Target.TAX_NUMBER: _("Optional. Without it the invoice is still created."),
}
