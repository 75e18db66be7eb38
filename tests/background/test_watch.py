"""What counts as wedged: work was due all the time, and nothing of it was finished."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from xero_integration.management.guarding.watch import Signs, Watch

PATIENCE = 60.0


def due() -> float:
    return 0.0


def not_due() -> None:
    return None


def never_asked() -> float:
    raise AssertionError("The database need not be asked while something is finished.")


def first_wedge(
    signs: Callable[[int], Signs], is_due: Callable[[int], bool], *, until: int = 400
) -> int | None:
    """Look every ten seconds; the second at which the watch saw a wedge."""
    watch = Watch(PATIENCE)
    for second in range(10, until, 10):
        if watch.sees_wedge(1000.0 + second, signs(second), due if is_due(second) else not_due):
            return second
    return None


def test_workers_that_finish_nothing_while_work_is_due_are_wedged_when_patience_ends() -> None:
    assert first_wedge(lambda second: Signs(), lambda second: True) == 70


def test_workers_of_an_idle_site_are_not() -> None:
    assert first_wedge(lambda second: Signs(), lambda second: False) is None


def test_workers_that_finish_something_now_and_then_are_not_and_cost_no_query() -> None:
    watch = Watch(PATIENCE)
    for second in range(10, 400, 10):
        signs = Signs(beat=str(second))
        assert not watch.sees_wedge(second, signs, never_asked)


def test_a_slow_first_import_that_finishes_a_part_each_minute_is_not_a_wedge() -> None:
    assert first_wedge(lambda second: Signs(beat=str(second // 60)), lambda second: True) is None


def test_one_long_task_explains_that_nothing_is_finished() -> None:
    assert first_wedge(lambda second: Signs(busy_for=float(second)), lambda second: True) is None


def test_short_tasks_that_run_without_being_finished_explain_nothing() -> None:
    """As when the process died that saves and acknowledges what workers have done."""
    assert first_wedge(lambda second: Signs(busy_for=3.0), lambda second: True) == 70


def test_work_that_only_a_schedule_finds_is_given_the_time_of_a_schedule() -> None:
    """A cluster that was started again looks at its schedules after half a minute."""
    watch = Watch(4.0)
    seen = [second for second in range(200) if watch.sees_wedge(second, Signs(), lambda: 90.0)]
    assert seen[0] == 90


def test_work_that_was_not_due_in_between_begins_to_wait_anew() -> None:
    assert first_wedge(lambda second: Signs(), lambda second: second != 50) == 120


def test_patience_begins_with_the_last_task_that_was_finished() -> None:
    assert first_wedge(lambda s: Signs(beat="a" if s >= 50 else ""), lambda s: True) == 120


@pytest.mark.parametrize("jump", [-100_000.0, 100_000.0])
def test_the_watch_remembers_whether_its_workers_ever_finished_anything(jump: float) -> None:
    watch = Watch(PATIENCE)
    assert not watch.has_finished
    watch.sees_wedge(jump, Signs(beat="a"), due)
    watch.sees_wedge(jump + 10, Signs(beat="a"), not_due)
    assert watch.has_finished
