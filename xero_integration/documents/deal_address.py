"""The absolute address of a deal's page, to which Xero's document leads back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from django.http import HttpRequest

from ..conf import conf
from ..host.source import InvoiceSource


def deal_address(request: HttpRequest, source: InvoiceSource, obj: Any) -> str:
    """Empty for a record without a page.

    On ``SITE_URL`` where it is set: the API may answer on another host than the pages do, and
    a document belongs to its deal whichever of them made it.
    """
    url = source.url(request, obj)
    if not url:
        return ""
    return urljoin(f"{conf.SITE_URL}/", url) if conf.SITE_URL else request.build_absolute_uri(url)
