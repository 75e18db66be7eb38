"""Who may act in Xero for us (Grant) and on which organisation (Connection)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .encryption import NOTHING, EncryptedTextField
from .querysets import (
    ConnectAttemptQuerySet,
    ConnectionQuerySet,
    GrantQuerySet,
    ReconnectLinkQuerySet,
    StandbyQuerySet,
)


class GrantState(models.TextChoices):
    ACTIVE = "active", _("Active")
    NEEDS_SIGN_IN = "needs_sign_in", _("Needs sign-in")
    REVOKED = "revoked", _("Revoked")


class Grant(models.Model):
    """One token set of one Xero user; serves all organisations that user allowed.

    ``token_set`` and ``previous_token_set`` hold encrypted JSON of ``client.oauth.TokenSet``;
    the previous one is kept for Xero's 30 minutes of grace after a refresh.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.CharField(max_length=200, blank=True, default="")
    xero_user_id = models.CharField(max_length=64)
    xero_user_name = models.CharField(max_length=200, blank=True, default="")
    xero_user_email = models.CharField(max_length=254, blank=True, default="")
    token_set = EncryptedTextField(blank=True, default=NOTHING)
    previous_token_set = EncryptedTextField(blank=True, default=NOTHING)
    previous_until = models.DateTimeField(null=True, blank=True)
    scopes = models.TextField(blank=True, default="")
    expires_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=GrantState.choices, default=GrantState.ACTIVE)
    # Who refreshes right now; see lease.py.
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    refreshed_at = models.DateTimeField(default=timezone.now)
    # Grows with every change of the tokens; a set is saved only over the one that was read.
    token_version = models.PositiveIntegerField(default=0)
    connected_by = models.CharField(max_length=200, blank=True, default="")
    connected_by_name = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "xero_user_id"], name="xi_grant_user"),
        ]

    def __str__(self) -> str:
        return self.xero_user_name or self.xero_user_id


class ConnectionState(models.TextChoices):
    ACTIVE = "active", _("Connected")
    NEEDS_SIGN_IN = "needs_sign_in", _("Needs sign-in")
    DISCONNECTED = "disconnected", _("Disconnected")


class Connection(models.Model):
    """One Xero organisation, for one host tenant. Never deleted: history hangs on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(
        Grant, null=True, blank=True, on_delete=models.SET_NULL, related_name="connections"
    )
    tenant = models.CharField(max_length=200, blank=True, default="")
    name = models.CharField(max_length=100)
    xero_connection_id = models.CharField(max_length=36, blank=True, default="")
    xero_tenant_id = models.CharField(max_length=36)
    organisation_name = models.CharField(max_length=255, blank=True, default="")
    state = models.CharField(
        max_length=20, choices=ConnectionState.choices, default=ConnectionState.ACTIVE
    )
    state_reason = models.CharField(max_length=60, blank=True, default="")
    xero_role = models.CharField(max_length=40, blank=True, default="")
    connected_by = models.CharField(max_length=200, blank=True, default="")
    connected_by_name = models.CharField(max_length=200, blank=True, default="")
    connected_by_email = models.EmailField(blank=True, default="")
    connected_at = models.DateTimeField(default=timezone.now)
    disconnected_at = models.DateTimeField(null=True, blank=True)
    # Where new invoices go when several organisations are connected; else to the first one.
    is_preferred = models.BooleanField(default=False)
    # What existed before there was a choice goes on writing; see taking.py for new ones.
    is_read_only = models.BooleanField(default=False)
    writing_set_by_name = models.CharField(max_length=200, blank=True, default="")
    writing_set_at = models.DateTimeField(null=True, blank=True)
    # The host's own terms; the address names the version (see terms.py).
    terms_url = models.CharField(max_length=500, blank=True, default="")
    terms_accepted_by = models.CharField(max_length=200, blank=True, default="")
    terms_accepted_by_name = models.CharField(max_length=200, blank=True, default="")
    terms_accepted_at = models.DateTimeField(null=True, blank=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [
            ("view", _("Can see Xero documents")),
            ("create_document", _("Can create documents in Xero")),
            ("approve", _("Can approve documents in Xero")),
            ("void", _("Can void or delete documents in Xero")),
            ("email", _("Can e-mail documents from Xero")),
            ("manage_mapping", _("Can change the Xero field mapping")),
            ("manage_connection", _("Can connect and disconnect Xero")),
            ("view_log", _("Can see the Xero activity log")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "xero_tenant_id"], name="xi_connection_org"),
            models.UniqueConstraint(fields=["tenant", "name"], name="xi_connection_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_usable(self) -> bool:
        return self.state == ConnectionState.ACTIVE


class Standby(models.Model):
    """Another person's consent for a connection's organisation, for when the one in use is lost.

    The columns are those of the connection, which takes them over; see ``standbys.py``.
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="standbys")
    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="standbys")
    xero_connection_id = models.CharField(max_length=36)
    xero_role = models.CharField(max_length=40, blank=True, default="")
    connected_by = models.CharField(max_length=200, blank=True, default="")
    connected_by_name = models.CharField(max_length=200, blank=True, default="")
    connected_by_email = models.EmailField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    objects = StandbyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "grant"], name="xi_standby_once"),
        ]

    def __str__(self) -> str:
        return f"{self.connection_id}: {self.grant_id}"


