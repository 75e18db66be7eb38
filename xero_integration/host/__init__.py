"""The one door to the host's models; every other room sees frozen records only.

A project writes an ``InvoiceSource`` for each of its models that is invoiced. The records are
what a source's own ``draft()`` answers.
"""

from __future__ import annotations

from .records import HostDraft, HostLine, Party, ProductRef, SubjectRef
from .source import InvoiceSource

__all__ = ["HostDraft", "HostLine", "InvoiceSource", "Party", "ProductRef", "SubjectRef"]
