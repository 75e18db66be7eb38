"""Public signals. They announce after commit; what is to be decided is a method of the source.

Each is sent with ``sender`` = the model class named here and is never sent twice for the
same change.
"""

from __future__ import annotations

from django.dispatch import Signal

__all__ = [
    "connection_lost",
    "connection_made",
    "document_created",
    "document_status_changed",
    "writing_switched",
]

document_created = Signal()
"""A document exists in Xero and is mirrored here. Sender: ``Document``.

Arguments: ``document``, ``deals`` (list of ``SubjectRef``), ``operation`` (or None).
"""

document_status_changed = Signal()
"""A mirrored document's status changed. Sender: ``Document``.

Arguments: ``document``, ``old`` and ``new`` (Xero's codes), ``source`` (``VersionSource``),
``deals`` (list of ``SubjectRef``).
"""

connection_made = Signal()
"""An organisation was connected or reconnected, or another person's sign-in took it over.

Sender: ``Connection``.

Arguments: ``connection``.
"""

writing_switched = Signal()
"""A person allowed a connection to change things in Xero, or made it read-only.

Sender: ``Connection``.

Arguments: ``connection``, ``on``.
"""

connection_lost = Signal()
"""A connection needs a person to sign in again. Sender: ``Connection``.

Arguments: ``connection``, ``reason`` (the stable error code).
"""
