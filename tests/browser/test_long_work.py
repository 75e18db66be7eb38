"""Long work in a real browser: it moves by itself, is stopped and resumed, on any screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.looking import assert_readable
from xero_integration.models import LongWork
from xero_integration.work import services as work
from xero_integration.work.models import WorkKind

pytestmark = pytest.mark.browser


@pytest.fixture
def url(office) -> str:
    """A comparison that has been at it for four minutes."""
    work.begin(office.connection, WorkKind.SWEEP)
    told(3000)
    return reverse("xero_integration:work", args=[office.connection.pk, "sweep"])


def told(done: int) -> None:
    now = timezone.now()
    LongWork.objects.filter(kind="sweep").update(
        done=done, total=9000, started_at=now - timedelta(minutes=4), alive_at=now
    )


def test_it_moves_by_itself_and_is_stopped_and_resumed(open_page, url):
    page = open_page(url, role="admin")
    page.get_by_text("3,000 of 9,000").wait_for()
    assert_readable(page, "work-running")
    stop = page.get_by_role("button", name="Stop")
    stop.focus()
    told(4500)
    page.get_by_text("4,500 of 9,000").wait_for()
    assert page.evaluate("document.activeElement.value") == "stop"
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopping", exact=True).wait_for()
    LongWork.objects.filter(kind="sweep").update(state="stopped")
    page.get_by_text("Stopped by a person").wait_for()
    assert_readable(page, "work-stopped")
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Running", exact=True).wait_for()


def test_it_is_read_and_stopped_without_javascript(open_page, url):
    page = open_page(url, role="admin", java_script_enabled=False)
    assert "Reload the page" in page.inner_text("main")
    told(4500)
    page.reload()
    assert "4,500 of 9,000" in page.inner_text("main")
    page.get_by_role("button", name="Stop").click()
    assert "Stopping" in page.inner_text("main")
