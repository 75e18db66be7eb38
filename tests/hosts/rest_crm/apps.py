"""The REST CRM as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class RestCrmConfig(AppConfig):
    name = "tests.hosts.rest_crm"
    label = "rest_crm"
    default_auto_field = "django.db.models.BigAutoField"
