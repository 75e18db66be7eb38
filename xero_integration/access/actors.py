"""Who did it, as a stable key and a name that outlive the host's user row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Actor:
    """``key`` is stable, e.g. ``auth.user:5``; ``name`` is for people."""

    key: str
    name: str


def actor_record(user: Any) -> Actor:
    """Of whatever the source's ``actor()`` answered: a user row, a token's owner, an Actor."""
    if isinstance(user, Actor):
        return user
    options = getattr(user, "_meta", None)
    identity = getattr(user, "pk", None) or getattr(user, "id", None) or str(user)
    key = f"{options.label_lower}:{identity}" if options else f"actor:{identity}"
    return Actor(key=key[:MAX_LENGTH], name=_name(user)[:MAX_LENGTH])


def _name(user: Any) -> str:
    get_full_name = getattr(user, "get_full_name", None)
    full_name = str(get_full_name() or "").strip() if callable(get_full_name) else ""
    return full_name or str(user)
