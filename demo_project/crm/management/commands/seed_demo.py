"""Fills the demo CRM with people, companies, products and deals."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from demo_project.crm.seeding import seed


class Command(BaseCommand):
    help = "Fill the demo CRM with sample data. Running it again changes no deal."

    def handle(self, *args: Any, **options: Any) -> None:
        seed()
