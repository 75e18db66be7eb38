"""The journey to a connection: start, and what comes back from Xero."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from ..access.actors import Actor
from ..client import TokenSet, oauth
from ..exceptions import (
    ConfigurationError,
    ConnectFailed,
    OAuthRefused,
    XeroIntegrationError,
)
from . import attempts, names, xero
from .encryption import Sealed
from .leaving import give_back
from .models import ConnectAttempt, Connection
from .organisations import Offered, offered
from .results import ConnectResult
from .scopes import scopes
from .taking import Chosen, checked_role, take

_CANCELLED = gettext_noop("You cancelled at Xero, so nothing was connected.")
_REFUSED = gettext_noop("Xero did not accept the sign-in. Please start again.")
_NONE_OFFERED = gettext_noop("No organisation was allowed at Xero, so nothing was connected.")
_NAME_TAKEN = gettext_noop("Another connection is already called “%(name)s”.")


def start_connect(
    actor: Actor, tenant: str, *, redirect_uri: str, next_url: str = "", name: str = ""
) -> str:
    """Begin an attempt and return the address of Xero's consent page."""
    if name and name.casefold() in names.connected(tenant):
        raise ConnectFailed(
            "Name taken", code="name_taken", user_message=_NAME_TAKEN, params={"name": name}
        )
    config, wanted = xero.oauth_config(), scopes()
    verifier, challenge = oauth.pkce_pair()
    state = attempts.begin(
        actor,
        tenant,
        verifier=verifier,
        redirect_uri=redirect_uri,
        next_url=next_url,
        name=name,
    )
    return oauth.authorization_url(
        config,
        scopes=wanted,
        state=state,
        code_challenge=challenge,
        redirect_uri=redirect_uri,
    )


def finish_connect(
    actor: Actor, tenant: str, *, state: str, code: str = "", error: str = ""
) -> ConnectResult:
    """Take what Xero sent back. Anything but success leaves neither Grant nor Connection."""
    attempt, verifier = attempts.claim(actor, tenant, state=state)
    if error == "access_denied":
        raise ConnectFailed("access_denied", code="cancelled", user_message=_CANCELLED)
    if error or not code:
        raise ConnectFailed("Xero returned no code", code="refused", user_message=_REFUSED)
    tokens = _exchange(attempt, code=code, verifier=verifier)
    found: list[Offered] = []
    try:
        found = _offered(tokens, attempt)
        if len(found) > 1:
            serialised = [each.as_json() for each in found]
            attempts.offer_choice(attempt, tokens=tokens.to_json(), offered=serialised)
            return ConnectResult(choice=attempt.pk, next_url=attempt.next_url)
        connections = _take_only(actor, attempt, tokens=tokens, organisation=found[0])
    except XeroIntegrationError:
        give_back(tokens, found)
        raise
    return ConnectResult(connections=tuple(connections), next_url=attempt.next_url)


def _exchange(attempt: ConnectAttempt, *, code: str, verifier: Sealed) -> TokenSet:
    try:
        return oauth.exchange_code(
            xero.oauth_config(),
            code=code,
            verifier=verifier.open(),
            redirect_uri=attempt.redirect_uri,
        )
    except OAuthRefused as error:
        if error.error in {"invalid_client", "unauthorized_client"}:
            raise ConfigurationError(f"Xero refuses the app: {error.error}.") from None
        raise ConnectFailed(error.error, code="refused", user_message=_REFUSED) from None


def _offered(tokens: TokenSet, attempt: ConnectAttempt) -> list[Offered]:
    listed = xero.client(tokens).identity.connections()
    found = offered(listed, event_id=tokens.authentication_event_id, since=attempt.created_at)
    if not found:
        raise ConnectFailed("No organisation", code="none_offered", user_message=_NONE_OFFERED)
    return found


def _take_only(
    actor: Actor, attempt: ConnectAttempt, *, tokens: TokenSet, organisation: Offered
) -> list[Connection]:
    role = checked_role(tokens, organisation)
    free = names.is_free(attempt.tenant, attempt.name, organisation=organisation.tenant_id)
    name = attempt.name if free else ""
    return take(actor, attempt.tenant, tokens=tokens, chosen=[Chosen(organisation, name, role)])
