"""The order of repeat, look and send after an unknown outcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from xero_integration.outbox.decision import (
    KEY_LIFE,
    LOOK_AFTER,
    Standing,
    Step,
    may_send_anew,
    next_step,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def standing(*, uncertain: bool, age: timedelta | None, errors: int = 0) -> Standing:
    used_at = None if age is None else NOW - age
    return Standing(uncertain=uncertain, key_used_at=used_at, errors_answered=errors)


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (standing(uncertain=False, age=None), Step.SEND),
        (standing(uncertain=False, age=timedelta(seconds=3)), Step.REPEAT),
        (standing(uncertain=False, age=timedelta(hours=2)), Step.SEND),
        (standing(uncertain=True, age=timedelta(seconds=3)), Step.REPEAT),
        (standing(uncertain=True, age=timedelta(seconds=3), errors=1), Step.REPEAT),
        (standing(uncertain=True, age=timedelta(seconds=3), errors=2), Step.LOOK),
        (standing(uncertain=True, age=timedelta(minutes=5)), Step.LOOK),
        (standing(uncertain=True, age=timedelta(days=1)), Step.LOOK),
        (standing(uncertain=True, age=None), Step.LOOK),
    ],
)
def test_the_next_step_follows_from_what_xero_may_know(situation, expected):
    assert next_step(situation, NOW) is expected


def test_a_new_key_is_used_only_when_xero_has_forgotten_the_old_one():
    assert not may_send_anew(standing(uncertain=True, age=KEY_LIFE), NOW)
    assert may_send_anew(standing(uncertain=True, age=LOOK_AFTER), NOW)
