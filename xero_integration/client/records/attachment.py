"""A file on a document or contact."""

from __future__ import annotations

from uuid import UUID

from .base import Record


class Attachment(Record, frozen=True, kw_only=True):
    """``include_online`` is absent when the customer does not see the file."""

    attachment_id: UUID
    file_name: str = ""
    url: str = ""
    mime_type: str = ""
    content_length: int | None = None
    include_online: bool = False
