"""Counts what went wrong and where, and prints it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Tally:
    """``violations`` are whole stories, each with its seed."""

    schedules: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    turns: Counter[str] = field(default_factory=Counter)
    deaths: Counter[str] = field(default_factory=Counter)
    pauses: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in COUNTERS:
            getattr(self, name).update(getattr(other, name))
        self.violations += other.violations

    def save(self, folder: Path, name: str) -> None:
        (folder / f"{name}.json").write_text(json.dumps(vars(self)))

    @classmethod
    def load(cls, files: Iterable[Path]) -> Tally:
        """The sum of what several processes saved."""
        whole = cls()
        for file in files:
            saved = json.loads(file.read_text())
            counters = {name: Counter(saved[name]) for name in COUNTERS}
            whole.add(cls(**counters, violations=saved["violations"]))
        return whole

    def report(self) -> str:
        lines = [f"{sum(self.schedules.values())} schedules"]
        for name, title in COUNTERS.items():
            counted: Counter[str] = getattr(self, name)
            lines += ["", f"{title}: {sum(counted.values())}"]
            lines += [f"  {count:>7}  {what}" for what, count in counted.most_common()]
        return "\n".join([*lines, "", *self.violations, f"{len(self.violations)} violations"])


COUNTERS = {
    "schedules": "Schedules by what was asked for",
    "endings": "Operations by how they ended",
    "faults": "Faults of Xero and the network that struck",
    "turns": "Processes and people at work",
    "deaths": "Deaths by boundary",
    "pauses": "Processes that stood still while another took over, by boundary",
}