class ConnectAttempt(models.Model):
    """One walk through Xero's consent page: single use, bound to an actor and a tenant.

    While the person chooses among several organisations it keeps the token set; a Grant
    exists only once an organisation was taken.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state_hash = models.CharField(max_length=64, unique=True)
    tenant = models.CharField(max_length=200, blank=True, default="")
    actor = models.CharField(max_length=200)
    name = models.CharField(max_length=100, blank=True, default="")
    verifier = EncryptedTextField(blank=True, default=NOTHING)
    redirect_uri = models.CharField(max_length=500)
    next_url = models.CharField(max_length=500, blank=True, default="")
    token_set = EncryptedTextField(blank=True, default=NOTHING)
    offered = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ConnectAttemptQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)


class ReconnectLink(models.Model):
    """A way back for who connected: mailed once, used once, kept as a hash only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="reconnect_links"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    sent_to = models.EmailField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ReconnectLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)


class CallBudget(models.Model):
    """What Xero last said about the calls that an organisation has left.

    By organisation and not by connection: two tenants may have connected the same one, and
    Xero counts the app's calls to it together. The id is in small letters.
    """

    xero_tenant_id = models.CharField(primary_key=True, max_length=36)
    minute_left = models.PositiveIntegerField(null=True, blank=True)
    day_left = models.PositiveIntegerField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    blocked_until = models.DateTimeField(null=True, blank=True)
    blocked_by = models.CharField(max_length=20, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.xero_tenant_id}: {self.day_left}"


class CallSlot(models.Model):
    """One of the calls that an organisation takes in a minute; see ``admission.py``.

    ``ends_at``: while it runs, when whoever runs it counts as dead; afterwards, when it ended.
    """

    id = models.BigAutoField(primary_key=True)
    budget = models.ForeignKey(CallBudget, on_delete=models.CASCADE, related_name="slots")
    running = models.BooleanField(default=True)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.budget_id} {self.ends_at:%H:%M:%S}"

    def is_running(self, now: datetime) -> bool:
        return self.running and now < self.ends_at


class CallHour(models.Model):
    """Calls to Xero in one hour that ended alike; ``outcome`` is ok or the error's code."""

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="hours")
    hour = models.DateTimeField()
    outcome = models.CharField(max_length=60)
    calls = models.PositiveIntegerField(default=0)
    received = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "hour", "outcome"], name="xi_call_hour_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.outcome}: {self.calls}"


class AppMinute(models.Model):
    """Calls that background work of the whole app was granted in one minute."""

    minute = models.DateTimeField(primary_key=True)
    calls = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M}: {self.calls}"
