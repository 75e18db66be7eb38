"""The order of repeat, look and send after an unknown outcome."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from xero_integration.outbox.decision import (
    KEY_LIFE,
    LOOK_AFTER,
    Standing,
    Step,
    may_send_anew,
    next_step,
    sending_key,
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


@pytest.mark.parametrize(
    ("absent_for", "is_batch", "expected"),
    [
        (timedelta(minutes=4, seconds=59), False, Step.SEND),
        (timedelta(minutes=5), False, Step.LOOK),
        (timedelta(seconds=59), True, Step.SEND),
        (timedelta(minutes=1), True, Step.LOOK),
    ],
)
def test_what_was_never_sent_is_looked_for_when_a_repeat_would_not_show(
    absent_for, is_batch, expected
):
    """The database may have been restored to before it was sent."""
    used_up = NOW - timedelta(hours=1)
    for used_at in (None, used_up):
        situation = Standing(
            uncertain=False, key_used_at=used_at, absent_at=NOW - absent_for, is_batch=is_batch
        )
        assert next_step(situation, NOW) is expected
        assert may_send_anew(situation, NOW)


def test_the_same_members_with_the_same_past_make_the_same_key():
    one, other = uuid.uuid4(), uuid.uuid4()
    key = sending_key({one: 0, other: 1})
    assert key == sending_key({other: 1, one: 0})
    different = [{one: 0}, {one: 1, other: 1}, {one: 0, other: 1, uuid.uuid4(): 0}]
    assert len({key, *map(sending_key, different)}) == 4
    assert len(key) <= 128


def test_a_new_key_is_used_only_when_xero_has_forgotten_the_old_one():
    assert not may_send_anew(standing(uncertain=True, age=KEY_LIFE), NOW)
    assert may_send_anew(standing(uncertain=True, age=LOOK_AFTER), NOW)
