"""The consent page: what it takes, what it refuses, and what it sends back."""

from __future__ import annotations

import pytest

from tests.sandbox.identity_fixtures import CALLBACK, AppClient, Form, box, challenge

LOGIN_ONLY = "openid profile email"


@pytest.fixture
def app():
    return AppClient(box())


def test_offers_three_kinds_of_people_and_every_organisation(app):
    page = app.consent_page()
    form = Form(page.text)
    assert page.status_code == 200
    assert "Adviser (demo)" in page.text
    assert "Read-only (demo)" in page.text
    assert len(form.choices["user"]) == 3
    assert form.choices["tenant"] == list(app.sandbox.world.organisations)


def test_refuses_to_be_framed_and_runs_no_script(app):
    page = app.consent_page()
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "<script" not in page.text
    assert " style=" not in page.text


def test_allowing_returns_a_code_and_the_state(app):
    answer = app.decide(app.consent_page(state="a b&c"))
    assert answer["code"]
    assert answer["state"] == "a b&c"


def test_cancelling_returns_access_denied_and_connects_nothing(app):
    answer = app.decide(app.consent_page(), decision="cancel")
    assert answer == {"error": "access_denied", "state": "state-1"}
    tokens = app.connect(scope=LOGIN_ONLY)
    assert app.connections(tokens) == []


def test_signing_in_asks_for_no_organisation(app):
    page = app.consent_page(scope=LOGIN_ONLY)
    assert "tenant" not in Form(page.text).choices
    assert app.decide(page)["code"]


def test_choosing_no_organisation_shows_the_page_again(app):
    again = app.submit(app.consent_page(), organisations=())
    assert again.status_code == 400
    assert "organisation" in Form(again.text).action or "Choose who you are" in again.text


def test_bulk_connect_off_lets_only_one_organisation_be_chosen(app):
    page = app.consent_page(acr_values="bulk_connect:false")
    assert Form(page.text).kinds["tenant"] == "radio"
    code = app.decide(page, organisations=(0, 1))["code"]
    tokens = app.exchange(code).json()
    assert [each["tenantId"] for each in app.connections(tokens)] == [app.tenant(0)]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"client_id": "nobody"}, "unauthorized_client : Unknown client"),
        ({"redirect_uri": CALLBACK + "x"}, "unauthorized_client : Invalid redirect_uri"),
        ({"redirect_uri": CALLBACK.rstrip("/")}, "Invalid redirect_uri"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "openid accounting.invioces"}, "invalid_scope : accounting.invioces"),
        ({"scope": "accounting.reports.balancesheets.read"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
    ],
)
def test_a_wrong_request_ends_on_xeros_own_error_page(app, query, error):
    page = app.consent_page(**query)
    assert page.status_code == 400
    assert error in page.text
    assert "Location" not in page.headers


def test_a_form_that_was_tampered_with_is_checked_again(app):
    page = app.consent_page()
    page._content = page.text.replace(CALLBACK, "http://evil.example.com/").encode()
    assert app.submit(page).status_code == 400


def test_hostile_values_are_shown_as_text(app):
    page = app.consent_page(state='"><script>alert(1)</script>', scope=LOGIN_ONLY)
    assert "<script" not in page.text
    assert app.decide(page)["state"] == '"><script>alert(1)</script>'


def test_paths_match_without_regard_to_case(app):
    answer = app.http.get("http://127.0.0.1:8020/IDENTITY/Connect/Authorize")
    assert "Unknown client" in answer.text


def test_without_pkce_a_confidential_app_may_still_connect(app):
    code = app.code(code_challenge="", code_challenge_method="")
    assert app.exchange(code, code_verifier="").status_code == 200


def test_the_challenge_helper_agrees_with_rfc_7636():
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
