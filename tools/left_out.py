"""Pytest plugin: what was left out is said at the end, and is a failure under REQUIRE_ALL=1.

A test says why it can't run here with ``pytest.skip("left out: no Chromium was found")``.
Any other skip is an ordinary one.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

PREFIX = "left out: "
CHROMIUM_PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
POSTGRES_SCHEMES = ("postgres://", "postgresql://")


def chromium() -> str | None:
    """Path of a Chromium: CHROMIUM in the environment, else a usual place."""
    for place in (os.environ.get("CHROMIUM", ""), *CHROMIUM_PLACES):
        if place and Path(place).exists():
            return place
    return None


def _reason(item: pytest.Item) -> str | None:
    if item.get_closest_marker("browser") and chromium() is None:
        return "browser tests, because no Chromium was found (set CHROMIUM to its path)"
    on_postgres = os.environ.get("DATABASE_URL", "").startswith(POSTGRES_SCHEMES)
    if item.get_closest_marker("postgres") and not on_postgres:
        return "PostgreSQL tests, because DATABASE_URL does not point at one"
    if item.get_closest_marker("live") and "XERO_TEST_CLIENT_ID" not in os.environ:
        return "live tests, because no XERO_TEST_CLIENT_ID is set"
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        reason = _reason(item)
        if reason:
            item.add_marker(pytest.mark.skip(reason=PREFIX + reason))


def _left_out(reports: list[pytest.TestReport]) -> Counter[str]:
    reasons: Counter[str] = Counter()
    for report in reports:
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        reason = text.removeprefix("Skipped: ")
        if reason.startswith(PREFIX):
            reasons[reason.removeprefix(PREFIX)] += 1
    return reasons


def _is_tolerated(reason: str) -> bool:
    """A real Xero organisation is nobody's duty; PostgreSQL has a run of its own."""
    return reason.startswith(("live tests", "PostgreSQL tests"))


class LeftOut:
    """Sees the reports of the whole run; with xdist that is the controller's job."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        terminal = session.config.pluginmanager.getplugin("terminalreporter")
        self.reasons = _left_out(terminal.stats.get("skipped", []))
        missing = [reason for reason in self.reasons if not _is_tolerated(reason)]
        if missing and os.environ.get("REQUIRE_ALL") == "1" and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        verb = "REQUIRED" if os.environ.get("REQUIRE_ALL") == "1" else "Left out"
        for reason, count in sorted(self.reasons.items()):
            label = "Left out" if _is_tolerated(reason) else verb
            terminalreporter.write_line(f"{label}: {count} x {reason}", yellow=True)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(LeftOut(), "left-out-summary")
