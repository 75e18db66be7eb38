"""The mark that makes exactly-once provable: the operation's id inside the document's Url.

Idempotency keys live six minutes; the mark lives as long as the document. It is the link
that Xero shows as "Go to …", so it leads people back to the deal. Pure.
"""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urlsplit
from uuid import UUID

MARK = "invoice"
FALLBACK = "https://deal.invalid/"
"""Xero refuses a Url that contains its own name (third-party digest, October 2026)."""

LONGEST = 400

_MARKED = re.compile(
    rf"#(?:.*[?&])?{MARK}-([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})$", re.IGNORECASE
)


def marked_url(deal_url: str, operation_id: UUID) -> str:
    """The deal's absolute URL with the operation's id at the end of its fragment.

    Xero may refuse only the fragment: the page without it still leads people near the deal.
    """
    page = urldefrag(deal_url).url
    beginning = mark_beginning(deal_url) or mark_beginning(page) or f"{FALLBACK}#{MARK}-"
    return f"{beginning}{operation_id}"


def mark_beginning(deal_url: str) -> str:
    """How the Url of every document begins that is made for a deal; "" if Xero won't take it.

    The address's own fragment stays: in a single-page app it may be all that names the deal.
    """
    parts = urlsplit(deal_url)
    usable = (
        parts.scheme in {"http", "https"}
        and bool(parts.netloc)
        and "xero" not in deal_url.lower()
        and len(deal_url) <= LONGEST
    )
    if not usable:
        return ""
    if not parts.fragment:
        return f"{deal_url.removesuffix('#')}#{MARK}-"
    return f"{deal_url}{'&' if '?' in parts.fragment else '?'}{MARK}-"


def mark_of(url: str) -> UUID | None:
    """The operation whose mark a document's Url carries, None when it carries none."""
    found = _MARKED.search(url)
    return UUID(found[1]) if found else None
