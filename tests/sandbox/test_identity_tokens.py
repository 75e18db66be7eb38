"""Tokens: exchange, PKCE, rotation with grace, expiry and revocation, on the box's clock."""

from __future__ import annotations

import jwt
import pytest

from tests.sandbox.identity_fixtures import (
    BASE,
    CLIENT,
    VERIFIER,
    AppClient,
    bearer,
    box,
    claims,
)

MINUTE = 60
DAY = 86_400


@pytest.fixture
def app():
    return AppClient(box())


def error_of(answer):
    assert answer.status_code == 400
    return answer.json()["error"]


def test_the_answer_holds_exactly_what_xero_sends(app):
    tokens = app.connect()
    assert set(tokens) == {
        "id_token",
        "access_token",
        "expires_in",
        "token_type",
        "refresh_token",
        "scope",
    }
    assert tokens["expires_in"] == 1800
    assert tokens["token_type"] == "Bearer"


def test_without_offline_access_there_is_no_refresh_token(app):
    tokens = app.connect(scope="openid accounting.contacts.read")
    assert "refresh_token" not in tokens


def test_the_access_token_is_a_signed_jwt_with_xeros_claims(app):
    tokens = app.connect()
    keys = jwt.PyJWKSet.from_dict(
        app.http.get(f"{BASE}/.well-known/openid-configuration/jwks").json()
    )
    decoded = jwt.decode(
        tokens["access_token"],
        keys.keys[0].key,
        algorithms=["RS256"],
        audience=f"{BASE}/resources",
        options={"verify_exp": False, "verify_nbf": False},
    )
    assert decoded["exp"] - decoded["nbf"] == 1800
    assert decoded["client_id"] == CLIENT[0]
    assert isinstance(decoded["scope"], list)
    assert {
        "iss",
        "sub",
        "auth_time",
        "jti",
        "xero_userid",
        "global_session_id",
        "authentication_event_id",
    } <= set(decoded)
    assert decoded["authentication_event_id"] == app.connections(tokens)[0]["authEventId"]


def test_the_id_token_names_the_person_and_lives_five_minutes(app):
    tokens = app.connect(nonce="n-1")
    identity = claims(tokens["id_token"])
    assert identity["nonce"] == "n-1"
    assert identity["aud"] == CLIENT[0]
    assert identity["email"] == "adviser@example.com"
    assert identity["exp"] - identity["iat"] == 300
    assert "authentication_event_id" not in identity


@pytest.mark.parametrize(
    "verifier",
    ["", "x" * 42, "x" * 129, VERIFIER + "x", VERIFIER[:-1] + "!"],
)
def test_a_wrong_verifier_is_an_invalid_grant(app, verifier):
    assert error_of(app.exchange(app.code(), code_verifier=verifier)) == "invalid_grant"


def test_a_verifier_without_a_challenge_is_an_invalid_grant(app):
    code = app.code(code_challenge="", code_challenge_method="")
    assert error_of(app.exchange(code)) == "invalid_grant"


def test_a_code_works_once(app):
    code = app.code()
    assert app.exchange(code).status_code == 200
    assert error_of(app.exchange(code)) == "invalid_grant"


def test_a_code_lives_five_minutes(app):
    early, late = app.code(), app.code()
    app.sandbox.clock.advance(5 * MINUTE - 1)
    assert app.exchange(early).status_code == 200
    app.sandbox.clock.advance(1)
    assert error_of(app.exchange(late)) == "invalid_grant"


def test_a_code_is_bound_to_its_redirect_uri(app):
    other = "http://localhost:8010/xero/callback/"
    assert error_of(app.exchange(app.code(), redirect_uri=other)) == "invalid_grant"


def test_the_client_may_authenticate_in_the_body(app):
    form = {
        "grant_type": "authorization_code",
        "code": app.code(),
        "redirect_uri": "http://127.0.0.1:8010/xero/callback/",
        "code_verifier": VERIFIER,
        "client_id": CLIENT[0],
        "client_secret": CLIENT[1],
    }
    assert app.http.post(f"{BASE}/connect/token", data=form).status_code == 200


