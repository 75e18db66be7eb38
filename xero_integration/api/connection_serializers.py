"""Shapes of connections, and of the way through Xero's consent page."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ..connections.models import ConnectionState
from ..connections.names import LONGEST
from .fields import Moment, OneOf, Strict

LONGEST_ADDRESS = 500
LONGEST_SECRET = 4000


class ConnectionShown(serializers.Serializer[Any]):
    """An organisation in Xero; no secret of the sign-in is ever part of it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    organisation = serializers.CharField(allow_blank=True, help_text="Its name at Xero.")
    xero_tenant_id = serializers.CharField()
    state = OneOf(ConnectionState.values)
    preferred = serializers.BooleanField(help_text="Whether new invoices go here first.")
    writing = serializers.BooleanField(help_text="Whether anything may be changed in Xero.")
    writing_set_by = serializers.CharField(allow_blank=True)
    writing_set_at = Moment(allow_null=True)
    terms_due = serializers.BooleanField(help_text="Whether the site’s terms come before writing.")
    terms_url = serializers.CharField(allow_blank=True)
    role = serializers.CharField(allow_blank=True, help_text="Of who connected, at Xero.")
    missing_scopes = serializers.ListField(
        child=serializers.CharField(), help_text="What this sign-in lacks; connect again for it."
    )
    readable = serializers.BooleanField(
        help_text="Whether the encryption keys open the stored sign-in."
    )
    remove_at_xero = serializers.BooleanField(
        help_text="Disconnected here, but Xero could not be told: remove it there."
    )
    connected_by = serializers.CharField(allow_blank=True)
    connected_at = Moment()
    disconnected_at = Moment(allow_null=True)


class ConnectionChanges(Strict):
    """What to change; the rest stays."""

    told_by = ConnectionShown
    name = serializers.CharField(required=False, max_length=LONGEST)
    preferred = serializers.BooleanField(
        required=False, help_text="It stops being it when another one is made it, not by false."
    )
    writing = serializers.BooleanField(required=False)
    accept_terms = serializers.BooleanField(
        required=False, help_text="Accept the site’s terms, see ``terms_url``."
    )


class ConnectRequest(Strict):
    name = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST,
        help_text="How people will know it; empty takes the organisation’s name.",
    )
    next = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_ADDRESS,
        help_text="A page of this site; it is told again at the end.",
    )


class ConnectStarted(serializers.Serializer[Any]):
    authorization_url = serializers.URLField(
        help_text="Xero’s consent page; lead the person there."
    )


class ConnectFinish(serializers.Serializer[Any]):
    """What Xero added to the address that it led back to. ``state`` is good once."""

    state = serializers.CharField(max_length=LONGEST_SECRET)
    code = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_SECRET)
    error = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_SECRET)


class Connected(serializers.Serializer[Any]):
    """``choice`` is set when several organisations were allowed: the person has to choose."""

    connections = ConnectionShown(many=True)
    refused = serializers.ListField(
        child=serializers.CharField(), help_text="Why organisations were left out."
    )
    choice = serializers.UUIDField(allow_null=True)
    next = serializers.CharField(allow_blank=True)


class OfferedOrganisation(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="Of the organisation, at Xero.")
    organisation = serializers.CharField()
    name = serializers.CharField(help_text="A free name for the connection.")
    connection = serializers.UUIDField(allow_null=True, help_text="The one it had before.")
    connected = serializers.BooleanField()


class OfferedOrganisations(serializers.Serializer[Any]):
    organisations = OfferedOrganisation(many=True)


class ChosenOrganisation(Strict):
    told_by = OfferedOrganisation
    id = serializers.CharField(max_length=LONGEST)
    name = serializers.CharField(
        required=False, max_length=LONGEST, help_text="Without it, the one that was offered."
    )


class ChosenOrganisations(Strict):
    organisations = ChosenOrganisation(many=True)
