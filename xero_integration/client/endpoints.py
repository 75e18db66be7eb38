"""Where Xero's services live, and where a stand-in for all of them lives."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Endpoints:
    """Base addresses without a trailing slash."""

    authorize: str
    token: str
    revocation: str
    userinfo: str
    connections: str
    accounting: str
    deep_links: str

    @classmethod
    def real(cls) -> Endpoints:
        """Xero itself: https://developer.xero.com/documentation/guides/oauth2/auth-flow/."""
        identity = "https://identity.xero.com/connect"
        return cls(
            authorize="https://login.xero.com/identity/connect/authorize",
            token=f"{identity}/token",
            revocation=f"{identity}/revocation",
            userinfo=f"{identity}/userinfo",
            connections="https://api.xero.com/connections",
            accounting="https://api.xero.com/api.xro/2.0",
            deep_links="https://go.xero.com",
        )

    @classmethod
    def at(cls, base_url: str) -> Endpoints:
        """One host that serves everything by path, as the sandbox does."""
        base = _checked(base_url)
        return cls(
            authorize=f"{base}/identity/connect/authorize",
            token=f"{base}/connect/token",
            revocation=f"{base}/connect/revocation",
            userinfo=f"{base}/connect/userinfo",
            connections=f"{base}/connections",
            accounting=f"{base}/api.xro/2.0",
            deep_links=base,
        )


def _checked(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"Not a web address: {base_url!r}.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("Give only scheme, host, port and path.")
    if parts.scheme == "http" and not _is_private_name(parts.hostname):
        raise ValueError("Tokens and secrets need https outside the local machine and network.")
    return base_url.rstrip("/")


def _is_private_name(host: str) -> bool:
    """Tell whether the name or address can't be on the public internet (RFC 6761, RFC 1918)."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".test", ".localhost", ".internal", ".local"))
