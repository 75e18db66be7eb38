"""The plain host as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PlainConfig(AppConfig):
    name = "tests.hosts.plain"
    label = "plain"
