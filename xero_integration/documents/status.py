"""The six statuses of a document and the one table of who may follow whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentStatus(models.TextChoices):
    """Xero's codes with the words people read."""

    DRAFT = "DRAFT", _("Draft")
    SUBMITTED = "SUBMITTED", _("Awaiting approval")
    AUTHORISED = "AUTHORISED", _("Awaiting payment")
    PAID = "PAID", _("Paid")
    VOIDED = "VOIDED", _("Voided")
    DELETED = "DELETED", _("Deleted")


NEXT_STATUSES: dict[str, frozenset[str]] = {
    "": frozenset({"DRAFT", "SUBMITTED", "AUTHORISED"}),
    "DRAFT": frozenset({"DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"}),
    "SUBMITTED": frozenset({"SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"}),
    "AUTHORISED": frozenset({"AUTHORISED", "VOIDED"}),
}
"""What a person may ask Xero to make of a document; PAID, VOIDED and DELETED are final."""

COUNTED = ("SUBMITTED", "AUTHORISED", "PAID", "DRAFT")
"""Statuses whose totals count as invoiced; voided and deleted ones never do."""

TONES = {
    "DRAFT": "neutral",
    "SUBMITTED": "info",
    "AUTHORISED": "warning",
    "PAID": "success",
    "VOIDED": "muted",
    "DELETED": "muted",
}
