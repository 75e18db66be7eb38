"""The Xero API in plain Python: no Django, no global state, one noun per file."""

from __future__ import annotations

from .answers import Element, Page, Pagination, WriteResult
from .endpoints import Endpoints
from .facade import XeroClient
from .http import Answer, Exchange, XeroHTTP
from .limits import Gate, RateLimits
from .oauth import OAuthConfig
from .timeouts import Timeouts
from .tokens import TokenSet

__all__ = [
    "Answer",
    "Element",
    "Endpoints",
    "Exchange",
    "Gate",
    "OAuthConfig",
    "Page",
    "Pagination",
    "RateLimits",
    "Timeouts",
    "TokenSet",
    "WriteResult",
    "XeroClient",
    "XeroHTTP",
]
