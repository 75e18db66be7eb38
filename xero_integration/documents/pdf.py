"""Xero's own PDF of a document, kept in the cache for as long as the document stays the same."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO

from django.core.cache import cache
from django.http import FileResponse

from ..client import XeroClient
from .actions import version_of
from .history_asking import ask
from .models import Document, DocumentKind

KEPT = 24 * 60 * 60
"""Seconds. Not longer: a new logo changes the PDF and not the invoice."""

LARGEST_KEPT = 5 * 1024 * 1024

LONGEST_NAME = 60
"""Characters: no file system takes more than 255 bytes."""


def pdf_of(document: Document) -> bytes:
    """From the cache, else one call to Xero, whose errors are raised."""
    key = _key(document)
    held: bytes | None = cache.get(key)
    if held is not None:
        return held

    def question(client: XeroClient) -> bytes:
        is_note = document.kind == DocumentKind.ACCRECCREDIT
        return (client.credit_notes if is_note else client.invoices).pdf(document.xero_id)

    made = ask(document.connection, question)
    if len(made) <= LARGEST_KEPT:
        cache.set(key, made, KEPT)
    return made


def pdf_answer(document: Document) -> FileResponse:
    """As a download; no browser guesses it to be something else."""
    return FileResponse(
        BytesIO(pdf_of(document)),
        as_attachment=True,
        filename=file_name(document),
        content_type="application/pdf",
        headers={"X-Content-Type-Options": "nosniff"},
    )


def file_name(document: Document) -> str:
    """The number as a file may be called, on any system."""
    name = re.sub(r"[^\w.-]+", "-", document.number).strip("-.")[:LONGEST_NAME]
    return f"{name or document.xero_id}.pdf"


def _key(document: Document) -> str:
    version = f"{version_of(document)} {document.raw_digest}"
    mark = hashlib.sha256(version.encode()).hexdigest()
    return f"xero_integration:pdf:{document.pk}:{mark}"
