"""A set of OAuth tokens that keeps its secrets out of sight."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

_DEFAULT_LIFE = 1800
_NO_CLAIMS: Mapping[str, Any] = {}


class TokenSet(msgspec.Struct, frozen=True, kw_only=True):
    """What the token endpoint gave; ``repr`` and ``str`` show no secret."""

    access_token: str
    refresh_token: str
    expires_at: datetime
    scopes: frozenset[str] = frozenset()
    id_token: str | None = None

    def __repr__(self) -> str:
        return f"TokenSet(expires_at={self.expires_at.isoformat()}, scopes={sorted(self.scopes)})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("expires_at", self.expires_at), ("scopes", self.scopes)]

    @classmethod
    def from_answer(
        cls, answer: Mapping[str, Any], asked_at: datetime, former: TokenSet | None = None
    ) -> TokenSet:
        """Read the token endpoint's answer; what it leaves out stays as it was.

        The life counts from the moment of asking, so that it never ends later than at Xero.
        """
        access_token = str(answer["access_token"])
        life = timedelta(seconds=int(answer.get("expires_in") or _DEFAULT_LIFE))
        scopes = _words(answer.get("scope")) or _words(claims_of(access_token).get("scope"))
        return cls(
            access_token=access_token,
            refresh_token=answer.get("refresh_token") or (former.refresh_token if former else ""),
            expires_at=asked_at.astimezone(UTC) + life,
            scopes=scopes or (former.scopes if former else frozenset()),
            id_token=answer.get("id_token") or (former.id_token if former else None),
        )

    def to_json(self) -> str:
        """Everything, secrets included: for an encrypted column only."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def from_json(cls, text: str) -> TokenSet:
        """Read what ``to_json`` wrote; ValueError without a hint of the content otherwise."""
        try:
            return msgspec.json.decode(text.encode(), type=cls)
        except msgspec.MsgspecError:
            pass
        raise ValueError("The stored token set can't be read.")

    def expires_within(self, margin: timedelta, *, now: datetime) -> bool:
        """Tell whether the access token ends within ``margin`` from ``now``."""
        return self.expires_at <= now + margin

    @property
    def claims(self) -> Mapping[str, Any]:
        """The access token's claims, unverified: it came from the token endpoint over TLS."""
        return claims_of(self.access_token)

    @property
    def authentication_event_id(self) -> str:
        """Names the consent; connections of the same consent carry it as ``authEventId``."""
        return _claim(self.claims, "authentication_event_id")

    @property
    def xero_userid(self) -> str:
        return _claim(self.claims, "xero_userid")

    @property
    def name(self) -> str:
        """The name of the person who connected, when the ``profile`` scope was granted."""
        identity = self._identity
        full = " ".join(_claim(identity, part) for part in ("given_name", "family_name"))
        return _claim(identity, "name") or full.strip()

    @property
    def email(self) -> str:
        return _claim(self._identity, "email")

    @property
    def _identity(self) -> Mapping[str, Any]:
        return claims_of(self.id_token or "")


def claims_of(token: str) -> Mapping[str, Any]:
    """Decode a JWT's payload; nothing for tokens that are not JWTs."""
    parts = token.split(".")
    if len(parts) != 3:
        return _NO_CLAIMS
    padded = parts[1] + "=" * (-len(parts[1]) % 4)
    try:
        claims = msgspec.json.decode(base64.urlsafe_b64decode(padded))
    except (binascii.Error, ValueError):
        return _NO_CLAIMS
    return claims if isinstance(claims, dict) else _NO_CLAIMS


def _claim(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _words(value: Any) -> frozenset[str]:
    """Scopes come as one string from the endpoint and as a list in the token."""
    words = value.split() if isinstance(value, str) else value
    return frozenset(map(str, words)) if isinstance(words, list) else frozenset()
