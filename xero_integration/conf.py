"""The settings of the app: one typed object over ``settings.XERO_INTEGRATION``, read lazily.

Each property's docstring is its documentation; ``docs/reference/settings.md`` is generated
from here. Nothing is cached, so ``override_settings`` works everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings as django_settings

from .exceptions import ConfigurationError

SETTING = "XERO_INTEGRATION"


class XeroSettings:
    """Typed, lazy view of the dictionary ``XERO_INTEGRATION`` in the host's settings."""

    @property
    def _values(self) -> Mapping[str, Any]:
        values: Mapping[str, Any] = getattr(django_settings, SETTING, {})
        return values

    def _required(self, key: str, meaning: str) -> Any:
        value = self._values.get(key)
        if not value:
            raise ConfigurationError(f'{SETTING}["{key}"] is missing: {meaning}')
        return value

    @property
    def CLIENT_ID(self) -> str:
        """The client id of your app at developer.xero.com. Required."""
        return str(self._required("CLIENT_ID", "the client id of your Xero app."))

    @property
    def CLIENT_SECRET(self) -> str:
        """The client secret of your app at developer.xero.com. Required."""
        return str(self._required("CLIENT_SECRET", "the client secret of your Xero app."))

    @property
    def ENCRYPTION_KEYS(self) -> Sequence[str]:
        """Fernet keys for stored secrets, newest first. Required.

        Make one with ``manage.py xero_key``. To rotate, put the new key first and keep the
        old one behind it for a day: the worker re-encrypts what the old one wrote each night,
        ``manage.py xero_key --rotate`` does it at once.
        """
        keys = self._required("ENCRYPTION_KEYS", "a list of Fernet keys, newest first.")
        return [keys] if isinstance(keys, str) else list(keys)

    @property
    def SOURCES(self) -> Mapping[str, str]:
        """Invoiceable models: source key → dotted path of an ``InvoiceSource``. Required.

        The key appears in URLs and in stored links, so never rename it. The first source
        answers for the settings pages of the whole site: who calls, what they may do there,
        and which tenant they work for.
        """
        sources: Mapping[str, str] = self._required("SOURCES", 'e.g. {"deal": "app.xero.Deals"}.')
        return sources

    @property
    def XERO_URL(self) -> str:
        """Base URL that stands in for all of Xero's hosts, e.g. the sandbox. Empty: real Xero."""
        return str(self._values.get("XERO_URL", "")).rstrip("/")

    @property
    def TRANSPORT(self) -> str:
        """Dotted path of a callable that returns a ``requests`` adapter for every call to Xero.

        For tests and for hosts that send traffic through a proxy of their own. Empty: a
        pooled ``HTTPAdapter``.
        """
        return str(self._values.get("TRANSPORT", ""))

    @property
    def REDIRECT_URI(self) -> str:
        """The OAuth redirect URI, exactly as registered at Xero. Empty: built from the request."""
        return str(self._values.get("REDIRECT_URI", ""))

    @property
    def FEATURES(self) -> Sequence[str]:
        """Features that are on; the scopes asked of Xero are computed from them.

        Known are ``invoices``, ``payments``, ``record_payments``, ``attachments``,
        ``accounts``, ``bank_feed``, ``manual_journals``, ``aged_reports`` and
        ``online_payments``. A connection made before a feature was turned on says which
        permission it lacks, until somebody reconnects.
        """
        return list(self._values.get("FEATURES", ("invoices", "payments")))

    @property
    def GRANULAR_SCOPES(self) -> bool:
        """Ask for granular scopes. False: the broad ones, for apps made before 2 March 2026.

        Xero accepts the broad ones of such apps until September 2027.
        """
        return bool(self._values.get("GRANULAR_SCOPES", True))

    @property
    def CONNECT_TIMEOUT(self) -> float:
        """Seconds to wait for a TCP connection to Xero."""
        return float(self._values.get("CONNECT_TIMEOUT", 5))

    @property
    def READ_TIMEOUT(self) -> float:
        """Seconds to wait for Xero's answer."""
        return float(self._values.get("READ_TIMEOUT", 30))

    @property
    def WEBHOOK_KEYS(self) -> Sequence[str]:
        """Signing keys of the app's webhook at developer.xero.com; empty while it has none.

        To change the key, keep the old one in the list until Xero signs with the new one.
        """
        keys = self._values.get("WEBHOOK_KEYS", ())
        return [keys] if isinstance(keys, str) else list(keys)

    @property
    def FIRST_IMPORT(self) -> bool:
        """Copy the documents that exist when an organisation is connected, in the background.

        False: only what is new or changes from then on; older ones can be imported one by one.
        """
        return bool(self._values.get("FIRST_IMPORT", True))

    @property
    def APP_CALLS_PER_MINUTE(self) -> int:
        """Calls a minute that background work may make over all organisations together.

        Xero allows an app 10,000; what is left out here is kept for people.
        """
        return int(self._values.get("APP_CALLS_PER_MINUTE", 8000))

    @property
    def SITE_URL(self) -> str:
        """Where people reach this site, e.g. ``https://crm.example.com``, without a path.

        For links in mails, which a worker writes without a request. Empty: the mail about a
        lost connection says in words where to sign in again, and carries no link. Also for the
        address of a deal that an invoice carries in Xero: set it where the REST API has another
        host name than the pages. Empty: the host name of the request.
        """
        return str(self._values.get("SITE_URL", "")).rstrip("/")

    @property
    def EMAIL_AGAIN_AFTER(self) -> int:
        """Minutes in which a second e-mail of the same invoice asks to be confirmed."""
        return int(self._values.get("EMAIL_AGAIN_AFTER", 60))

    @property
    def STRONG_SIGN_IN(self) -> str:
        """Dotted path of a callable ``(request) -> bool``: is this a strong sign-in?

        It is asked on every page and action of the app. The default wants a sign-in through
        django-allauth with a second factor, or by one of ``SSO_PROVIDERS``. Empty turns the
        gate off. See ``docs/howto/strong-sign-in.md``.
        """
        default = "xero_integration.access.gate.allauth_sign_in_is_strong"
        return str(self._values.get("STRONG_SIGN_IN", default) or "")

    @property
    def TOKENS_ARE_STRONG(self) -> bool:
        """Whether a token of the REST API counts as a strong sign-in.

        A program has no second factor. False: ``STRONG_SIGN_IN`` is asked of tokens too, and
        the default refuses them; a callable of yours may look at ``request.auth``.
        """
        return bool(self._values.get("TOKENS_ARE_STRONG", False))

    @property
    def SSO_PROVIDERS(self) -> Sequence[str]:
        """Ids of the allauth providers whose single sign-on counts as strong. Empty: all."""
        return list(self._values.get("SSO_PROVIDERS", ()))

    @property
    def STRONG_SIGN_IN_URL(self) -> str:
        """URL or URL name where a person sets up a second factor; the refusal links to it.

        The default is the page of ``allauth.mfa``.
        """
        return str(self._values.get("STRONG_SIGN_IN_URL", "mfa_index"))

    @property
    def LOGIN_URL(self) -> str:
        """URL or URL name where anonymous people are sent. Empty: Django's ``LOGIN_URL``."""
        return str(self._values.get("LOGIN_URL", "") or django_settings.LOGIN_URL)

    @property
    def BASE_TEMPLATE(self) -> str:
        """Template that the app's pages extend. The default is a self-contained page.

        A template of yours needs neither our stylesheet nor our script: they come with the page.
        """
        return str(self._values.get("BASE_TEMPLATE", "xero_integration/base.html"))

    @property
    def CONTENT_BLOCK(self) -> str:
        """Name of the block of ``BASE_TEMPLATE`` that receives the page."""
        return str(self._values.get("CONTENT_BLOCK", "content"))

    @property
    def TERMS_URL(self) -> str:
        """Address of terms of yours that are accepted before writing to Xero begins.

        The set-up of a new connection asks for it once, and keeps who accepted and when. The
        address names the version: another one is asked for again. Empty: nothing is asked.
        """
        return str(self._values.get("TERMS_URL", ""))

    @property
    def MAPPING_TARGETS(self) -> Sequence[str]:
        """Dotted paths of ``MappingTarget`` classes of yours: more that a deal's fields can fill.

        See ``docs/howto/extend.md``.
        """
        return list(self._values.get("MAPPING_TARGETS", ()))

    @property
    def OPERATIONS(self) -> Sequence[str]:
        """Dotted paths of ``OperationKind`` classes of yours: more that is sent exactly once.

        Keep a path here as long as operations of its kind are open. See
        ``docs/howto/extend.md``.
        """
        return list(self._values.get("OPERATIONS", ()))

    @property
    def EXPLANATIONS(self) -> Sequence[str]:
        """Dotted paths of each ``Explanation`` of yours: refusals of Xero in your own words.

        They are asked before those that come with the app. See ``docs/howto/extend.md``.
        """
        return list(self._values.get("EXPLANATIONS", ()))

    @property
    def QUEUE(self) -> str:
        """Dotted path of the class that keeps tasks until a worker takes them.

        The default hands tasks to django-q2; ``xero_integration.background.Celery`` hands them
        to the host's Celery. What a class of your own has to have is said of ``Queue`` in
        ``docs/reference/python-api.md``. See ``docs/howto/workers.md``.
        """
        return str(self._values.get("QUEUE", "xero_integration.background.DjangoQ"))


conf = XeroSettings()
