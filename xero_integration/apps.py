"""The app's configuration: wires receivers, registers checks and operation kinds."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class XeroIntegrationConfig(AppConfig):
    name = "xero_integration"
    label = "xero_integration"
    verbose_name = _("Xero")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import background, checks, receivers, registry

        background.get_ready()
        checks.register()
        receivers.connect()
        registry.register_kinds()
