"""Who did it, as a stable key and a name that outlive the host's user row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..host.emails import first_email

MAX_LENGTH = 200
LONGEST_EMAIL = 254


@dataclass(frozen=True, slots=True)
class Actor:
    """``key`` is stable, e.g. ``auth.user:5``; ``name`` is for people; ``email`` may be ""."""

    key: str
    name: str
    email: str = ""


def actor_record(user: Any) -> Actor:
    """Of whatever the source's ``actor()`` answered: a user row, a token's owner, an Actor."""
    if isinstance(user, Actor):
        return user
    options = getattr(user, "_meta", None)
    identity = getattr(user, "pk", None) or getattr(user, "id", None) or str(user)
    key = f"{options.label_lower}:{identity}" if options else f"actor:{identity}"
    return Actor(key=key[:MAX_LENGTH], name=_name(user)[:MAX_LENGTH], email=_email(user))


def _name(user: Any) -> str:
    get_full_name = getattr(user, "get_full_name", None)
    full_name = str(get_full_name() or "").strip() if callable(get_full_name) else ""
    return full_name or str(user)


def _email(user: Any) -> str:
    """The first address in the field that the host's user model names, "" when there is none."""
    get_field_name = getattr(user, "get_email_field_name", None)
    field = str(get_field_name()) if callable(get_field_name) else "email"
    address = first_email(str(getattr(user, field, "") or ""))
    return address if len(address) <= LONGEST_EMAIL else ""
