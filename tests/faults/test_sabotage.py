"""The explorer against runners that lack one of their safeguards: it must find what they do."""

from __future__ import annotations

import pytest

from tests.faults.explorer import ViolationError
from tests.faults.subjects import one_invoice
from xero_integration.outbox import exchange
from xero_integration.outbox.decision import Standing, Step

ENOUGH = 300


def never_look(standing: Standing, now: object) -> Step:
    return Step.SEND


def explore_until_violated(explorer) -> str:
    with pytest.raises(ViolationError) as found:
        for seed in range(ENOUGH):
            explorer.explore(seed, one_invoice)
    return str(found.value)


@pytest.mark.faults
def test_a_runner_that_does_not_look_before_it_sends_anew_is_caught(explorer, monkeypatch):
    monkeypatch.setattr(exchange, "next_step", never_look)
    assert "Xero holds 2" in explore_until_violated(explorer)


@pytest.mark.faults
def test_a_runner_that_forgets_what_it_did_not_hear_about_is_caught(explorer, monkeypatch):
    """It takes what it was at when it died for never sent, and believes that for ever."""
    monkeypatch.setattr(exchange.Exchange, "_mark_sent", lambda self: True)
    monkeypatch.setattr(exchange.Exchange, "_absent_at", lambda self: None)
    assert "Xero holds 2" in explore_until_violated(explorer)
