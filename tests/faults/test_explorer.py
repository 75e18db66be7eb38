"""Hundreds of seeded schedules of deaths, lost answers and late clocks: always exactly once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.explorer import SUBJECTS, ViolationError
from tests.faults.tally import Tally

SCHEDULES = int(os.environ.get("FAULT_SCHEDULES", "500"))
CHUNKS = int(os.environ.get("FAULT_CHUNKS", "10"))
REPORT = os.environ.get("FAULT_REPORT", "")
SEED = os.environ.get("FAULT_SEED", "")

pytestmark = pytest.mark.faults


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_each_intent_ends_exactly_once_or_is_refused_and_says_so(explorer, chunk):
    seeds = range(chunk, SCHEDULES, CHUNKS)
    for seed in seeds:
        try:
            explorer.explore(seed)
        except ViolationError as violation:
            explorer.tally.violations.append(str(violation))
    if REPORT:
        explorer.tally.save(Path(REPORT), str(chunk))
    assert explorer.tally.schedules.total() == len(seeds)
    assert not explorer.tally.violations, "\n\n".join(explorer.tally.violations)


def test_a_seed_tells_the_same_story_whatever_was_played_before(explorer):
    seeds = range(len(SUBJECTS))
    first = [explorer.explore(seed) for seed in seeds]
    assert [explorer.explore(seed) for seed in reversed(seeds)] == first[::-1]


def test_what_several_processes_counted_adds_up(tmp_path):
    for number in range(2):
        tally = Tally(violations=[f"Seed {number}"])
        tally.deaths["before the claim"] = 3
        tally.save(tmp_path, str(number))
    whole = Tally.load(sorted(tmp_path.iterdir()))
    assert whole.deaths == {"before the claim": 6}
    assert whole.report().endswith("Seed 0\nSeed 1\n2 violations")


@pytest.mark.skipif(not SEED, reason="names the seed to replay in FAULT_SEED")
def test_the_seed_that_is_replayed_keeps_every_promise(explorer):
    print(explorer.explore(int(SEED)))