@pytest.mark.parametrize(
    ("auth", "error"),
    [
        (("sandbox-client", "wrong"), "invalid_client"),
        (("nobody", "x"), "invalid_client"),
        (("", ""), "invalid_request"),
    ],
)
def test_wrong_credentials_are_told_apart_from_a_dead_grant(app, auth, error):
    tokens = app.connect()
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert error_of(app.http.post(f"{BASE}/connect/token", data=form, auth=auth)) == error
    assert app.refresh(tokens["refresh_token"]).status_code == 200


def test_an_unknown_grant_type_is_refused(app):
    assert error_of(app.token(grant_type="password")) == "unsupported_grant_type"


def test_refreshing_gives_a_new_pair(app):
    first = app.connect()
    second = app.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert app.connections(second) == app.connections(first)


def test_a_used_refresh_token_works_for_thirty_more_minutes(app):
    first = app.connect()["refresh_token"]
    answers = {app.refresh(first).json()["refresh_token"]}
    app.sandbox.clock.advance(30 * MINUTE - 1)
    answers.add(app.refresh(first).json()["refresh_token"])
    assert len(answers) == 2
    app.sandbox.clock.advance(1)
    assert error_of(app.refresh(first)) == "invalid_grant"
    assert app.refresh(answers.pop()).status_code == 200


def test_an_unused_refresh_token_lives_sixty_days(app):
    kept, lost = app.connect()["refresh_token"], app.connect()["refresh_token"]
    app.sandbox.clock.advance(60 * DAY - 1)
    assert app.refresh(kept).status_code == 200
    app.sandbox.clock.advance(1)
    assert error_of(app.refresh(lost)) == "invalid_grant"


def test_a_refresh_token_belongs_to_its_app(app):
    token = app.connect()["refresh_token"]
    other = app.sandbox.world.identity.apps["sandbox-client"].__class__(
        client_id="other", secret="other", name="Other"
    )
    app.sandbox.world.identity.apps["other"] = other
    form = {"grant_type": "refresh_token", "refresh_token": token}
    answer = app.http.post(f"{BASE}/connect/token", data=form, auth=("other", "other"))
    assert error_of(answer) == "invalid_grant"


def test_revocation_drops_every_connection_and_token_of_that_user(app):
    mine = app.connect(user=0, organisations=(0, 1))
    theirs = app.connect(user=1)
    answer = app.http.post(
        f"{BASE}/connect/revocation", data={"token": mine["refresh_token"]}, auth=CLIENT
    )
    assert (answer.status_code, answer.content) == (200, b"")
    assert app.connections(mine) == []
    assert error_of(app.refresh(mine["refresh_token"])) == "invalid_grant"
    assert len(app.connections(theirs)) == 1
    assert app.refresh(theirs["refresh_token"]).status_code == 200


def test_revoking_an_unknown_token_is_answered_the_same(app):
    answer = app.http.post(f"{BASE}/connect/revocation", data={"token": "x"}, auth=CLIENT)
    assert (answer.status_code, answer.content) == (200, b"")


def test_scopes_add_up_until_the_grant_is_revoked(app):
    app.connect(scope="offline_access accounting.contacts")
    more = app.connect(scope="offline_access accounting.invoices.read")
    assert "accounting.contacts" in more["scope"].split()
    app.http.post(f"{BASE}/connect/revocation", data={"token": more["refresh_token"]}, auth=CLIENT)
    fresh = app.connect(scope="offline_access accounting.invoices.read")
    assert fresh["scope"] == "offline_access accounting.invoices.read"


def test_a_token_of_the_app_lists_the_connections_of_all_its_users(app):
    app.connect(user=0)
    app.connect(user=1, organisations=(1,))
    tokens = app.token(grant_type="client_credentials", scope="app.connections").json()
    assert len(app.connections(tokens)) == 2
    assert (
        error_of(app.token(grant_type="client_credentials", scope="accounting.contacts"))
        == "invalid_scope"
    )


def test_userinfo_and_discovery_serve_a_sign_in(app):
    tokens = app.connect(scope="openid profile email", user=1)
    found = app.http.get(f"{BASE}/.well-known/openid-configuration").json()
    person = app.http.get(found["userinfo_endpoint"], headers=bearer(tokens)).json()
    assert person["email"] == "standard@example.com"
    assert person["sub"] == claims(tokens["id_token"])["sub"]
    assert found["issuer"] == claims(tokens["id_token"])["iss"]
