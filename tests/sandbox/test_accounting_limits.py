"""Rate limits: headers, windows and the bare 429."""

from __future__ import annotations

from tests.sandbox.accounting_fixtures import Xero
from xero_integration.sandbox import Sandbox


def test_every_answer_tells_what_is_left(xero: Xero) -> None:
    first, second = xero.get("Users"), xero.get("Users")
    assert first.headers["X-MinLimit-Remaining"] == "59"
    assert first.headers["X-DayLimit-Remaining"] == "4999"
    assert first.headers["X-AppMinLimit-Remaining"] == "9999"
    assert second.headers["X-MinLimit-Remaining"] == "58"


def test_the_sixty_first_call_of_a_minute_is_refused_bare(xero: Xero) -> None:
    for _ in range(60):
        assert xero.get("Users").status_code == 200
    refused = xero.get("Users")
    assert (refused.status_code, refused.content) == (429, b"")
    assert "Content-Type" not in refused.headers
    assert refused.headers["X-Rate-Limit-Problem"] == "minute"
    assert refused.headers["X-MinLimit-Remaining"] == "0"
    wait = int(refused.headers["Retry-After"])
    assert 1 <= wait <= 60
    xero.sandbox.clock.advance(wait - 1)
    assert xero.get("Users").status_code == 429
    xero.sandbox.clock.advance(1)
    assert xero.get("Users").status_code == 200


def test_a_day_is_a_fixed_window(xero: Xero) -> None:
    xero.sandbox.limits.per_day = 2
    xero.get("Users")
    xero.get("Users")
    refused = xero.get("Users")
    assert refused.headers["X-Rate-Limit-Problem"] == "day"
    xero.sandbox.clock.advance(int(refused.headers["Retry-After"]))
    assert xero.get("Users").status_code == 200


def test_organisations_have_their_own_allowance(sandbox: Sandbox) -> None:
    sandbox.limits.per_minute = 1
    zealand, kingdom = Xero(sandbox, "NZ"), Xero(sandbox, "GB")
    assert [zealand.get("Users").status_code for _ in range(2)] == [200, 429]
    assert kingdom.get("Users").status_code == 200


def test_the_app_has_an_allowance_over_all_organisations(sandbox: Sandbox) -> None:
    sandbox.limits.app_per_minute = 1
    Xero(sandbox, "NZ").get("Users")
    refused = Xero(sandbox, "GB").get("Users")
    assert refused.headers["X-Rate-Limit-Problem"] == "appminute"


def test_too_many_calls_at_once_are_refused_without_a_wait(xero: Xero) -> None:
    xero.sandbox.inflight[xero.tenant] = 5
    refused = xero.get("Users")
    assert refused.headers["X-Rate-Limit-Problem"] == "concurrent"
    assert "Retry-After" not in refused.headers


def test_a_breach_is_counted_even_when_limits_are_off(xero: Xero) -> None:
    xero.sandbox.limits.enabled = False
    xero.sandbox.limits.per_minute = 1
    assert [xero.get("Users").status_code for _ in range(3)] == [200, 200, 200]
    assert xero.sandbox.limits.breaches == {"minute": 2}


def test_a_second_breach_in_one_window_is_told_apart(xero: Xero) -> None:
    limits, moment = xero.sandbox.limits, xero.sandbox.clock
    limits.per_minute = 1
    xero.get("Users")
    refused = xero.get("Users")
    assert (limits.breaches, limits.repeated) == ({"minute": 1}, 0)
    moment.advance(int(refused.headers["Retry-After"]))
    xero.get("Users")
    assert xero.get("Users").status_code == 429
    assert (limits.breaches, limits.repeated) == ({"minute": 2}, 0)
    assert xero.get("Users").status_code == 429
    assert (limits.breaches, limits.repeated) == ({"minute": 3}, 1)


def test_the_most_calls_at_once_are_kept(xero: Xero) -> None:
    xero.get("Users")
    assert xero.sandbox.limits.most_at_once == {xero.tenant: 1}
    xero.sandbox.inflight[xero.tenant] = 4
    xero.get("Users")
    assert xero.sandbox.limits.most_at_once == {xero.tenant: 5}


def test_a_refused_call_changes_nothing(xero: Xero) -> None:
    xero.sandbox.limits.per_minute = 0
    before = len(xero.books.invoices)
    assert xero.put("Invoices", xero.invoice()).status_code == 429
    assert len(xero.books.invoices) == before


def test_a_replayed_key_still_costs_a_call(xero: Xero) -> None:
    body, header = xero.invoice(), {"Idempotency-Key": "k"}
    first = xero.call("PUT", "Invoices", body, headers=header)
    again = xero.call("PUT", "Invoices", body, headers=header)
    left = "X-MinLimit-Remaining"
    assert int(again.headers[left]) == int(first.headers[left]) - 1
