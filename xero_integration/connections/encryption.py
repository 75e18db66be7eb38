"""Encrypted columns: Fernet with dedicated, rotating keys; a wrong key is an error, never a value."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.db import models

from ..conf import conf
from ..exceptions import ConfigurationError, EncryptionKeyError


def cipher() -> MultiFernet:
    """The cipher over ``ENCRYPTION_KEYS``: the first key writes, every key reads."""
    try:
        return MultiFernet([Fernet(key) for key in conf.ENCRYPTION_KEYS])
    except ValueError as error:
        raise ConfigurationError(
            'XERO_INTEGRATION["ENCRYPTION_KEYS"] holds a value that is not a Fernet key; '
            "make one with manage.py xero_key."
        ) from error


def encrypt(text: str) -> str:
    return cipher().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    try:
        return cipher().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise EncryptionKeyError("No key of ENCRYPTION_KEYS decrypts this column.") from error


class EncryptedTextField(models.TextField[str, str]):
    """Text that is ciphertext in the database and plain text in memory; "" stays ""."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return encrypt(text) if text else text

    def from_db_value(self, value: str | None, *_context: Any) -> str | None:
        return decrypt(value) if value else value
