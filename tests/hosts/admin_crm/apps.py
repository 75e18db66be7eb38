"""The admin CRM as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AdminCrmConfig(AppConfig):
    name = "tests.hosts.admin_crm"
    label = "admin_crm"
    default_auto_field = "django.db.models.AutoField"
