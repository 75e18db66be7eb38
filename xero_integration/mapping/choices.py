"""Xero's words for what the settings choose between."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SettingsPage(models.TextChoices):
    """The pages that each change a part of the settings; the values are names of URLs."""

    MAPPING = "mapping", _("Field mapping")
    DEFAULTS = "defaults", _("Defaults")


class DueDateKind(models.TextChoices):
    """Xero's four kinds of payment terms."""

    DAYS_AFTER_BILL_DATE = "DAYSAFTERBILLDATE", _("days after the invoice date")
    DAYS_AFTER_BILL_MONTH = "DAYSAFTERBILLMONTH", _("days after the end of the invoice month")
    OF_CURRENT_MONTH = "OFCURRENTMONTH", _("of the invoice month")
    OF_FOLLOWING_MONTH = "OFFOLLOWINGMONTH", _("of the month after the invoice")

    @property
    def is_day_of_month(self) -> bool:
        return self in (DueDateKind.OF_CURRENT_MONTH, DueDateKind.OF_FOLLOWING_MONTH)


class TaxMode(models.TextChoices):
    """``LineAmountTypes`` of an invoice."""

    EXCLUSIVE = "Exclusive", _("Prices exclude tax")
    INCLUSIVE = "Inclusive", _("Prices include tax")
    NO_TAX = "NoTax", _("No tax")


class StatusOnSave(models.TextChoices):
    DRAFT = "DRAFT", _("Draft")
    SUBMITTED = "SUBMITTED", _("Submitted for approval")
    AUTHORISED = "AUTHORISED", _("Approved")
    EMAILED = "EMAILED", _("Approved and e-mailed by Xero")


class ItemPolicy(models.TextChoices):
    MUST_LINK = "must_link", _("Every product must be linked to an item in Xero")
    ACCOUNT_ONLY = "account_only", _("The account alone is enough")
