"""The host's own terms, accepted once per version before writing to Xero begins (Q26)."""

from __future__ import annotations

from django.utils import timezone

from ..access.actors import Actor
from ..conf import conf
from ..exceptions import XeroIntegrationError, gettext_noop
from .models import Connection


class TermsNotAccepted(XeroIntegrationError):
    """The host's terms come first."""

    code = "terms_not_accepted"
    default_message = gettext_noop("Please accept the terms in the set-up first; then go on.")


def terms_are_due(connection: Connection) -> bool:
    """The host has terms, and this version of them was not accepted yet."""
    return bool(conf.TERMS_URL) and connection.terms_url != conf.TERMS_URL


def accept_terms(connection: Connection, *, actor: Actor) -> None:
    """Keep who accepted which version, and when."""
    connection.terms_url = conf.TERMS_URL
    connection.terms_accepted_by, connection.terms_accepted_by_name = actor.key, actor.name
    connection.terms_accepted_at = timezone.now()
    connection.save(
        update_fields=[
            "terms_url",
            "terms_accepted_by",
            "terms_accepted_by_name",
            "terms_accepted_at",
        ]
    )
