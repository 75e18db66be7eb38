"""Xero's rate limits: fixed windows per organisation and per app."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from zlib import crc32

MINUTE = 60
DAY = 86_400


@dataclass
class Window:
    """Calls counted in one fixed window; each organisation's windows start at its own second."""

    length: int
    offset: int
    index: int = -1
    used: int = 0

    def move_to(self, now: datetime) -> None:
        index = int(now.timestamp() + self.offset) // self.length
        if index != self.index:
            self.index, self.used = index, 0

    def seconds_left(self, now: datetime) -> int:
        return self.length - int(now.timestamp() + self.offset) % self.length


@dataclass(frozen=True)
class Breach:
    problem: str
    retry_after: int | None


@dataclass(frozen=True)
class Record:
    """One breach as it is kept; ``window`` numbers the minute or day in which it was."""

    at: datetime
    tenant: str
    problem: str
    window: int


@dataclass
class Limits:
    """The allowances, what was used of them, and how often each was broken.

    Breaches are always recorded; with `enabled` off they are recorded but not refused.
    """

    enabled: bool = True
    per_minute: int = 60
    per_day: int = 5_000
    concurrent: int = 5
    app_per_minute: int = 10_000
    breaches: Counter[str] = field(default_factory=Counter)
    records: list[Record] = field(default_factory=list)
    most_at_once: Counter[str] = field(default_factory=Counter)
    _windows: dict[tuple[str, str], Window] = field(default_factory=dict)

    def clear(self) -> None:
        self._windows.clear()
        self.breaches.clear()
        self.records.clear()
        self.most_at_once.clear()

    @property
    def repeated(self) -> int:
        """Breaches in a window that had one already: somebody did not heed the first."""
        windows = Counter((each.tenant, each.problem, each.window) for each in self.records)
        return sum(count - 1 for count in windows.values())

    def take(self, app: str, tenant: str, *, now: datetime, inflight: int) -> Breach | None:
        """Count a call and say which limit it breaks, if any."""
        self.most_at_once[tenant] = max(self.most_at_once[tenant], inflight)
        breach = self._first_breach(app, tenant, now, inflight)
        if breach is not None:
            self.breaches[breach.problem] += 1
            self.records.append(self._record(breach, app, tenant, now))
            if self.enabled:
                return breach
        for window in self._all(app, tenant, now).values():
            window.used += 1
        return None

    def _record(self, breach: Breach, app: str, tenant: str, now: datetime) -> Record:
        # One for too many at once has no window of its own; the minute's will do.
        windows = self._all(app, tenant, now)
        window = windows.get(breach.problem, windows["minute"])
        return Record(now, tenant, breach.problem, window.index)

    def headers(self, app: str, tenant: str, now: datetime) -> dict[str, str]:
        windows = self._all(app, tenant, now)
        allowed = {"day": self.per_day, "minute": self.per_minute, "appminute": self.app_per_minute}
        left = {name: max(0, allowed[name] - window.used) for name, window in windows.items()}
        return {
            "X-DayLimit-Remaining": str(left["day"]),
            "X-MinLimit-Remaining": str(left["minute"]),
            "X-AppMinLimit-Remaining": str(left["appminute"]),
        }

    def _first_breach(self, app: str, tenant: str, now: datetime, inflight: int) -> Breach | None:
        if inflight > self.concurrent:
            return Breach("concurrent", None)
        windows = self._all(app, tenant, now)
        for name, allowed in (
            ("day", self.per_day),
            ("minute", self.per_minute),
            ("appminute", self.app_per_minute),
        ):
            if windows[name].used >= allowed:
                return Breach(name, windows[name].seconds_left(now))
        return None

    def _all(self, app: str, tenant: str, now: datetime) -> dict[str, Window]:
        keys = {
            "day": (f"{app}:{tenant}:day", DAY),
            "minute": (f"{app}:{tenant}:minute", MINUTE),
            "appminute": (f"{app}:minute", MINUTE),
        }
        windows: dict[str, Window] = {}
        for name, (key, length) in keys.items():
            fresh = Window(length=length, offset=crc32(key.encode()) % length)
            windows[name] = self._windows.setdefault((name, key), fresh)
            windows[name].move_to(now)
        return windows
