"""Files on documents and contacts."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from . import answers
from .answers import Element
from .http import XeroHTTP
from .noun import decoded, segment, written
from .records import Attachment

MOST_PER_DOCUMENT = 10
LARGEST = 10 * 1024 * 1024
_FORBIDDEN = frozenset('<>:"/\\|?*+\0')


class Attachments:
    """``endpoint`` is the parent's collection, e.g. ``Invoices``."""

    def __init__(self, http: XeroHTTP) -> None:
        self._http = http

    def of(self, endpoint: str, identifier: UUID | str) -> list[Attachment]:
        answer = self._http.call("GET", f"{segment(endpoint)}/{segment(identifier)}/Attachments")
        page = decoded("GET", answer, lambda body: answers.page(Attachment, "Attachments", body))
        return page.records

    def add(
        self,
        endpoint: str,
        identifier: UUID | str,
        *,
        file_name: str,
        content: bytes,
        content_type: str,
        idempotency_key: str,
        include_online: bool = False,
    ) -> Element[Attachment]:
        """Upload a file; a file of the same name is replaced."""
        if not file_name.strip(".") or _FORBIDDEN & set(file_name) or not file_name.isprintable():
            raise ValueError("Xero does not take this file name.")
        if len(content) > LARGEST:
            raise ValueError("Xero takes files up to 10 MB.")
        parent = f"{segment(endpoint)}/{segment(identifier)}"
        answer = self._http.call(
            "PUT",
            f"{parent}/Attachments/{quote(file_name, safe='')}",
            params={"IncludeOnline": True if include_online else None},
            body=content,
            content_type=content_type,
            idempotency_key=idempotency_key,
        )
        results = written("PUT", answer, Attachment, key="Attachments", count=1)
        return results[0].element()
