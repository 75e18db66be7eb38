"""The HTMX CRM as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class HtmxCrmConfig(AppConfig):
    name = "tests.hosts.htmx_crm"
    label = "htmx_crm"
    default_auto_field = "django.db.models.BigAutoField"
