"""The mail that tells who connected an organisation that Xero wants a new sign-in."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from .. import background
from ..conf import conf
from ..exceptions import ConfigurationError
from ..host.emails import first_email
from ..pages import page_url
from . import reconnect_links
from .models import Connection, Grant, ReconnectLink

logger = logging.getLogger(__name__)

TASK = "xero_integration.connections.tasks.tell_of_loss"
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 240))
"""Before the next tries when the mail server is down; after the last one the pages tell alone."""

LONGEST_SUBJECT = 150


@dataclass(frozen=True, slots=True)
class Lost:
    """A connection as the mail names it; ``url`` is "" while the site's address is unknown.

    The token in it is out of ``repr``, which error reports copy.
    """

    link: ReconnectLink
    name: str
    organisation: str
    url: str = field(repr=False)


def announce(connection: Connection) -> None:
    """Have a worker tell who connected it; the mail server must not hold up who noticed."""
    background.enqueue(TASK, str(connection.pk), 0)


def tell(connection_id: uuid.UUID, tries: int) -> None:
    """Send one mail per loss and person, naming every connection that they lost with it."""
    broken = Connection.objects.broken().select_related("grant")
    lost = broken.filter(pk=connection_id).first()
    if lost is None or lost.grant is None:
        return
    address = address_of(lost)
    if not address:
        logger.warning("Nobody to tell of a loss", extra={"connection": str(lost.pk)})
        return
    told = _untold(lost, lost.grant, address)
    if told and not _sent(told, address) and tries < len(WAITS):
        background.enqueue(TASK, str(connection_id), tries + 1, delay=WAITS[tries])


def address_of(connection: Connection) -> str:
    """Of who pressed Connect here, else of who signed in at Xero for it."""
    grant = connection.grant
    return connection.connected_by_email or first_email(grant.xero_user_email if grant else "")


def site_url() -> str:
    """The setting, or ConfigurationError when no link could be made of it."""
    parts = urlsplit(conf.SITE_URL)
    if conf.SITE_URL and not (parts.scheme in {"http", "https"} and parts.netloc):
        raise ConfigurationError('XERO_INTEGRATION["SITE_URL"] must be like https://crm.example')
    return conf.SITE_URL


def _untold(connection: Connection, grant: Grant, address: str) -> list[Lost]:
    """Claim what this person was not told of yet; [] when another task was first.

    An unused link is the mark that somebody was told. The row of the grant is written first,
    so that of two tasks for two connections of it the second one waits on every database.
    """
    base = site_url()
    with transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(token_version=F("token_version"))
        told = ReconnectLink.objects.unused().values("connection")
        broken = Connection.objects.broken().select_related("grant").exclude(pk__in=told)
        same = broken.filter(grant=grant).oldest_first()
        mine = [each for each in same if address_of(each) == address]
        if connection.pk not in {each.pk for each in mine}:
            return []
        return [_lost(each, address, base) for each in mine]


def _lost(connection: Connection, address: str, base: str) -> Lost:
    link, token = reconnect_links.make(connection, sent_to=address)
    path = page_url("reconnect_by_link", token)
    names = (_one_line(connection.name), _one_line(connection.organisation_name))
    return Lost(link, *names, f"{base}{path}" if base and path else "")


def _sent(lost: Sequence[Lost], address: str) -> bool:
    """Hand the mail over; what could not be sent is told to nobody and may be claimed again."""
    sent = 0
    try:
        with translation.override(settings.LANGUAGE_CODE):
            sent = send_mail(_subject(lost), _text(lost), None, [address])
    except OSError as error:  # every failure of smtplib is one
        logger.warning("A mail was not sent", extra={"error": type(error).__name__})
    finally:
        if not sent:
            ReconnectLink.objects.filter(pk__in=[each.link.pk for each in lost]).delete()
    return bool(sent)


def _subject(lost: Sequence[Lost]) -> str:
    names = ", ".join(each.name for each in lost)
    subject = gettext("Xero asks for a new sign-in: %(names)s") % {"names": names}
    return _one_line(subject)[:LONGEST_SUBJECT]


def _one_line(text: str) -> str:
    """A name that holds a line break would be a second header, or words of ours in the mail."""
    return " ".join(text.split())


def _text(lost: Sequence[Lost]) -> str:
    context = {"lost": lost, "days": reconnect_links.LIFE.days, "has_links": bool(lost[0].url)}
    return render_to_string("xero_integration/connections/lost_mail.txt", context)
