"""The one door to the host's models; every other room sees frozen records only."""

from __future__ import annotations

from .records import HostDraft, HostLine, Party, ProductRef, SubjectRef
from .source import InvoiceSource

__all__ = ["HostDraft", "HostLine", "InvoiceSource", "Party", "ProductRef", "SubjectRef"]
