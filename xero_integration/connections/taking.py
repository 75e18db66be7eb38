"""Taking organisations: the role is checked at Xero, then Grant and Connection are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from ..access.actors import Actor
from ..client import TokenSet
from ..exceptions import ConnectFailed
from ..signals import connection_made
from . import names, reconnect_links, roles, xero
from .admission import Priority
from .encryption import NOTHING
from .grants import columns_for
from .leaving import leave_grant
from .models import Connection, ConnectionState, Grant, GrantState
from .organisations import Offered
from .places import Places
from .standbys import stand_by

_CLASH = gettext_noop(
    "Somebody else connected an organisation under this name just now. Please try again."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """An organisation to take, under a name ("" = the former or a suggested one)."""

    organisation: Offered
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A stored connection and what it lived from before, if that changed."""

    connection: Connection
    former_grant: Grant | None
    former_id: str
    stands_by: bool = False


def checked_role(tokens: TokenSet, organisation: Offered) -> str:
    """The person's role in this organisation, or RoleTooLow (P02)."""
    gate = Places(organisation.tenant_id, Priority.PEOPLE, patient=True)
    client = xero.client(tokens, xero_tenant_id=organisation.tenant_id, gate=gate)
    people = [roles.Person.of(user) for page in client.users.pages() for user in page]
    role = roles.role_of(people, user_id=tokens.xero_userid, email=tokens.email)
    roles.check(role, organisation=organisation.name)
    return role


def take(
    actor: Actor, tenant: str, *, tokens: TokenSet, chosen: Sequence[Chosen]
) -> list[Connection]:
    """Store the consent and its organisations, or nothing at all."""
    repaired = _siblings_in_reach(tenant, tokens, {each.organisation.tenant_id for each in chosen})
    try:
        with transaction.atomic():
            grant = _store_grant(actor, tenant, tokens)
            for sibling in repaired:
                _make_active(sibling)
            taken = [_store_connection(actor, grant, each) for each in chosen]
    except IntegrityError as error:
        raise ConnectFailed(
            "Two connections at once", code="name_clash", user_message=_CLASH
        ) from error
    for each in taken:
        _leave_former(each)
    return [each.connection for each in taken]


def _siblings_in_reach(tenant: str, tokens: TokenSet, chosen: set[str]) -> list[Connection]:
    """Broken connections of the same Xero user that this sign-in repairs along the way.

    A revocation dropped them at Xero, so only those that Xero still lists count.
    """
    broken = Connection.objects.of_tenant(tenant).broken_of(tokens.xero_userid)
    broken = broken.exclude(xero_tenant_id__in=chosen)
    if not broken.exists():
        return []
    listed = {str(each.id) for each in xero.client(tokens).identity.connections()}
    return [each for each in broken if each.xero_connection_id in listed]


def _store_grant(actor: Actor, tenant: str, tokens: TokenSet) -> Grant:
    """One grant per tenant and Xero user: a new sign-in renews it for all its connections."""
    grant, _ = Grant.objects.get_or_create(tenant=tenant, xero_user_id=tokens.xero_userid)
    Grant.objects.filter(pk=grant.pk).update(
        **columns_for(tokens),
        xero_user_name=tokens.name[:200],
        xero_user_email=tokens.email[:254],
        previous_token_set=NOTHING,
        previous_until=None,
        token_version=F("token_version") + 1,
        state=GrantState.ACTIVE,
        connected_by=actor.key,
        connected_by_name=actor.name,
    )
    grant.refresh_from_db()
    return grant


def _store_connection(actor: Actor, grant: Grant, chosen: Chosen) -> Taken:
    """Find the old connection by organisation, so that links and choices are kept (C40)."""
    organisation = chosen.organisation
    mine = Connection.objects.of_tenant(grant.tenant).select_related("grant")
    known = mine.filter(xero_tenant_id=organisation.tenant_id).first()
    connection = known or _read_only(grant.tenant, organisation)
    is_other = known is not None and known.grant_id != grant.pk
    stands_by = is_other and stand_by(connection) is not None
    connection.standbys.filter(grant=grant).delete()
    taken = Taken(connection, connection.grant, connection.xero_connection_id, stands_by)
    if connection.state == ConnectionState.DISCONNECTED:
        # It joins the line again behind those that stayed connected.
        connection.connected_at = timezone.now()
    name = chosen.name or connection.name
    connection.name = name or names.suggest(grant.tenant, organisation.name)
    connection.grant = grant
    connection.xero_connection_id = organisation.connection_id
    connection.organisation_name = organisation.name[:255]
    connection.xero_role = chosen.role
    connection.connected_by, connection.connected_by_name = actor.key, actor.name
    connection.connected_by_email = actor.email
    _make_active(connection)
    return taken


def _read_only(tenant: str, organisation: Offered) -> Connection:
    """A new one changes nothing in Xero until a person switches writing on (C23)."""
    return Connection(tenant=tenant, xero_tenant_id=organisation.tenant_id, is_read_only=True)


def _make_active(connection: Connection) -> None:
    connection.state, connection.state_reason = ConnectionState.ACTIVE, ""
    connection.disconnected_at = None
    connection.save()
    reconnect_links.close(connection)
    send = partial(connection_made.send_robust, sender=Connection, connection=connection)
    transaction.on_commit(send)


def _leave_former(taken: Taken) -> None:
    """After another Xero user repaired it: the former user's consent is given back."""
    former = taken.former_grant
    if taken.stands_by:
        return
    if former is not None and former.pk != taken.connection.grant_id:
        leave_grant(former, connection_id=taken.former_id)
