"""Kinds of documents and of what settles them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """Xero's own words; bills are ACCPAY."""

    ACCREC = "ACCREC", _("Sales invoice")
    ACCPAY = "ACCPAY", _("Bill")
    ACCRECCREDIT = "ACCRECCREDIT", _("Credit note")
    ACCPAYCREDIT = "ACCPAYCREDIT", _("Supplier credit note")


class SettlementKind(models.TextChoices):
    """What may be set against an invoice."""

    PAYMENT = "payment", _("Payment")
    CREDIT_NOTE = "credit_note", _("Credit note")
    PREPAYMENT = "prepayment", _("Prepayment")
    OVERPAYMENT = "overpayment", _("Overpayment")
