"""The page "Check-up" in a real browser: decided with one press, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone

from tests.browser.looking import assert_readable
from tests.journeys.office import Office
from tests.upkeep.conftest import Upkeep
from xero_integration.models import Proposal

pytestmark = pytest.mark.browser


@pytest.fixture
def upkeep(office: Office) -> Iterator[Upkeep]:
    """A night after the accountant archived, renumbered, merged and deleted."""
    with time_machine.travel(timezone.now(), tick=True) as clock:
        yield unsettled(Upkeep(office, clock))


def unsettled(found: Upkeep) -> Upkeep:
    office = found.office
    deal = office.host.make_deal(tenant=office.tenant)
    values = office.link_everything(deal)
    merged, kept = list(office.organisation.contacts)[:2]
    office.press(deal, f"pick_contact:{merged}", values)
    themes = office.organisation.themes
    chosen = max(themes.values(), key=lambda theme: theme.sort_order)
    found.save_defaults(account=found.account("200").account_id, theme=chosen.theme_id)
    found.account("200").status = "ARCHIVED"
    del themes[chosen.theme_id]
    found.act("merge_contact", contact_id=merged, into=kept)
    found.night()
    return found


def test_everyone_can_read_it(open_page, upkeep):
    page = open_page(upkeep.url, role="admin")
    assert page.get_by_role("button", name="Use 210 – Consulting Income").is_visible()
    assert_readable(page, "check-up")


@pytest.mark.parametrize("has_script", [True, False])
def test_one_press_decides(open_page, upkeep, has_script):
    page = open_page(upkeep.url, role="admin", java_script_enabled=has_script)
    page.get_by_role("button", name="Use 210 – Consulting Income").click()
    page.get_by_role("button", name="Use 210 – Consulting Income").wait_for(state="detached")
    assert upkeep.defaults()["account"] == upkeep.account("210").account_id
    page.get_by_role("button", name="Dismiss").click()
    page.get_by_text("Nothing waits for a decision.").wait_for()
    states = Proposal.objects.order_by("place").values_list("place", "state")
    assert list(states) == [("account", "accepted"), ("theme", "dismissed")]


def test_check_now_tells_when_it_is_done(open_page, upkeep):
    page = open_page(upkeep.url, role="admin")
    page.get_by_role("button", name="Check now").click()
    page.get_by_text("The check-up is running.").wait_for()
    upkeep.office.queue.run_all()
    page.get_by_text("links and defaults were looked at.").wait_for()
