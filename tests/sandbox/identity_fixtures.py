"""A person at the consent page and an app at the token endpoint, both without a socket."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from xero_integration.sandbox import Clock, Sandbox, SandboxTransport

BASE = "http://127.0.0.1:8020"
CALLBACK = "http://127.0.0.1:8010/xero/callback/"
CLIENT = ("sandbox-client", "sandbox-secret")
VERIFIER = "a-verifier-of-exactly-forty-three-characters"
SCOPES = (
    "openid profile email offline_access "
    "accounting.invoices accounting.contacts accounting.settings.read"
)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Form(HTMLParser):
    """The fields and choices of the one form on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action = ""
        self.method = ""
        self.hidden: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}
        self.kinds: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        field = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action, self.method = field["action"], field["method"]
        elif tag == "input" and field["type"] == "hidden":
            self.hidden[field["name"]] = field["value"]
        elif tag == "input" and field["type"] in ("radio", "checkbox"):
            self.choices.setdefault(field["name"], []).append(field["value"])
            self.kinds[field["name"]] = field["type"]


def box() -> Sandbox:
    return Sandbox(clock=Clock.frozen(NOON), base_url=BASE)


def session(sandbox: Sandbox) -> requests.Session:
    client = requests.Session()
    client.trust_env = False
    client.mount("http://", SandboxTransport(sandbox))
    client.mount("https://", SandboxTransport(sandbox))
    return client


def challenge(verifier: str) -> str:
    import hashlib

    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def claims(token: str) -> dict[str, Any]:
    segment = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))


class AppClient:
    """Plays an app and the person who allows it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.http = session(sandbox)

    def consent_page(self, **overrides: str) -> requests.Response:
        query = {
            "response_type": "code",
            "client_id": CLIENT[0],
            "redirect_uri": CALLBACK,
            "scope": SCOPES,
            "state": "state-1",
            "code_challenge": challenge(VERIFIER),
            "code_challenge_method": "S256",
        } | overrides
        query = {name: value for name, value in query.items() if value}
        return self.http.get(f"{BASE}/identity/connect/authorize?{urlencode(query)}")

    def decide(
        self,
        page: requests.Response,
        *,
        decision: str = "allow",
        user: int = 0,
        organisations: tuple[int, ...] = (0,),
    ) -> dict[str, str]:
        """Submit the form as a browser would and return the query of the callback."""
        answer = self.submit(page, decision=decision, user=user, organisations=organisations)
        assert answer.status_code == 302, answer.text
        location = urlsplit(answer.headers["Location"])
        return {name: values[0] for name, values in parse_qs(location.query).items()}

    def submit(
        self,
        page: requests.Response,
        *,
        decision: str = "allow",
        user: int = 0,
        organisations: tuple[int, ...] = (0,),
    ) -> requests.Response:
        form = Form(page.text)
        assert form.method == "post"
        fields = [*form.hidden.items(), ("user", form.choices["user"][user])]
        offered = form.choices.get("tenant", [])
        fields += [("tenant", offered[index]) for index in organisations if offered]
        fields.append(("decision", decision))
        return self.http.post(f"{BASE}{form.action}", data=fields, allow_redirects=False)

    def code(self, *, user: int = 0, organisations: tuple[int, ...] = (0,), **query: str) -> str:
        page = self.consent_page(**query)
        assert page.status_code == 200, page.text
        return self.decide(page, user=user, organisations=organisations)["code"]

    def token(self, **form: str) -> requests.Response:
        return self.http.post(f"{BASE}/connect/token", data=form, auth=CLIENT)

    def exchange(self, code: str, **overrides: str) -> requests.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        } | overrides
        return self.token(**{name: value for name, value in form.items() if value})

    def connect(
        self, *, user: int = 0, organisations: tuple[int, ...] = (0,), **query: str
    ) -> dict[str, Any]:
        answer = self.exchange(self.code(user=user, organisations=organisations, **query))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def refresh(self, refresh_token: str) -> requests.Response:
        return self.token(grant_type="refresh_token", refresh_token=refresh_token)

    def connections(self, tokens: dict[str, Any], **query: str) -> list[dict[str, str]]:
        answer = self.http.get(f"{BASE}/connections", params=query, headers=bearer(tokens))
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    def tenant(self, index: int = 0) -> str:
        return list(self.sandbox.world.organisations)[index]


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}
