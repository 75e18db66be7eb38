"""Hundreds of seeded schedules of deaths, lost answers and late clocks: always exactly one."""

from __future__ import annotations

import os

import pytest

from tests.faults.subjects import SUBJECTS

SCHEDULES = int(os.environ.get("FAULT_SCHEDULES", "300"))
CHUNKS = 20


@pytest.mark.faults
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_each_intent_ends_as_exactly_one_document_or_a_refusal(explorer, chunk):
    for seed in range(chunk, SCHEDULES, CHUNKS):
        explorer.explore(seed, SUBJECTS[seed % len(SUBJECTS)])
    assert explorer.tally.schedules == len(range(chunk, SCHEDULES, CHUNKS))
