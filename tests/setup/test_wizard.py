"""The set-up of a new connection: from the sign-in at Xero to the first invoice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.journeys.office import FormReader, Office, text_of
from xero_integration.models import Connection, FieldMapping, InvoiceDraft, Operation, Setup
from xero_integration.testing.world import connect


def address(office: Office, page: str = "setup", connection: Connection | None = None) -> str:
    return reverse(f"xero_integration:{page}", args=[(connection or office.connection).pk])


def show(office: Office, query: str = "") -> str:
    answer = office.admin.get(address(office) + query)
    assert answer.status_code == 200, text_of(answer)
    return text_of(answer)


def press(office: Office, action: str, **typed: str) -> str:
    """Press a button of the page and read the page that follows."""
    answer = office.admin.post(address(office), {"action": action, **typed}, follow=True)
    assert answer.status_code == 200, text_of(answer)
    return text_of(answer)


@pytest.fixture
def fetched(newcomer: Office) -> Office:
    """The worker has copied Xero's lists."""
    newcomer.queue.run_all()
    newcomer.forget_calls()
    return newcomer


def test_while_the_lists_are_fetched_the_page_says_so_and_goes_on_by_itself(newcomer):
    page = newcomer.admin.get(address(newcomer))
    assert "being fetched from Xero" in text_of(page)
    assert "0 of 5 lists" in text_of(page)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    newcomer.queue.run_all()
    assert "Standard set-up" in show(newcomer)


def test_every_choice_is_listed_with_its_reason_before_it_is_taken(fetched):
    page = show(fetched)
    for words in (
        "200 – Sales", "The first active account for sales in the chart of accounts.",
        "The rate that Xero keeps with this account.",
        "Branding theme", "14 days after the invoice date", "NZD", "Draft",
        "Every product must be linked to an item in Xero",
    ):  # fmt: skip
        assert words in page
    assert FieldMapping.objects.count() == 0
    assert fetched.calls() == []


def test_from_connecting_to_writing_takes_two_presses(fetched):
    fetched.host.make_deal(tenant=fetched.tenant, title="Campus booking")
    assert "Test with a real deal" in press(fetched, "accept")
    assert FieldMapping.objects.get().revision == 1
    page = press(fetched, "switch_on")
    assert "Everything is set up" in page and "Create the invoice of" in page
    assert not Connection.objects.get().is_read_only
    setup = Setup.objects.get()
    assert setup.finished_at is not None


def test_the_test_shows_the_plan_of_a_real_deal_and_sends_nothing(fetched):
    deal = fetched.host.make_deal(tenant=fetched.tenant)
    press(fetched, "accept")
    fetched.forget_calls()
    page = show(fetched, f"?step=test&deal={fetched.host.source_key}:{deal.pk}")
    assert "Subtotal" in page and "Total" in page
    assert "Creates the contact" in page
    assert "read-only" not in page.partition("Subtotal")[2].partition("You can leave")[0]
    assert fetched.calls() == []
    assert (InvoiceDraft.objects.count(), Operation.objects.count()) == (0, 0)


def test_a_deal_that_cannot_be_invoiced_says_so(fetched):
    fetched.host.make_deal(tenant=fetched.tenant, lines=(), without_company=True)
    press(fetched, "accept")
    assert "To be done on this invoice’s form" in show(fetched) or "can't be invoiced" in show(
        fetched
    )


def test_without_a_deal_one_goes_on_all_the_same(fetched):
    press(fetched, "accept")
    assert "There is no deal to test with yet" in show(fetched)
    assert "Everything is set up" in press(fetched, "switch_on")


def test_whoever_comes_back_goes_on_where_it_was_left(fetched, sign_in):
    first, *_others = [
        fetched.host.make_deal(tenant=fetched.tenant, title=title) for title in ("Oven", "Van")
    ]
    press(fetched, "accept")
    key = f"{fetched.host.source_key}:{first.pk}"
    press(fetched, "tested", deal=key)
    fetched.admin = sign_in("admin", tenant=fetched.tenant)
    answer = fetched.admin.get(address(fetched))
    assert f'value="{key}" selected' in answer.content.decode()
    page = text_of(answer)
    assert "Test with a real deal" in page
    assert "Last worked on by" in page


