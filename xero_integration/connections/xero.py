"""Building the client from the settings: addresses, transport, time-outs, credentials."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.module_loading import import_string
from requests.adapters import BaseAdapter

from ..client import Endpoints, Gate, OAuthConfig, Timeouts, TokenSet, XeroClient, XeroHTTP
from ..client.http import Exchange
from ..conf import conf
from ..exceptions import ConfigurationError


def endpoints() -> Endpoints:
    """Xero's own addresses, or those of the stand-in that ``XERO_URL`` names."""
    if not conf.XERO_URL:
        return Endpoints.real()
    try:
        return Endpoints.at(conf.XERO_URL)
    except ValueError as error:
        raise ConfigurationError(f'XERO_INTEGRATION["XERO_URL"]: {error}') from error


def oauth_config() -> OAuthConfig:
    return OAuthConfig(
        client_id=conf.CLIENT_ID,
        client_secret=conf.CLIENT_SECRET,
        endpoints=endpoints(),
        transport=_transport(),
        timeouts=_timeouts(),
    )


def client(
    tokens: TokenSet,
    *,
    xero_tenant_id: str = "",
    on_answer: Callable[[Exchange], None] | None = None,
    gate: Gate | None = None,
) -> XeroClient:
    """A client with this access token; without an organisation it can only ask identity.

    ``on_answer`` hears of every call, with its sizes and limits; ``gate`` lets them through.
    """
    http = XeroHTTP(
        endpoints(),
        token=tokens.access_token,
        tenant_id=xero_tenant_id,
        transport=_transport(),
        timeouts=_timeouts(),
        on_answer=on_answer,
        gate=gate,
    )
    return XeroClient(http)


def _transport() -> BaseAdapter | None:
    """None means the client's own pool, which all threads of a process share."""
    if not conf.TRANSPORT:
        return None
    adapter: BaseAdapter = import_string(conf.TRANSPORT)()
    return adapter


def _timeouts() -> Timeouts:
    return Timeouts(connect=conf.CONNECT_TIMEOUT, read=conf.READ_TIMEOUT)
