"""A person who connects an organisation of the sandbox, through its public pages only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import requests

from xero_integration.client import Endpoints, OAuthConfig, TokenSet, XeroClient, XeroHTTP, oauth
from xero_integration.sandbox import Sandbox, SandboxTransport

BASE = "http://127.0.0.1:8020"
REDIRECT = "http://127.0.0.1:8010/xero/callback/"
SCOPES = (
    "openid",
    "profile",
    "email",
    "offline_access",
    "accounting.invoices",
    "accounting.contacts",
    "accounting.payments",
    "accounting.attachments",
    "accounting.settings.read",
)


class _Form(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = found.get("action", "")
        elif tag == "input" and "name" in found:
            self.fields.setdefault(found["name"], []).append(found.get("value", ""))


class SandboxUser:
    """Signs in at the consent page and hands the app a client for the chosen organisation."""

    def __init__(self, sandbox: Sandbox, scopes: Sequence[str] = SCOPES) -> None:
        self.sandbox = sandbox
        self.transport = SandboxTransport(sandbox)
        self.scopes = scopes
        self.config = OAuthConfig(
            "sandbox-client", "sandbox-secret", Endpoints.at(BASE), self.transport
        )
        self._browser = requests.Session()
        self._browser.trust_env = False
        self._browser.mount("http://", self.transport)

    def tokens(self, organisation: int = 0) -> TokenSet:
        verifier, challenge = oauth.pkce_pair()
        url = oauth.authorization_url(
            self.config,
            scopes=self.scopes,
            state="state-1",
            code_challenge=challenge,
            redirect_uri=REDIRECT,
        )
        callback = self._allow(url, organisation)
        assert callback["state"] == "state-1"
        return oauth.exchange_code(
            self.config, code=callback["code"], verifier=verifier, redirect_uri=REDIRECT
        )

    def _allow(self, url: str, organisation: int) -> dict[str, str]:
        page = self._browser.get(url)
        form = _Form(page.text)
        fields = {name: values[0] for name, values in form.fields.items()}
        fields["tenant"] = form.fields["tenant"][organisation]
        fields["decision"] = "allow"
        answer = self._browser.post(urljoin(url, form.action), data=fields, allow_redirects=False)
        assert answer.status_code == 302, re.sub(r"<[^>]+>", " ", answer.text)
        query = parse_qs(urlsplit(answer.headers["Location"]).query)
        return {name: values[0] for name, values in query.items()}

    def http(self, tokens: TokenSet, tenant_id: str = "") -> XeroHTTP:
        return XeroHTTP(
            self.config.endpoints,
            token=tokens.access_token,
            tenant_id=tenant_id,
            transport=self.transport,
        )

    def client(self, organisation: int = 0) -> XeroClient:
        tokens = self.tokens(organisation)
        identity = XeroClient(self.http(tokens)).identity
        (connection,) = identity.connections(tokens.authentication_event_id)
        return XeroClient(self.http(tokens, str(connection.tenant_id)))
