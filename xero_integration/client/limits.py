"""What Xero's rate-limit headers say about the calls that are left, and who is asked before one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

# Xero documents no list of problem names; "minute" and "day" are seen on the wire, the others
# are what clients expect, so match by substring. "appminute" holds "minute": order matters.
_PROBLEMS = (("app", "app_minute"), ("concurrent", "concurrent"), ("day", "day"), ("min", "minute"))


class Gate(Protocol):
    """Lets one call through at a time of its choosing, or not at all."""

    def __call__(self, longest: float) -> AbstractContextManager[None]:
        """Hold a place for one call of at most so many seconds; NoRoom when there is none."""


@dataclass(frozen=True)
class RateLimits:
    """Calls left in the current windows; None where Xero did not say."""

    day_remaining: int | None = None
    minute_remaining: int | None = None
    app_minute_remaining: int | None = None
    problem: str = ""
    retry_after: int | None = None

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> RateLimits:
        """Read the headers without regard to case; nonsense counts as not said."""
        lower = {name.lower(): value for name, value in headers.items()}
        return cls(
            day_remaining=_count(lower.get("x-daylimit-remaining")),
            minute_remaining=_count(lower.get("x-minlimit-remaining")),
            app_minute_remaining=_count(lower.get("x-appminlimit-remaining")),
            problem=_problem(lower.get("x-rate-limit-problem", "")),
            retry_after=_count(lower.get("retry-after")),
        )


def _count(text: str | None) -> int | None:
    digits = (text or "").strip()
    # Nine digits are already thirty years of seconds; longer is noise.
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


def _problem(text: str) -> str:
    lower = text.lower()
    return next((name for part, name in _PROBLEMS if part in lower), "")
