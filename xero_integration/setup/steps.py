"""The steps of the wizard as the page lists them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .models import Step


@dataclass(frozen=True, slots=True)
class ShownStep:
    """``can_open``: one may go there, back or to where the settings are known already."""

    number: int
    step: Step
    is_current: bool
    is_done: bool
    can_open: bool


def steps_for(*, has_choice: bool) -> list[Step]:
    """Which organisation is asked only where there are several."""
    return [step for step in Step if has_choice or step != Step.ORGANISATION]


def current_step(asked: str, kept: str, steps: Sequence[Step], *, has_settings: bool) -> Step:
    """What was asked for, else where the person left, as far as that is possible now."""
    wanted = next((step for step in steps if step.value in (asked or kept,)), steps[0])
    reached = steps if has_settings else steps[: steps.index(Step.SETTINGS) + 1]
    return wanted if wanted in reached else Step.SETTINGS


def shown_steps(
    steps: Sequence[Step], current: Step, *, has_settings: bool, is_on: bool
) -> list[ShownStep]:
    place = steps.index(current)
    return [
        ShownStep(
            number=number + 2,
            step=step,
            is_current=step == current,
            is_done=is_on if step == Step.ON else number < place,
            can_open=step != current and (has_settings or number <= steps.index(Step.SETTINGS)),
        )
        for number, step in enumerate(steps)
    ]
