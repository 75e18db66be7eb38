"""Pytest plugin: what was left out is said at the end, and is a failure under REQUIRE_ALL=1.

A test says why it can't run here with ``pytest.skip("left out: no Chromium was found")``.
A test marked ``not_on_mariadb(reason)`` is left out there, and that is no failure: no server can
be installed that would mend it. Any other skip is an ordinary one.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import redis

from tools.required import NOTICES, all_is_required

PREFIX = "left out: "
REDIS = "redis://127.0.0.1:6379/9"
"""Where a Redis is looked for unless REDIS_URL names one; the database is for tests only."""

CHROMIUM_PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
POSTGRES_SCHEMES = ("postgres://", "postgresql://")
MYSQL_SCHEMES = ("mysql://",)
MARIADB = "on MariaDB, because "
LIVE = "live tests, because no XERO_TEST_CLIENT_ID is set"
OPENAPI = "Xero's OpenAPI files"
"""Not ours to ship: they lie beside a checkout, or they don't."""


def chromium() -> str | None:
    """Path of a Chromium: CHROMIUM in the environment, else a usual place."""
    for place in (os.environ.get("CHROMIUM", ""), *CHROMIUM_PLACES):
        if place and Path(place).exists():
            return place
    return None


@cache
def redis_answers() -> bool:
    try:
        return bool(redis.Redis.from_url(os.environ.get("REDIS_URL", REDIS)).ping())
    except redis.RedisError:
        return False


def _obstacle(item: pytest.Item) -> str:
    if item.get_closest_marker("browser") and chromium() is None:
        return "browser tests, because no Chromium was found (set CHROMIUM to its path)"
    if obstacle := _database_obstacle(item, os.environ.get("DATABASE_URL", "")):
        return obstacle
    if item.get_closest_marker("redis") and not redis_answers():
        return "Celery on Redis, because no Redis answers (set REDIS_URL to one)"
    if item.get_closest_marker("live") and "XERO_TEST_CLIENT_ID" not in os.environ:
        return LIVE
    return ""


def _database_obstacle(item: pytest.Item, url: str) -> str:
    if url.startswith(MYSQL_SCHEMES):
        if item.get_closest_marker("postgres"):
            return f"{MARIADB}it is about PostgreSQL only"
        unable = item.get_closest_marker("not_on_mariadb")
        return f"{MARIADB}{unable.args[0]}" if unable else ""
    on_postgres = url.startswith(POSTGRES_SCHEMES)
    if item.get_closest_marker("postgres") and not on_postgres:
        return "PostgreSQL tests, because DATABASE_URL does not point at one"
    if item.get_closest_marker("server") and not on_postgres:
        return "tests of database servers, because DATABASE_URL does not point at one"
    return ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if obstacle := _obstacle(item):
            item.add_marker(pytest.mark.skip(reason=PREFIX + obstacle))


class LeftOut:
    """Sees the reports of the whole run; with xdist that is the controller's job."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        reason = text.removeprefix("Skipped: ")
        if report.skipped and reason.startswith(PREFIX):
            self.reasons[reason.removeprefix(PREFIX)] += 1

    def _is_failure(self, reason: str) -> bool:
        """Neither a real organisation nor Xero's files can be installed; all else can be."""
        return all_is_required() and not reason.startswith((LIVE, OPENAPI, MARIADB))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if session.exitstatus == 0 and any(self._is_failure(reason) for reason in self.reasons):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for reason, count in sorted(self.reasons.items()):
            notice = NOTICES[self._is_failure(reason)]
            terminalreporter.write_line(f"{notice} {reason} ({count})", yellow=True)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(LeftOut(), "left-out-summary")
