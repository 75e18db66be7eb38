"""Signing in, refreshing and revoking, as the identity server sees it."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses
import time_machine

from xero_integration.client import Endpoints, OAuthConfig, TokenSet, oauth
from xero_integration.exceptions import NotSent, OAuthRefused, Throttled, Unavailable, XeroError

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TOKEN_URL = "https://identity.xero.com/connect/token"
REVOCATION_URL = "https://identity.xero.com/connect/revocation"
REDIRECT = "https://crm.example.com/xero/callback/"
SECRET = "the-app-secret"
OLD = TokenSet(
    access_token="old-access",
    refresh_token="old-refresh",
    expires_at=NOW,
    scopes=frozenset({"accounting.contacts"}),
    id_token="old-id",
)


@pytest.fixture
def config() -> OAuthConfig:
    return OAuthConfig("the-app", SECRET)


def jwt(claims: dict[str, Any]) -> str:
    parts = [{"alg": "RS256"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in parts]
    return b".".join([*encoded, b"c2ln"]).decode()


def answer(**changes: Any) -> dict[str, Any]:
    return {
        "access_token": jwt({"authentication_event_id": "event-1", "xero_userid": "user-1"}),
        "refresh_token": "new-refresh",
        "id_token": jwt({"given_name": "Kim", "family_name": "Lee", "email": "kim@example.com"}),
        "expires_in": 1800,
        "token_type": "Bearer",
        "scope": "openid offline_access accounting.invoices",
        **changes,
    }


def form(request: requests.PreparedRequest) -> dict[str, list[str]]:
    body = request.body
    return parse_qs(body if isinstance(body, str) else (body or b"").decode())


def test_the_challenge_belongs_to_the_verifier() -> None:
    verifier, challenge = oauth.pkce_pair()
    digest = hashlib.sha256(verifier.encode()).digest()
    assert challenge == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert 43 <= len(verifier) <= 128
    assert verifier != oauth.pkce_pair()[0]


@pytest.mark.parametrize(
    ("endpoints", "start"),
    [
        (Endpoints.real(), "https://login.xero.com/identity/connect/authorize?"),
        (
            Endpoints.at("http://127.0.0.1:8020"),
            "http://127.0.0.1:8020/identity/connect/authorize?",
        ),
    ],
)
def test_the_consent_page_is_asked_for_with_everything(endpoints: Endpoints, start: str) -> None:
    url = oauth.authorization_url(
        OAuthConfig("the-app", SECRET, endpoints),
        scopes=["openid", "offline_access"],
        state="state-1",
        code_challenge="challenge-1",
        redirect_uri=REDIRECT,
        acr="bulk_connect:false",
    )
    assert url.startswith(start)
    assert parse_qs(urlsplit(url).query) == {
        "response_type": ["code"],
        "client_id": ["the-app"],
        "redirect_uri": [REDIRECT],
        "scope": ["openid offline_access"],
        "state": ["state-1"],
        "code_challenge": ["challenge-1"],
        "code_challenge_method": ["S256"],
        "acr_values": ["bulk_connect:false"],
    }
    assert SECRET not in url


class TestExchange:
    @time_machine.travel(NOW, tick=False)
    def test_a_code_becomes_tokens(self, config: OAuthConfig, xero: responses.RequestsMock) -> None:
        xero.add("POST", TOKEN_URL, json=answer())
        tokens = oauth.exchange_code(config, code="c-1", verifier="v" * 43, redirect_uri=REDIRECT)
        request = xero.calls[0].request
        assert form(request) == {
            "grant_type": ["authorization_code"],
            "code": ["c-1"],
            "code_verifier": ["v" * 43],
            "redirect_uri": [REDIRECT],
        }
        basic = base64.b64encode(f"the-app:{SECRET}".encode()).decode()
        assert request.headers["Authorization"] == f"Basic {basic}"
        assert tokens.refresh_token == "new-refresh"
        assert tokens.expires_at == NOW + timedelta(minutes=30)
        assert tokens.scopes == {"openid", "offline_access", "accounting.invoices"}
        assert tokens.authentication_event_id == "event-1"
        assert tokens.xero_userid == "user-1"
        assert (tokens.name, tokens.email) == ("Kim Lee", "kim@example.com")

    def test_an_app_without_a_secret_names_itself_in_the_body(
        self, xero: responses.RequestsMock
    ) -> None:
        xero.add("POST", TOKEN_URL, json=answer())
        public = OAuthConfig("the-app", "")
        tokens = oauth.exchange_code(public, code="c", verifier="v" * 43, redirect_uri=REDIRECT)
        oauth.refresh(public, tokens)
        for call in xero.calls:
            assert form(call.request)["client_id"] == ["the-app"]
            assert "Authorization" not in call.request.headers

    def test_the_host_of_a_stand_in_is_reached_over_plain_http(
        self, xero: responses.RequestsMock
    ) -> None:
        xero.add("POST", "http://127.0.0.1:8020/connect/token", json=answer())
        config = OAuthConfig("the-app", SECRET, Endpoints.at("http://127.0.0.1:8020"))
        tokens = oauth.exchange_code(config, code="c", verifier="v" * 43, redirect_uri=REDIRECT)
        assert tokens.refresh_token == "new-refresh"


class TestRefresh:
    @time_machine.travel(NOW, tick=False)
    def test_both_tokens_are_new(self, config: OAuthConfig, xero: responses.RequestsMock) -> None:
        xero.add("POST", TOKEN_URL, json=answer())
        tokens = oauth.refresh(config, OLD)
        assert form(xero.calls[0].request) == {
            "grant_type": ["refresh_token"],
            "refresh_token": ["old-refresh"],
        }
        assert tokens.refresh_token == "new-refresh"
        assert tokens.access_token != OLD.access_token
        assert tokens.expires_at == NOW + timedelta(minutes=30)

    @pytest.mark.parametrize("left_out", [{}, {"refresh_token": None, "id_token": None}])
    def test_what_the_answer_leaves_out_stays(
        self, config: OAuthConfig, xero: responses.RequestsMock, left_out: dict[str, None]
    ) -> None:
        sparse = {"access_token": "new-access", "expires_in": 1800, "token_type": "Bearer"}
        xero.add("POST", TOKEN_URL, json={**sparse, **left_out})
        tokens = oauth.refresh(config, OLD)
        assert tokens.access_token == "new-access"
        assert tokens.refresh_token == "old-refresh"
        assert (tokens.id_token, tokens.scopes) == (OLD.id_token, OLD.scopes)

    @pytest.mark.parametrize(
        ("status", "error"),
        [
            (400, "invalid_grant"),
            (400, "invalid_client"),
            (400, "unauthorized_client"),
            (401, "invalid_client"),
        ],
    )
    def test_a_refusal_carries_its_oauth_code(
        self, config: OAuthConfig, xero: responses.RequestsMock, status: int, error: str
    ) -> None:
        xero.add("POST", TOKEN_URL, json={"error": error}, status=status)
        with pytest.raises(OAuthRefused) as raised:
            oauth.refresh(config, OLD)
        assert raised.value.error == error
        assert not raised.value.retryable

    def test_a_401_without_words_means_the_app(
        self, config: OAuthConfig, xero: responses.RequestsMock
    ) -> None:
        xero.add("POST", TOKEN_URL, body="", status=401)
        with pytest.raises(OAuthRefused) as raised:
            oauth.refresh(config, OLD)
        assert raised.value.error == "invalid_client"

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            ({"status": 500}, Unavailable),
            ({"status": 503, "body": "maintenance"}, Unavailable),
            ({"status": 500, "json": {"error": "invalid_grant"}}, Unavailable),
            ({"status": 403, "body": "<html>firewall</html>"}, Unavailable),
            ({"status": 302, "headers": {"Location": "https://elsewhere.test/"}}, Unavailable),
            ({"status": 429, "headers": {"Retry-After": "9"}}, Throttled),
            ({"status": 200, "body": "<html>"}, Unavailable),
            ({"status": 200, "json": {}}, Unavailable),
            ({"status": 200, "json": []}, Unavailable),
            ({"status": 200, "json": "tokens"}, Unavailable),
            ({"status": 200, "json": {"access_token": 5, "expires_in": 1800}}, Unavailable),
            ({"status": 200, "json": {"access_token": "a", "expires_in": 10**20}}, Unavailable),
            ({"status": 200, "json": {"access_token": "a", "expires_in": "soon"}}, Unavailable),
            ({"body": requests.ReadTimeout("slow")}, Unavailable),
            ({"body": requests.ConnectionError("reset")}, Unavailable),
            ({"body": requests.ConnectTimeout("slow")}, NotSent),
        ],
    )
    def test_other_trouble_says_nothing_about_the_tokens(
        self,
        config: OAuthConfig,
        xero: responses.RequestsMock,
        answer: dict[str, Any],
        kind: type[XeroError],
    ) -> None:
        xero.add("POST", TOKEN_URL, **answer)
        with pytest.raises(kind) as raised:
            oauth.refresh(config, OLD)
        assert raised.value.retryable
        assert len(xero.calls) == 1


class TestRevoke:
    def test_the_refresh_token_is_given_up(
        self, config: OAuthConfig, xero: responses.RequestsMock
    ) -> None:
        xero.add("POST", REVOCATION_URL, body="")
        oauth.revoke(config, OLD)
        assert form(xero.calls[0].request) == {"token": ["old-refresh"]}
        assert xero.calls[0].request.headers["Authorization"].startswith("Basic ")

    def test_a_server_in_trouble_is_not_a_success(
        self, config: OAuthConfig, xero: responses.RequestsMock
    ) -> None:
        xero.add("POST", REVOCATION_URL, status=503)
        with pytest.raises(Unavailable):
            oauth.revoke(config, OLD)


class TestSecretsStayHidden:
    """By value, in everything a person or a log collector could see."""

    def secrets(self, *token_sets: TokenSet) -> list[str]:
        found = [SECRET, "c-secret", "v-secret" * 6]
        for tokens in token_sets:
            found += [tokens.access_token, tokens.refresh_token, tokens.id_token or "x" * 99]
        return found

    def test_in_the_log_even_at_debug(
        self,
        config: OAuthConfig,
        xero: responses.RequestsMock,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        xero.add("POST", TOKEN_URL, json=answer())
        xero.add("POST", REVOCATION_URL, body="")
        for name in (None, "requests_oauthlib", "requests_oauthlib.oauth2_session", "oauthlib"):
            caplog.set_level(logging.DEBUG, logger=name)
        tokens = oauth.exchange_code(
            config, code="c-secret", verifier="v-secret" * 6, redirect_uri=REDIRECT
        )
        fresh = oauth.refresh(config, tokens)
        oauth.revoke(config, fresh)
        logged = "\n".join(f"{vars(record)} {record.getMessage()}" for record in caplog.records)
        assert not [secret for secret in self.secrets(tokens, fresh) if secret in logged]

    def test_in_repr_and_str(self, config: OAuthConfig) -> None:
        shown = f"{OLD!r} {OLD} {config!r} {config} {OLD.__rich_repr__()}"
        assert not [secret for secret in self.secrets(OLD) if secret in shown]

    @pytest.mark.parametrize(
        "what",
        [
            {"status": 400, "json": {"error": "invalid_grant", "error_description": "old-refresh"}},
            {"status": 400, "json": {"error": "old-refresh"}},
            {"status": 200, "body": '{"refresh_token": "old-refresh"'},
            {"status": 500, "body": "old-refresh"},
            {"body": requests.ConnectionError("old-refresh")},
        ],
    )
    def test_in_errors_and_what_hangs_on_them(
        self,
        config: OAuthConfig,
        xero: responses.RequestsMock,
        what: dict[str, Any],
    ) -> None:
        xero.add("POST", TOKEN_URL, **what)
        with pytest.raises(XeroError) as raised:
            oauth.refresh(config, OLD)
        error = raised.value
        seen = f"{error} {error!r} {vars(error)}"
        assert not [secret for secret in self.secrets(OLD) if secret in seen]
        assert error.__cause__ is None
        assert error.__context__ is None


class TestStoring:
    def test_a_token_set_survives_its_json(self) -> None:
        assert TokenSet.from_json(OLD.to_json()) == OLD

    @pytest.mark.parametrize("text", ["", "{}", "old-refresh", '{"access_token": "old-access"}'])
    def test_damage_is_reported_without_content(self, text: str) -> None:
        with pytest.raises(ValueError, match="can't be read") as raised:
            TokenSet.from_json(text)
        assert raised.value.__context__ is None

    @pytest.mark.parametrize("token", ["", "opaque", "a.b.c", "a.e30.c", "a.W10.c", "..", "é.é.é"])
    def test_a_token_that_is_no_jwt_has_no_claims(self, token: str) -> None:
        tokens = TokenSet(access_token=token, refresh_token="r", expires_at=NOW, id_token=token)
        assert tokens.claims == {}
        assert tokens.authentication_event_id == tokens.name == tokens.email == ""

    @pytest.mark.parametrize(("seconds", "expired"), [(59, True), (60, True), (61, False)])
    def test_the_end_is_seen_coming(self, seconds: int, expired: bool) -> None:
        now = OLD.expires_at - timedelta(seconds=seconds)
        assert OLD.expires_within(timedelta(minutes=1), now=now) is expired


def test_scopes_in_the_token_count_when_the_answer_has_none(
    config: OAuthConfig, xero: responses.RequestsMock
) -> None:
    token = jwt({"scope": ["openid", "accounting.invoices"]})
    plain = answer(access_token=token)
    del plain["scope"]
    xero.add("POST", TOKEN_URL, json=plain)
    assert oauth.refresh(config, OLD).scopes == {"openid", "accounting.invoices"}
