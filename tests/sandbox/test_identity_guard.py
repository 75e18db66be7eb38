"""The door of the accounting API: tokens, scopes, organisations and roles."""

from __future__ import annotations

import pytest

from tests.sandbox.identity_fixtures import BASE, AppClient, bearer, box
from xero_integration.sandbox.identity import scopes

ORGANISATION = f"{BASE}/api.xro/2.0/Organisation"
CONTACTS = f"{BASE}/api.xro/2.0/Contacts"


@pytest.fixture
def app():
    return AppClient(box())


def get(app, tokens, tenant=None, url=ORGANISATION):
    headers = bearer(tokens) | {"Accept": "application/json"}
    if tenant is not None:
        headers["xero-tenant-id"] = tenant
    return app.http.get(url, headers=headers)


def detail(answer, status, title):
    envelope = answer.json()
    assert answer.status_code == status
    assert list(envelope) == ["Type", "Title", "Status", "Detail", "Instance", "Extensions"]
    assert (envelope["Type"], envelope["Title"], envelope["Status"]) == (None, title, status)
    return envelope["Detail"]


def test_lets_a_connected_app_in(app):
    assert get(app, app.connect(), app.tenant()).status_code == 200


def test_an_expired_token_is_told_when_it_expired(app):
    tokens = app.connect()
    app.sandbox.clock.advance(1799)
    assert get(app, tokens, app.tenant()).status_code == 200
    app.sandbox.clock.advance(1)
    answer = get(app, tokens, app.tenant())
    said = detail(answer, 401, "Unauthorized")
    assert said == "TokenExpired: token expired at 11/20/2026 12:30:00"
    assert "invalid_token" in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("spoil", [lambda t: t[:-4] + "AAAA", lambda t: "x.y.z", lambda t: "é"])
def test_a_forged_token_is_unsuccessful(app, spoil):
    tokens = app.connect()
    tokens["access_token"] = spoil(tokens["access_token"])
    answer = get(app, {"access_token": tokens["access_token"].encode("ascii", "replace").decode()})
    assert detail(answer, 401, "Unauthorized") == "AuthenticationUnsuccessful"


def test_an_id_token_opens_nothing(app):
    tokens = app.connect()
    answer = get(app, {"access_token": tokens["id_token"]}, app.tenant())
    assert detail(answer, 401, "Unauthorized") == "AuthenticationUnsuccessful"


def test_no_token_at_all(app):
    answer = app.http.get(ORGANISATION)
    assert detail(answer, 401, "Unauthorized") == "AuthenticationUnsuccessful"


def test_a_missing_scope_is_401_and_not_403(app):
    tokens = app.connect(scope="offline_access accounting.contacts")
    answer = get(app, tokens, app.tenant())
    assert detail(answer, 401, "Unauthorized") == "AuthorizationUnsuccessful"
    assert answer.headers["WWW-Authenticate"] == "Bearer error=insufficent_scope"


@pytest.mark.parametrize("which", ["none", "unknown", "unconnected"])
def test_an_organisation_that_is_not_connected_is_forbidden(app, which):
    tokens = app.connect(organisations=(0,))
    tenants = {"none": None, "unknown": "no-such-id", "unconnected": app.tenant(1)}
    answer = get(app, tokens, tenants[which])
    assert detail(answer, 403, "Forbidden") == "AuthenticationUnsuccessful"


def test_a_disconnected_organisation_is_forbidden(app):
    tokens = app.connect()
    (connection,) = app.connections(tokens)
    app.http.delete(f"{BASE}/connections/{connection['id']}", headers=bearer(tokens))
    assert get(app, tokens, app.tenant()).status_code == 403


def test_a_read_only_user_may_look_but_not_write(app):
    tokens = app.connect(user=2)
    headers = bearer(tokens) | {"xero-tenant-id": app.tenant(), "Accept": "application/json"}
    body = {"Contacts": [{"Name": "Nobody may add me"}]}
    assert get(app, tokens, app.tenant(), CONTACTS).status_code == 200
    answer = app.http.put(CONTACTS, headers=headers, json=body)
    assert detail(answer, 403, "Forbidden") == "AuthenticationUnsuccessful"


def test_broad_scopes_work_until_they_end(app):
    tokens = app.connect(scope="offline_access accounting.transactions accounting.settings")
    invoices = f"{BASE}/api.xro/2.0/Invoices"
    assert get(app, tokens, app.tenant(), invoices).status_code == 200
    app.sandbox.world.identity.broad_scopes_ended = True
    assert get(app, tokens, app.tenant(), invoices).status_code == 401
    assert get(app, tokens, app.tenant()).status_code == 200
    page = app.consent_page(scope="offline_access accounting.transactions")
    assert "unauthorized_client : Invalid scope for client" in page.text


@pytest.mark.parametrize(
    ("held", "wanted", "opens"),
    [
        ("accounting.invoices", "accounting.invoices.read", True),
        ("accounting.invoices.read", "accounting.invoices", False),
        ("accounting.transactions", "accounting.payments.read", True),
        ("accounting.transactions.read", "accounting.payments.read", True),
        ("accounting.transactions.read", "accounting.payments", False),
        ("accounting.transactions", "accounting.contacts.read", False),
        ("accounting.contacts", "accounting.settings.read", False),
    ],
)
def test_which_scope_opens_which_door(held, wanted, opens):
    assert scopes.opens([held], [wanted]) is opens
