"""The app's permissions, by the names they have on the ``Connection`` model."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(models.TextChoices):
    """What somebody may do; a source's ``allows`` is asked with these values."""

    VIEW = "view", _("Can see Xero documents")
    CREATE_DOCUMENT = "create_document", _("Can create documents in Xero")
    APPROVE = "approve", _("Can approve documents in Xero")
    VOID = "void", _("Can void or delete documents in Xero")
    EMAIL = "email", _("Can e-mail documents from Xero")
    MANAGE_MAPPING = "manage_mapping", _("Can change the Xero field mapping")
    MANAGE_CONNECTION = "manage_connection", _("Can connect and disconnect Xero")
    VIEW_LOG = "view_log", _("Can see the Xero activity log")

    @property
    def codename(self) -> str:
        """As ``has_perm`` wants it: ``xero_integration.view``."""
        return f"xero_integration.{self.value}"
