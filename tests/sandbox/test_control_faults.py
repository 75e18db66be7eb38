"""Misbehaviour on demand: what the caller sees and, above all, what really happened."""

from __future__ import annotations

import pytest
import requests

from tests.sandbox.control_fixtures import Developer


@pytest.fixture
def developer():
    developer = Developer()
    developer.sign_in()
    return developer


def create(developer, name, **more):
    body = {"Contacts": [{"Name": name}]}
    return developer.api("PUT", "Contacts", json=body, **more)


def names(developer):
    books = developer.sandbox.world.organisations[developer.tenant]
    return [contact.name for contact in books.contacts.values()]


def test_a_lost_answer_means_the_contact_exists(developer):
    developer.ask("POST", "faults", {"method": "PUT", "path": "/Contacts", "drop": "after"})
    with pytest.raises(requests.ConnectionError):
        create(developer, "Lost but saved")
    assert names(developer).count("Lost but saved") == 1
    refused = create(developer, "Lost but saved")
    assert refused.status_code == 400


def test_a_connection_dropped_before_the_call_leaves_nothing(developer):
    developer.ask("POST", "faults", {"method": "PUT", "drop": "before"})
    with pytest.raises(requests.ConnectionError):
        create(developer, "Never arrived")
    assert "Never arrived" not in names(developer)
    assert create(developer, "Never arrived").status_code == 200


@pytest.mark.parametrize(("commit", "exists"), [(True, True), (False, False)])
def test_a_500_may_come_after_or_before_the_effect(developer, commit, exists):
    developer.ask("POST", "faults", {"path": "Contacts", "status": 500, "commit": commit})
    assert create(developer, "Perhaps").status_code == 500
    assert ("Perhaps" in names(developer)) is exists


def test_a_lost_answer_comes_back_under_the_same_key(developer):
    developer.ask("POST", "faults", {"method": "PUT", "drop": "after"})
    key = {"Idempotency-Key": "key-1"}
    with pytest.raises(requests.ConnectionError):
        create(developer, "Once", headers=key)
    assert create(developer, "Once", headers=key).status_code == 200
    assert names(developer).count("Once") == 1


def test_a_throttled_answer_carries_its_headers_and_no_body(developer):
    headers = {"Retry-After": "26", "X-Rate-Limit-Problem": "minute"}
    developer.ask("POST", "faults", {"path": "Organisation", "status": 429, "headers": headers})
    answer = developer.api("GET", "Organisation")
    assert (answer.status_code, answer.content) == (429, b"")
    assert answer.headers["Retry-After"] == "26"
    assert "Content-Type" not in answer.headers


def test_a_delay_longer_than_the_callers_patience_is_a_timeout(developer):
    developer.ask("POST", "faults", {"method": "PUT", "delay": 20})
    with pytest.raises(requests.ReadTimeout):
        create(developer, "Slow but saved", timeout=(3, 5))
    assert "Slow but saved" in names(developer)


def test_a_truncated_body_is_noticed(developer):
    developer.ask("POST", "faults", {"path": "Organisation", "truncate": 40})
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        developer.api("GET", "Organisation")


def test_garbage_has_the_right_status_and_no_json(developer):
    developer.ask("POST", "faults", {"path": "Organisation", "garbage": True})
    answer = developer.api("GET", "Organisation")
    assert answer.status_code == 200
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()


def test_headers_alone_override_those_of_the_true_answer(developer):
    developer.ask("POST", "faults", {"headers": {"X-DayLimit-Remaining": "3"}})
    answer = developer.api("GET", "Organisation")
    assert answer.status_code == 200
    assert answer.headers["X-DayLimit-Remaining"] == "3"


def test_counts_say_which_calls_are_hit(developer):
    developer.ask("POST", "faults", {"path": "Organisation", "status": 503, "after": 1, "times": 2})
    seen = [developer.api("GET", "Organisation").status_code for _ in range(5)]
    assert seen == [200, 503, 503, 200, 200]
    (rule,) = developer.get("faults")
    assert (rule["matched"], rule["hits"]) == (5, 2)


def test_only_the_matching_method_and_path_are_hit(developer):
    developer.ask("POST", "faults", {"method": "put|post", "path": "invoices", "status": 500})
    assert developer.api("GET", "Invoices").status_code == 200
    assert developer.api("PUT", "Invoices", json={}).status_code == 500


def test_token_calls_can_fail_too(developer):
    developer.ask("POST", "faults", {"path": "/connect/token", "status": 503})
    assert developer.app.refresh(developer.tokens["refresh_token"]).status_code == 503
    assert developer.app.refresh(developer.tokens["refresh_token"]).status_code == 200


def test_a_refresh_whose_answer_is_lost_can_be_repeated(developer):
    developer.ask("POST", "faults", {"path": "/connect/token", "drop": "after"})
    with pytest.raises(requests.ConnectionError):
        developer.app.refresh(developer.tokens["refresh_token"])
    assert developer.app.refresh(developer.tokens["refresh_token"]).status_code == 200


def test_rules_can_be_listed_and_removed_one_by_one(developer):
    first, second = (
        developer.sandbox.faults.add_fault(path="Organisation", status=500, times=None),
        developer.sandbox.faults.add_fault(path="Contacts", status=500, times=None),
    )
    developer.ask("DELETE", f"faults?id={first.id}")
    assert [rule["id"] for rule in developer.get("faults")] == [second.id]
    assert developer.api("GET", "Organisation").status_code == 200
    assert developer.ask("DELETE", "faults") == []


@pytest.mark.parametrize(
    "payload", [{"statsu": 500}, {"path": "("}, {"drop": "sometimes"}, {"hits": 3}]
)
def test_a_misspelt_rule_is_refused(developer, payload):
    assert developer.ask("POST", "faults", payload, status=400)["error"]
    assert developer.get("faults") == []


def test_the_control_api_itself_never_misbehaves(developer):
    developer.ask("POST", "faults", {"status": 500, "times": None})
    assert developer.get("faults")