def test_back_keeps_what_was_chosen(fetched):
    press(fetched, "accept")
    assert "These settings were saved before" in show(fetched, "?step=settings")
    press(fetched, "accept")
    assert FieldMapping.objects.count() == 1


def test_accepting_never_overwrites_what_somebody_chose(fetched):
    page = fetched.admin.get(address(fetched, "defaults")).content.decode()
    values = FormReader(page, "xi-defaults-form").values
    fetched.admin.post(address(fetched, "defaults"), {**values, "due_day": "30"})
    assert "30 days after the invoice date" in show(fetched)
    press(fetched, "accept")
    assert FieldMapping.objects.get().config["due_date"]["day"] == 30


def test_connecting_again_keeps_the_choices_and_shows_the_settings(fetched):
    press(fetched, "accept")
    press(fetched, "switch_on")
    fetched.admin.post(address(fetched, "disconnect"))
    connect(fetched.admin, reverse("xero_integration:connect"), writing=False)
    assert FieldMapping.objects.count() == 1
    assert not Connection.objects.get().is_read_only


def test_step_by_step_leads_through_both_pages_and_back_to_the_test(fetched):
    page = fetched.admin.get(address(fetched)).content.decode()
    by_hand = page.partition("Go through it step by step")[0].rpartition('href="')[2]
    first = by_hand.partition('"')[0].replace("&amp;", "&")
    mapping = fetched.admin.get(first).content.decode()
    answer = fetched.admin.post(first, FormReader(mapping, "xi-mapping-form").values)
    assert answer.headers["Location"].startswith(address(fetched, "defaults"))
    second = answer.headers["Location"]
    defaults = fetched.admin.get(second).content.decode()
    answer = fetched.admin.post(second, FormReader(defaults, "xi-defaults-form").values)
    assert answer.headers["Location"].startswith(f"{address(fetched)}?step=test")


def test_steps_that_need_the_settings_wait_for_them(fetched):
    assert "Standard set-up" in show(fetched, "?step=on")
    assert "Standard set-up" in show(fetched, "?step=nonsense")


def test_another_organisation_before_makes_the_administrator_choose(office):
    former = office.connection
    made = connect(
        office.admin, reverse("xero_integration:connect"), organisations=(1,), writing=False
    )
    office.connection = made
    office.queue.run_all()
    page = show(office)
    assert "Which organisation do new invoices go to?" in page
    deal = office.host.make_deal(tenant=office.tenant)
    before = text_of(office.rep.get(office.panel_url(deal)))
    assert former.organisation_name in before
    press(office, "choose", organisation=str(made.pk))
    after = text_of(office.rep.get(office.panel_url(deal)))
    assert made.organisation_name in after.partition("Create")[0]
    assert FieldMapping.objects.filter(connection=made).count() == 0


def test_terms_of_the_host_come_before_writing(fetched, settings):
    settings.XERO_INTEGRATION = {
        **settings.XERO_INTEGRATION,
        "TERMS_URL": "https://crm.example/terms-3",
    }
    assert "I accept the terms" in show(fetched)
    refused = fetched.admin.post(address(fetched), {"action": "accept"})
    assert (refused.status_code, FieldMapping.objects.count()) == (409, 0)
    press(fetched, "accept", terms="1")
    kept = Connection.objects.get()
    assert kept.terms_url == "https://crm.example/terms-3"
    assert kept.terms_accepted_by and kept.terms_accepted_by_name
    assert kept.terms_accepted_at is not None
    assert timezone.now() - kept.terms_accepted_at < timedelta(minutes=1)
    assert "I accept the terms" not in show(fetched, "?step=on")
    settings.XERO_INTEGRATION = {
        **settings.XERO_INTEGRATION,
        "TERMS_URL": "https://crm.example/terms-4",
    }
    assert "I accept the terms" in show(fetched, "?step=on")


def test_the_switch_on_the_connection_page_wants_the_terms_too(fetched, settings):
    settings.XERO_INTEGRATION = {
        **settings.XERO_INTEGRATION,
        "TERMS_URL": "https://crm.example/terms-3",
    }
    page = text_of(fetched.admin.get(address(fetched, "connection")))
    assert "Go through the set-up" in page
    fetched.admin.post(address(fetched, "writing"), {"on": "1"})
    assert Connection.objects.get().is_read_only
