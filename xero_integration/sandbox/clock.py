"""The only source of time inside the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class Clock:
    """A wall clock that can be moved and stopped."""

    _offset: timedelta = timedelta(0)
    _frozen_at: datetime | None = None

    @classmethod
    def frozen(cls, moment: datetime) -> Clock:
        return cls(_frozen_at=moment.astimezone(UTC))

    def now(self) -> datetime:
        if self._frozen_at is not None:
            return self._frozen_at
        return datetime.now(UTC) + self._offset

    @property
    def is_frozen(self) -> bool:
        return self._frozen_at is not None

    def set(self, moment: datetime) -> None:
        moment = moment.astimezone(UTC)
        if self._frozen_at is not None:
            self._frozen_at = moment
        else:
            self._offset = moment - datetime.now(UTC)

    def advance(self, seconds: float) -> None:
        self.set(self.now() + timedelta(seconds=seconds))

    def freeze(self) -> None:
        self._frozen_at = self.now()

    def resume(self) -> None:
        moment = self.now()
        self._frozen_at = None
        self.set(moment)
