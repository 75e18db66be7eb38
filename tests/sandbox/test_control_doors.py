"""The control API: state, log, clock, apps, limits and webhooks as JSON."""

from __future__ import annotations

import pytest

from tests.sandbox.control_fixtures import Developer
from tests.sandbox.identity_fixtures import BASE, box
from xero_integration.sandbox import persistence, webhooks


@pytest.fixture
def developer():
    return Developer()


def test_the_overview_names_organisations_and_hides_secrets(developer):
    developer.app.connect()
    shown = developer.http.get(f"{BASE}/_sandbox/state").text
    assert developer.app.tenant() in shown
    assert "sandbox-secret" not in shown
    assert "PRIVATE KEY" not in shown


def test_state_is_filtered_by_organisation_kind_and_id(developer):
    developer.sign_in()
    body = {"Contacts": [{"Name": "Filtered"}]}
    made = developer.api("PUT", "Contacts", json=body).json()["Contacts"][0]
    wanted = {"tenant": developer.tenant, "kind": "contacts", "id": made["ContactID"]}
    assert developer.get("state", **wanted)["contacts"][made["ContactID"]]["name"] == "Filtered"
    assert set(developer.get("state", tenant=developer.tenant)) > {"contacts", "invoices", "items"}


@pytest.mark.parametrize(
    "query", ["tenant=nobody", "tenant={t}&kind=cats", "tenant={t}&kind=contacts&id=x"]
)
def test_asking_for_what_is_not_there_is_404(developer, query):
    path = "state?" + query.format(t=developer.app.tenant())
    assert "There is no" in developer.ask("GET", path, status=404)["error"]


def test_organisations_are_listed_with_their_sizes(developer):
    listed = developer.get("organisations")
    assert [each["tenant"] for each in listed] == list(developer.sandbox.world.organisations)
    assert "contacts" in listed[0]["counts"]


def test_the_log_tells_who_called_what_and_can_be_filtered(developer):
    developer.sign_in()
    since = developer.get("requests")["last"]
    developer.api("GET", "Contacts?page=1", headers={"Idempotency-Key": "k-1"})
    developer.api("PUT", "Contacts", json={"Contacts": [{"Name": "Logged"}]})
    both = developer.get("requests", since=since, path="/contacts")
    assert both["count"] == 2
    (put,) = developer.get("requests", since=since, method="put")["requests"]
    assert put["path"] == "/api.xro/2.0/Contacts"
    assert put["status"] == 200
    assert put["body"] == {"Contacts": [{"Name": "Logged"}]}
    get = both["requests"][0]
    assert (get["query"], get["idempotency_key"]) == ("page=1", "k-1")
    developer.ask("DELETE", "requests")
    assert developer.get("requests")["count"] == 0


def test_the_log_holds_no_token(developer):
    developer.sign_in()
    developer.api("GET", "Organisation")
    shown = developer.http.get(f"{BASE}/_sandbox/requests").text
    assert developer.tokens["access_token"] not in shown
    assert developer.tokens["refresh_token"] not in shown


def test_the_clock_is_set_advanced_frozen_and_resumed(developer):
    assert developer.get("clock") == {"now": "2026-11-20T12:00:00+00:00", "frozen": True}
    moved = developer.ask("POST", "clock", {"advance": 90})
    assert moved["now"] == "2026-11-20T12:01:30+00:00"
    moved = developer.ask("POST", "clock", {"set": "2027-01-31T23:00:00+13:00"})
    assert moved["now"] == "2027-01-31T10:00:00+00:00"
    moved = developer.ask("POST", "clock", {"set": "2027-01-31T10:00:00"})
    assert moved["now"] == "2027-01-31T10:00:00+00:00"
    assert developer.ask("POST", "clock", {"resume": True})["frozen"] is False
    assert developer.ask("POST", "clock", {"freeze": True})["frozen"] is True


@pytest.mark.parametrize("payload", [{"advnace": 3}, {"set": "tomorrow"}, [1]])
def test_a_misspelt_order_to_the_clock_is_refused(developer, payload):
    assert developer.ask("POST", "clock", payload, status=400)["error"]


def test_resetting_starts_over_but_keeps_registered_apps(developer):
    developer.sign_in()
    developer.ask("POST", "apps", {"client_id": "mine", "secret": "s"})
    developer.ask("POST", "faults", {"status": 500, "times": None})
    developer.api("GET", "Organisation")
    developer.ask("POST", "reset")
    assert developer.get("requests")["count"] == 0
    assert developer.get("faults") == []
    assert "mine" in [app["client_id"] for app in developer.get("apps")]
    assert developer.api("GET", "Organisation").status_code == 403


def test_seeding_fills_an_organisation_without_storing_anything(developer):
    tenant = developer.app.tenant()
    before = developer.get("organisations")[0]["counts"]
    listed = developer.ask(
        "POST", "seed", {"tenant": tenant, "contacts": 100_000, "invoices": 1_000_000}
    )
    assert listed[0]["counts"]["contacts"] == before["contacts"] + 100_000
    assert listed[0]["counts"]["invoices"] == before["invoices"] + 1_000_000
    page = developer.http.get(f"{BASE}/")
    assert "50 of" in page.text
    assert len(persistence.snapshot(developer.sandbox)) < 2_000_000
    other = box()
    persistence.restore(other, persistence.snapshot(developer.sandbox))
    assert len(other.world.organisations[tenant].invoices) == before["invoices"] + 1_000_000


