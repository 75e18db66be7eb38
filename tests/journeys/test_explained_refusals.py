"""Refusals of Xero in plain words, with the way to mend them; what nobody knows is shown whole."""

from __future__ import annotations

from django.urls import reverse

from tests.outbox.test_activity_pages import add_operation
from xero_integration.extensions import Explanation, Fix

from .office import text_of

FLUX = Explanation("flux", r"flux capacitor", "Charge it at the front desk.", Fix.XERO)


def story_of(office, browser, sentence: str) -> str:
    operation = add_operation(office, state="refused", error_message=sentence)
    return text_of(browser.get(reverse("xero_integration:operation", args=[operation.pk])))


def test_an_admin_reads_the_cause_xeros_words_and_where_to_mend_it(office):
    shown = story_of(office, office.admin, "Account code must be specified")
    assert "A line has no account. Xero needs one before it approves an invoice." in shown
    assert "Xero said: “Account code must be specified” account_missing" in shown
    assert "Set the defaults" in shown


def test_what_nobody_knows_is_shown_as_xero_said_it(office):
    shown = story_of(office, office.admin, "Flux capacitor <b>must</b> be charged")
    assert "Flux capacitor <b>must</b> be charged" in shown
    assert "Xero said" not in shown


def test_a_rep_is_not_led_to_a_page_that_is_closed_to_reps(office):
    deal = office.host.make_deal(tenant=office.tenant)
    values = office.link_everything(deal)
    items = office.organisation.items.values()
    for item in items:
        item.is_sold = False
    answer = office.press(deal, "create", values)
    shown = text_of(answer)
    assert "An item that a line uses was deleted, renamed or is not sold." in shown
    assert "Ask an administrator." in shown
    assert "Read what changed in Xero" not in shown


def test_a_host_explains_a_refusal_in_its_own_words(office, settings):
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "EXPLANATIONS": [f"{__name__}.FLUX"]}
    shown = story_of(office, office.admin, "Flux capacitor must be charged")
    assert "Charge it at the front desk." in shown
    assert "Open Xero" in shown
