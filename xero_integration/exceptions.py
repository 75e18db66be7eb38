"""The errors that reach a host's code, as one tree, each able to speak to a person too.

::

    XeroIntegrationError
    ├── ConfigurationError            a setting is wrong; swallowing Xero errors never hides it
    │   └── EncryptionKeyError        a secret can't be read with the keys in the settings
    ├── UnknownSource                 no source of that key in ``SOURCES``
    ├── HostDataError                 the host's deal can't become a draft (currency, lines, paths)
    ├── PlanBlocked                   the plan has a problem that has to be mended first
    ├── NotAllowed                    the actor lacks a permission or a role
    │   ├── SignInRequired            nobody is signed in
    │   └── WeakSignIn                the site asks for more than a password
    ├── ReadOnly                      the connection may not write until a person says so
    ├── ConnectionUnavailable         no organisation to talk to until a person acts
    │   ├── ConnectFailed             a sign-in at Xero was cancelled, expired or tampered with
    │   └── NeedsSignIn               Xero no longer accepts the stored grant
    ├── RefreshBusy                   another process is refreshing this grant right now
    └── XeroError                     something between us and Xero; carries the HTTP facts
        ├── NotSent                   the request certainly never reached Xero
        ├── OutcomeUnknown            a write may or may not have happened
        ├── Throttled                 429; ``retry_after`` seconds, None when Xero does not say
        │   └── NoRoom                never sent: Xero would answer 429, by our own count
        ├── Unavailable               Xero is down, or a read failed in passing
        └── Refused                   Xero said no, definitely
            ├── ValidationRefused     400; ``messages`` holds Xero's own sentences
            ├── TokenRejected         401; the access token is expired or unknown
            ├── ScopeMissing          401; the grant lacks a scope this call needs
            ├── TenantForbidden       403; organisation not connected, or the role lacks access
            ├── NotFound              404
            └── OAuthRefused          400 of the identity server; ``error`` is its OAuth code

Catch ``XeroIntegrationError`` for any of them, or the class that you have an answer to::

    try:
        create_invoice(draft, plan, actor=deal.actor)
    except PlanBlocked:
        ...  # show plan.problems
    except XeroIntegrationError as error:
        logger.warning("Not invoiced: %s (%s)", error, error.code)

``user_message`` is an English sentence without secrets, marked for translation here and
translated where it is shown; ``params`` fill its placeholders. ``code`` is stable.
``retryable`` is the only thing the outbox runner asks. Errors that only the app's own pages
raise stand in their rooms, below ``XeroIntegrationError``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = [
    "ConfigurationError",
    "ConnectFailed",
    "ConnectionUnavailable",
    "EncryptionKeyError",
    "HostDataError",
    "NeedsSignIn",
    "NoRoom",
    "NotAllowed",
    "NotFound",
    "NotSent",
    "OAuthRefused",
    "OutcomeUnknown",
    "PlanBlocked",
    "ReadOnly",
    "RefreshBusy",
    "Refused",
    "ScopeMissing",
    "SignInRequired",
    "TenantForbidden",
    "Throttled",
    "TokenRejected",
    "Unavailable",
    "UnknownSource",
    "ValidationRefused",
    "WeakSignIn",
    "XeroError",
    "XeroIntegrationError",
]


def gettext_noop(message: str) -> str:
    """Mark a message for translation; this module stays free of Django for the client's sake."""
    return message


