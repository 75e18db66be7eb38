"""The tenant host as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "tests.hosts.uuid"
    label = "tenancy"
