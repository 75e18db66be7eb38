"""Attempts to connect: made before the way to Xero, claimed once on the way back."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from ..access.actors import Actor
from ..client.hidden import Hidden
from ..exceptions import ConnectFailed
from .encryption import NOTHING, Sealed, seal
from .models import ConnectAttempt

# Time for a person to sign in at Xero, second factor included.
LIFE = timedelta(minutes=15)
# Time to choose among organisations; the access token, which lives 30 minutes, must outlast it.
CHOICE = timedelta(minutes=20)
_KEPT = timedelta(days=1)

_UNKNOWN = gettext_noop(
    "This sign-in at Xero was not started here by you, so it was not accepted. Please start again."
)
_USED = gettext_noop("This sign-in at Xero was already used. Please start again if needed.")
_EXPIRED = gettext_noop("This sign-in at Xero took too long. Please start again.")


def begin(
    actor: Actor, tenant: str, *, verifier: str, redirect_uri: str, next_url: str, name: str
) -> str:
    """Keep a new attempt and return the state that names it; only its hash is stored."""
    now, state = timezone.now(), Hidden(secrets.token_urlsafe(32))
    _forget_old(now)
    ConnectAttempt.objects.create(
        state_hash=_hashed(state),
        tenant=tenant,
        actor=actor.key,
        name=name,
        verifier=seal(verifier),
        redirect_uri=redirect_uri,
        next_url=next_url,
        created_at=now,
        expires_at=now + LIFE,
    )
    return state


def claim(actor: Actor, tenant: str, *, state: str) -> tuple[ConnectAttempt, Sealed]:
    """Use up the attempt of this actor and tenant; its verifier is wiped and handed over.

    Another actor or tenant learns nothing and uses nothing up, even with the right state.
    """
    now = timezone.now()
    mine = ConnectAttempt.objects.of(actor.key, tenant)
    attempt = mine.filter(state_hash=_hashed(state)).first()
    if attempt is None:
        raise ConnectFailed("Unknown state", code="state_unknown", user_message=_UNKNOWN)
    verifier = attempt.verifier
    claimed = mine.filter(pk=attempt.pk).unused(now).update(used_at=now, verifier=NOTHING)
    if not claimed:
        raise _unusable(attempt, now)
    return attempt, verifier


def offer_choice(attempt: ConnectAttempt, *, tokens: str, offered: list[dict[str, str]]) -> None:
    """Keep what Xero granted until the person has chosen."""
    attempt.token_set = seal(tokens)
    attempt.offered = offered
    attempt.expires_at = timezone.now() + CHOICE
    attempt.save(update_fields=["token_set", "offered", "expires_at"])


def choosing(actor: Actor, tenant: str, *, attempt_id: uuid.UUID) -> ConnectAttempt:
    """The attempt whose organisations wait for this actor's choice."""
    waiting = ConnectAttempt.objects.of(actor.key, tenant).choosing(timezone.now())
    attempt = waiting.filter(pk=attempt_id).first()
    if attempt is None:
        raise ConnectFailed("No choice is open", code="choice_over", user_message=_EXPIRED)
    return attempt


def close(attempt: ConnectAttempt) -> bool:
    """Wipe what was granted; True for the one caller that closed it."""
    waiting = ConnectAttempt.objects.filter(pk=attempt.pk).exclude(token_set=NOTHING)
    return bool(waiting.update(token_set=NOTHING, offered=[]))


def _hashed(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _unusable(attempt: ConnectAttempt, now: datetime) -> ConnectFailed:
    if attempt.used_at is None and attempt.expires_at <= now:
        return ConnectFailed("State expired", code="state_expired", user_message=_EXPIRED)
    return ConnectFailed("State used", code="state_used", user_message=_USED)


def _forget_old(now: datetime) -> None:
    """Delete attempts long over; those that still hold tokens are given back first."""
    ConnectAttempt.objects.over(now - _KEPT).filter(token_set=NOTHING).delete()
