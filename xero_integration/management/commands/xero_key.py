"""``manage.py xero_key``: make an encryption key, or re-encrypt what is stored."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...connections.rotation import rotate


class Command(BaseCommand):
    help = (
        "Prints a new key for ENCRYPTION_KEYS. With --rotate, re-encrypts every stored secret "
        "with the first key of ENCRYPTION_KEYS, while the site runs. "
        "Exit status 0: done, 1: a stored secret can't be read with any key."
    )
    # It makes the key that the checks would miss.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rotate", action="store_true", help="Re-encrypt all secrets.")

    def handle(self, *args: Any, rotate: bool = False, **options: Any) -> None:
        if not rotate:
            self.stdout.write(Fernet.generate_key().decode())
            return
        self._rotate()

    def _rotate(self) -> None:
        result = rotate()
        self.stdout.write(f"{result.done} secrets re-encrypted with the first key.")
        if result.unreadable:
            raise CommandError(
                f"{result.unreadable} secrets can't be read with any key; nothing was lost. "
                "Add the key they were written with and run this again."
            )