class XeroIntegrationError(Exception):
    """Root of the tree. ``detail`` is for the developer and must hold no secret."""

    code = "error"
    retryable = False
    default_message = gettext_noop("Something went wrong. Please try again.")

    def __init__(
        self,
        detail: str = "",
        *,
        user_message: str | None = None,
        params: Mapping[str, Any] | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.user_message = user_message or self.default_message
        self.params: dict[str, Any] = dict(params or {})
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return self.detail or self.user_message % self.params


class ConfigurationError(XeroIntegrationError):
    """A setting is missing or wrong; ``detail`` names it and says what to write."""

    code = "configuration"
    default_message = gettext_noop("The Xero integration is not configured. Ask a developer.")


class EncryptionKeyError(ConfigurationError):
    """A stored secret can't be decrypted with any key of ``ENCRYPTION_KEYS``."""

    code = "encryption_key"
    default_message = gettext_noop(
        "The stored Xero sign-in can't be read with the current encryption keys. "
        "Ask a developer to restore the key, or connect to Xero again."
    )


class UnknownSource(XeroIntegrationError):
    """No source of that key in ``SOURCES``; a page answers 404."""

    code = "unknown_source"
    default_message = gettext_noop("This kind of record can't be invoiced.")


class HostDataError(XeroIntegrationError):
    """The host's record can't be turned into a draft as it is."""

    code = "host_data"
    default_message = gettext_noop("This deal can't be invoiced as it is.")


class PlanBlocked(XeroIntegrationError):
    """The plan has a blocking problem; nothing was saved to send."""

    code = "plan_blocked"
    default_message = gettext_noop("This invoice can't be created yet. See the list of problems.")


class NotAllowed(XeroIntegrationError):
    """The actor may not do this; the page answers 403."""

    code = "not_allowed"
    default_message = gettext_noop("You don't have permission to do this. Ask an administrator.")


class SignInRequired(NotAllowed):
    """Nobody is signed in; people are sent to the sign-in page, programs get 401."""

    code = "sign_in"
    default_message = gettext_noop("Please sign in first.")


class WeakSignIn(NotAllowed):
    """Signed in by a password alone while the site asks for more (``STRONG_SIGN_IN``)."""

    code = "weak_sign_in"
    default_message = gettext_noop(
        "Working with Xero needs a strong sign-in: a second factor or your company's single "
        "sign-on. Set one up, then sign in again."
    )


class ReadOnly(XeroIntegrationError):
    """Nothing is sent to Xero until a person switches writing on."""

    code = "read_only"
    default_message = gettext_noop(
        "This connection is read-only: nothing is sent to Xero until an administrator "
        "switches writing on."
    )


class ConnectionUnavailable(XeroIntegrationError):
    """No usable connection to Xero until a person acts."""

    code = "not_connected"
    default_message = gettext_noop("Xero is not connected. Ask an administrator to connect it.")


class ConnectFailed(ConnectionUnavailable):
    """A sign-in at Xero did not lead to a connection; nothing was kept."""

    code = "connect_failed"
    default_message = gettext_noop("Connecting to Xero did not finish. Please start again.")


class NeedsSignIn(ConnectionUnavailable):
    """Xero no longer accepts the grant (``invalid_grant``, revoked, 60 days unused)."""

    code = "needs_sign_in"
    default_message = gettext_noop(
        "Xero no longer accepts the stored sign-in. Connect to Xero again; your work is kept."
    )


class RefreshBusy(XeroIntegrationError):
    """Another process holds the refresh lease; try again in a moment."""

    code = "refresh_busy"
    retryable = True
    default_message = gettext_noop("The sign-in to Xero is being renewed. Please try again.")


class XeroError(XeroIntegrationError):
    """An exchange with Xero that did not give the wanted answer.

    ``status`` is the HTTP status or None when there was no answer; ``correlation_id`` is
    Xero's own, when it sent one.
    """

    code = "xero"
    default_message = gettext_noop("Xero could not be asked. Please try again.")

    def __init__(
        self,
        detail: str = "",
        *,
        status: int | None = None,
        correlation_id: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(detail, **kwargs)
        self.status = status
        self.correlation_id = correlation_id

    def __str__(self) -> str:
        facts = [f"HTTP {self.status}" if self.status else "", self.correlation_id]
        noted = ", ".join(fact for fact in facts if fact)
        return f"{super().__str__()} ({noted})" if noted else super().__str__()


class NotSent(XeroError):
    """No connection could be made: Xero certainly has not seen the request."""

    code = "not_sent"
    retryable = True
    default_message = gettext_noop("Xero could not be reached. It will be tried again.")


class OutcomeUnknown(XeroError):
    """A write got no answer, or a 5xx: it may or may not have happened in Xero."""

    code = "outcome_unknown"
    retryable = True
    default_message = gettext_noop("Xero did not confirm. We are checking what happened.")


class Throttled(XeroError):
    """429. ``retry_after``: seconds to wait, None if unsaid; ``limit``: minute, day or another."""

    code = "throttled"
    retryable = True
    default_message = gettext_noop("Xero asks us to wait. It will be tried again by itself.")

    def __init__(
        self, detail: str = "", *, retry_after: int | None = None, limit: str = "", **kwargs: Any
    ) -> None:
        super().__init__(detail, **kwargs)
        self.retry_after = retry_after
        self.limit = limit


class NoRoom(Throttled):
    """Held back before it was sent, as Xero's limits leave no room for it just now."""


class Unavailable(XeroError):
    """Xero is offline, or a read failed with 5xx; nothing was changed by this call."""

    code = "unavailable"
    retryable = True
    default_message = gettext_noop("Xero is not available now. It will be tried again.")


class Refused(XeroError):
    """Xero gave a definite no; sending the same again would get the same answer."""

    code = "refused"
    default_message = gettext_noop("Xero did not accept this.")


class ValidationRefused(Refused):
    """400 with Xero's reasons. ``messages``: its sentences, in order, without duplicates."""

    code = "validation"

    def __init__(self, detail: str = "", *, messages: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(detail, **kwargs)
        self.messages = tuple(messages)


class TokenRejected(Refused):
    """401: the access token is expired or unknown; a refresh may help once."""

    code = "token_rejected"
    default_message = NeedsSignIn.default_message


class ScopeMissing(Refused):
    """401 with ``insufficient_scope``: refreshing never helps, re-consent does."""

    code = "scope_missing"
    default_message = gettext_noop(
        "The connection lacks a permission in Xero. An administrator has to connect again."
    )


class TenantForbidden(Refused):
    """403: the organisation is no longer connected, or the user's role lacks access."""

    code = "forbidden"
    default_message = gettext_noop(
        "Xero refuses access to this organisation: it was disconnected, its subscription ended, "
        "or the connected user's role is too low."
    )


class NotFound(Refused):
    """404: no such record in this organisation."""

    code = "not_found"
    default_message = gettext_noop("Xero does not know this record.")


class OAuthRefused(Refused):
    """The identity server's refusal; ``error`` is e.g. ``invalid_grant``."""

    code = "oauth_refused"
    default_message = ConnectFailed.default_message

    def __init__(self, detail: str = "", *, error: str = "", **kwargs: Any) -> None:
        super().__init__(detail, **kwargs)
        self.error = error