@pytest.mark.parametrize(
    ("payload", "status"),
    [({}, 404), ({"tenant": "{t}", "contacts": "5"}, 400), ({"tenant": "{t}", "cats": 5}, 400)],
)
def test_a_wrong_seed_is_refused(developer, payload, status):
    tenant = developer.app.tenant()
    payload = {k: v.format(t=tenant) if isinstance(v, str) else v for k, v in payload.items()}
    assert developer.ask("POST", "seed", payload, status=status)["error"]


def test_a_registered_app_can_connect(developer):
    callback = "https://crm.example.com/callback"
    developer.ask("POST", "apps", {"client_id": "mine", "secret": "s", "redirect_uris": [callback]})
    page = developer.app.consent_page(client_id="mine", redirect_uri=callback)
    assert page.status_code == 200


def test_a_pkce_app_has_no_secret_and_needs_a_challenge(developer):
    callback = "http://localhost:9/cb"
    developer.ask("POST", "apps", {"client_id": "spa", "redirect_uris": [callback]})
    page = developer.app.consent_page(client_id="spa", redirect_uri=callback, code_challenge="")
    assert "code challenge required" in page.text
    code = developer.app.code(client_id="spa", redirect_uri=callback)
    form = {
        "grant_type": "authorization_code",
        "client_id": "spa",
        "code": code,
        "redirect_uri": callback,
        "code_verifier": "a-verifier-of-exactly-forty-three-characters",
    }
    assert developer.http.post(f"{BASE}/connect/token", data=form).status_code == 200


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:8000/cb",
        "http://crm.example.com/cb",
        "https://*.example.com/cb",
        "ftp://localhost/cb",
        "https://",
    ],
)
def test_redirect_addresses_follow_xeros_rules(developer, uri):
    payload = {"client_id": "mine", "secret": "s", "redirect_uris": [uri]}
    assert "not allowed" in developer.ask("POST", "apps", payload, status=400)["error"]


def test_the_loopback_address_is_allowed_when_asked_for(developer):
    payload = {"client_id": "mine", "redirect_uris": ["http://127.0.0.1:8000/cb"]}
    developer.ask("POST", "apps", payload | {"allow_loopback_ip": True})


def test_new_apps_know_granular_scopes_only(developer):
    callback = "https://crm.example.com/cb"
    developer.ask("POST", "apps", {"client_id": "new", "redirect_uris": [callback]})
    page = developer.app.consent_page(
        client_id="new", redirect_uri=callback, scope="accounting.transactions"
    )
    assert "Invalid scope for client" in page.text


def test_limits_are_shown_and_set_by_name(developer):
    developer.sign_in()
    assert developer.get("limits")["per_minute"] == 60
    developer.ask("POST", "limits", {"per_minute": 1})
    assert developer.api("GET", "Organisation").status_code == 200
    assert developer.api("GET", "Organisation").status_code == 429
    assert developer.get("limits")["breaches"] == {"minute": 1}
    developer.ask("POST", "limits", {"broad_scopes_ended": True})
    assert developer.get("limits")["broad_scopes_ended"] is True


@pytest.mark.parametrize("payload", [{"per_minut": 1}, {"per_minute": "1"}, {"enabled": 1}])
def test_a_misspelt_limit_is_refused(developer, payload):
    assert developer.ask("POST", "limits", payload, status=400)["error"]


def test_webhooks_are_subscribed_verified_listed_and_ended(developer):
    payload = {"url": "https://crm.example.com/hook", "key": "k"}
    made = developer.ask("POST", "webhooks", payload)
    assert made["status"] == "VERIFYING"
    webhooks.deliver_pending(
        developer.sandbox, post=lambda url, body, headers: webhooks.Answer(200)
    )
    (listed,) = developer.get("webhooks")
    assert listed["status"] == "REFUSED"
    assert "key" not in listed
    assert len(listed["deliveries"]) == 4
    assert developer.ask("POST", f"webhooks/{made['id']}/verify")["status"] == "VERIFYING"
    developer.ask("DELETE", f"webhooks/{made['id']}")
    assert developer.get("webhooks") == []


@pytest.mark.parametrize(
    "payload", [{}, {"url": "https://x.example.com"}, {"url": "x", "key": "k"}]
)
def test_an_incomplete_subscription_is_refused(developer, payload):
    assert developer.ask("POST", "webhooks", payload, status=400)["error"]


def test_unknown_subscriptions_are_404(developer):
    developer.ask("DELETE", "webhooks/none", status=404)
    developer.ask("POST", "webhooks/none/verify", status=404)


def test_other_sites_cannot_give_orders(developer):
    answer = developer.http.post(
        f"{BASE}/_sandbox/reset", headers={"Origin": "https://evil.example.com"}
    )
    assert answer.status_code == 403
