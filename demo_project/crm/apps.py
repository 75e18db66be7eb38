"""The CRM as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "demo_project.crm"
    label = "crm"
    verbose_name = "CRM"
