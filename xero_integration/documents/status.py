"""The six statuses of a document, which of them count, and how they are shown."""

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
