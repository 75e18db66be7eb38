"""The app's configuration: loads checks, wires receivers and registers operation kinds."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class XeroIntegrationConfig(AppConfig):
    name = "xero_integration"
    label = "xero_integration"
    verbose_name = _("Xero")
    default_auto_field = "django.db.models.BigAutoField"
