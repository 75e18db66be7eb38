"""Encrypted columns: Fernet with dedicated, rotating keys; a wrong key never yields a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.db import models

from ..client.hidden import Hidden
from ..conf import conf
from ..exceptions import ConfigurationError, EncryptionKeyError


class Sealed(str):
    """Ciphertext. It stays sealed in memory too: audit logs and debuggers copy attributes.

    An empty one means "no secret".
    """

    __slots__ = ()

    def open(self) -> Hidden:
        """Return the secret, or raise EncryptionKeyError when no key fits."""
        if not self:
            return Hidden("")
        try:
            return Hidden(cipher().decrypt(self.encode()).decode())
        except InvalidToken as error:
            raise EncryptionKeyError("No key of ENCRYPTION_KEYS decrypts this column.") from error

    @property
    def is_readable(self) -> bool:
        try:
            self.open()
        except EncryptionKeyError:
            return False
        return True

    def resealed(self) -> Sealed:
        """The same secret under the first key, or EncryptionKeyError."""
        try:
            return Sealed(cipher().rotate(self.encode()).decode())
        except InvalidToken as error:
            raise EncryptionKeyError("No key of ENCRYPTION_KEYS decrypts this column.") from error

    @property
    def is_newest(self) -> bool:
        """Whether the first key wrote it, so that the others are not needed for it."""
        try:
            newest().decrypt(self.encode())
        except InvalidToken:
            return False
        return True


NOTHING = Sealed("")


def seal(secret: str) -> Sealed:
    return Sealed(cipher().encrypt(secret.encode()).decode()) if secret else NOTHING


def cipher() -> MultiFernet:
    """The cipher over ``ENCRYPTION_KEYS``: the first key writes, every key reads."""
    return MultiFernet(_keys())


def newest() -> Fernet:
    return _keys()[0]


def _keys() -> list[Fernet]:
    try:
        return [Fernet(key) for key in conf.ENCRYPTION_KEYS]
    except ValueError as error:
        # Not chained into the message: the value may be a real key with a typing error.
        raise ConfigurationError(
            'XERO_INTEGRATION["ENCRYPTION_KEYS"] holds a value that is not a Fernet key; '
            "make one with manage.py xero_key."
        ) from error


if TYPE_CHECKING:
    _SealedColumn = models.TextField[Sealed, Sealed]
else:
    # Django's fields are generic in their type stubs only.
    _SealedColumn = models.TextField


class EncryptedTextField(_SealedColumn):
    """A column of ``Sealed`` text; plain text is refused before it can reach the database."""

    def get_prep_value(self, value: Any) -> Any:
        if value and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} holds secrets: assign seal(text), not plain text.")
        text = super().get_prep_value(value)
        return text if text is None else str(text)

    def from_db_value(self, value: str | None, *_context: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Any:
        # Fixtures and forms carry ciphertext.
        return None if value is None else Sealed(value)
