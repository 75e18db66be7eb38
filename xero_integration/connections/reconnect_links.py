"""One-time links back: made when a connection is lost, kept as a hash, used up by one POST."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import timedelta

from django.utils import timezone

from ..client.hidden import Hidden
from .models import Connection, ReconnectLink

LIFE = timedelta(days=7)


def make(connection: Connection, *, sent_to: str) -> tuple[ReconnectLink, str]:
    """A new link and the token that names it; the token is in the mail and nowhere else."""
    token, now = Hidden(secrets.token_urlsafe(32)), timezone.now()
    link = ReconnectLink.objects.create(
        connection=connection,
        token_hash=_hashed(token),
        sent_to=sent_to,
        created_at=now,
        expires_at=now + LIFE,
    )
    return link, token


def named(token: str) -> ReconnectLink | None:
    """The link that this token names, used or not, whoever asks: it opens nothing by itself."""
    return ReconnectLink.objects.filter(token_hash=_hashed(token)).first()


def find(tenant: str, link_id: uuid.UUID) -> ReconnectLink | None:
    """The link of this tenant, used or not; another tenant's does not exist."""
    mine = ReconnectLink.objects.of_tenant(tenant).select_related("connection")
    return mine.filter(pk=link_id).first()


def leads_back(link: ReconnectLink) -> bool:
    """Whether the link still opens the way: unused, young, and its connection still lost."""
    usable = ReconnectLink.objects.filter(pk=link.pk).usable(timezone.now())
    return usable.filter(connection__in=Connection.objects.broken()).exists()


def use(link: ReconnectLink) -> bool:
    """Use the link up; True for the one caller that did."""
    now = timezone.now()
    return bool(ReconnectLink.objects.filter(pk=link.pk).usable(now).update(used_at=now))


def close(connection: Connection) -> None:
    """Once the connection works again, what was mailed about its loss is over."""
    ReconnectLink.objects.filter(connection=connection).unused().update(used_at=timezone.now())


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
