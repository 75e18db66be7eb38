"""A real Chromium on a real server of the host under test, with the sandbox as Xero."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from tests import quick_flush
from tests.answering import wait_for_answers
from tests.browser import csp
from tests.browser.chromium import launched
from tests.browser.waiting import wait_until
from tests.database_file import copied_to, in_place_of_memory
from tests.journeys.office import Office, open_office

# Playwright's loop runs in this thread, which Django takes for an async view; nothing is async.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

JS = "text/javascript"
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


@pytest.fixture(scope="session")
def database_file(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any
) -> str:
    """One for all tests of the process: several requests of a page are answered at once."""
    with django_db_blocker.unblock():
        return copied_to(tmp_path_factory.mktemp("browser") / "browser.sqlite3")


@pytest.fixture(scope="session")
def live_server(database_file: str, django_db_blocker: DjangoDbBlocker) -> Iterator[LiveServer]:
    """Started while the file is in place, else each request would use the memory's connection."""
    with django_db_blocker.unblock(), in_place_of_memory(database_file):
        server = LiveServer("localhost")
    csp.put_in_force(server)
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def database_of_threads(transactional_db: None, database_file: str) -> Iterator[None]:
    with in_place_of_memory(database_file):
        yield
        quick_flush.empty("default")


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, live_server: LiveServer) -> Iterator[Browser]:
    """Closed before the server is: a thread that still answered would miss its database."""
    with launched(playwright) as browser:
        yield browser
    wait_for_answers()


@pytest.fixture
def office(host, database_of_threads, sandbox, queue, sign_in) -> Office:
    return open_office(host, sandbox, queue, sign_in)


@pytest.fixture
def forgiven() -> list[str]:
    """Words of errors that a test makes on purpose."""
    return []


@pytest.fixture
def open_page(chromium, live_server, office, forgiven) -> Iterator[Callable[..., Page]]:
    """``open_page(path, role="rep")`` opens a page of the host as somebody signed in.

    Every page of the test runs under a strict CSP and may not log an error.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(said: ConsoleMessage) -> None:
        if said.type == "error" and not any(words in said.text for words in forgiven):
            complaints.append(said.text)

    def opened(path: str, *, role: str = "rep", scripts: bool = True, **options: Any) -> Page:
        """Waits for htmx where the page brings it.

        ``scripts=False`` empties those of the page and lets a test use its own, such as axe;
        with ``java_script_enabled=False`` nobody can.
        """
        context: BrowserContext = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        browser = {"rep": office.rep, "admin": office.admin}[role]
        context.add_cookies(
            [
                {"name": name, "value": cookie.value, "url": live_server.url}
                for name, cookie in browser.cookies.items()
            ]
        )
        page: Page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        page.on("console", note)
        if not scripts:
            page.route("**/*.js*", lambda route: route.fulfill(content_type=JS, body=""))
        page.goto(path)
        if scripts and options.get("java_script_enabled", True):
            wait_until(page, "window.htmx || !window.xeroIntegration")
        return page

    yield opened
    for context in contexts:
        context.close()
    wait_for_answers()
    assert complaints == []


def violations(page: Page, within: str = "html", rules: Sequence[str] = ()) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, one line each; ``rules`` are all of them else."""
    # A page that is still on its way has no stylesheet yet, hence targets of any size.
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    wanted = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": LEVELS}
    options = {"runOnly": wanted, "resultTypes": ["violations"]}
    found = page.evaluate(
        "asked => axe.run(...asked).then(told => told.violations)", [within, options]
    )
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for one in found
        for node in one["nodes"]
    ]
