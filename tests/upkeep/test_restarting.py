"""What Xero refused goes out again by itself once its cause is mended, or its deal says so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.office import text_of
from tests.upkeep.conftest import Upkeep
from xero_integration.models import Connection, Operation

SENDABLE = "Send it again from its form."


@pytest.fixture
def refused(upkeep: Upkeep) -> tuple[Upkeep, Any, dict[str, str], str]:
    """A rep's invoice that Xero refused, because its contact was archived a moment ago."""
    office = upkeep.office
    deal = office.host.make_deal(tenant=office.tenant)
    values = office.link_everything(deal)
    contact_id = next(iter(office.organisation.contacts))
    values = office.values_after(office.press(deal, f"pick_contact:{contact_id}", values))
    upkeep.act("archive_contact", contact_id=contact_id)
    answer = office.press(deal, "create", values)
    assert answer.status_code == 422
    assert Operation.objects.get().state == "refused"
    return upkeep, deal, office.values_after(answer), contact_id


def panel_of(upkeep: Upkeep, deal: Any) -> str:
    return text_of(upkeep.office.rep.get(upkeep.office.panel_url(deal)))


def test_it_goes_out_by_itself_after_the_contact_is_restored(refused):
    upkeep, _deal, _values, contact_id = refused
    upkeep.night()
    assert upkeep.office.invoices() == []
    upkeep.act("restore_contact", contact_id=contact_id)
    upkeep.night()
    assert len(upkeep.office.invoices()) == 1
    assert Operation.objects.get().state == "done"
    upkeep.night()
    assert len(upkeep.office.invoices()) == 1


def test_what_names_the_old_contact_is_only_offered_on_the_deal(refused):
    upkeep, deal, _values, contact_id = refused
    kept = next(key for key in upkeep.xero.contacts if key != contact_id)
    upkeep.act("restore_contact", contact_id=contact_id)
    upkeep.act("merge_contact", contact_id=contact_id, into=kept)
    assert SENDABLE not in panel_of(upkeep, deal)
    upkeep.night()
    assert upkeep.office.invoices() == []
    name = upkeep.xero.contacts[kept].name
    assert f"{name} now stands for" in panel_of(upkeep, deal)


def test_what_people_changed_meanwhile_is_only_offered_on_the_deal(refused):
    upkeep, deal, values, contact_id = refused
    upkeep.night()
    upkeep.office.press(deal, "add_line", {**values, "reference": "Changed"})
    upkeep.act("restore_contact", contact_id=contact_id)
    upkeep.night()
    assert upkeep.office.invoices() == []
    assert f"can be used again in Xero. {SENDABLE}" in panel_of(upkeep, deal)


def test_a_connection_that_only_reads_sends_nothing_and_says_so(refused):
    upkeep, deal, _values, contact_id = refused
    upkeep.night()
    Connection.objects.update(is_read_only=True)
    upkeep.act("restore_contact", contact_id=contact_id)
    upkeep.night()
    assert upkeep.office.invoices() == []
    assert SENDABLE in panel_of(upkeep, deal)


def test_what_was_refused_for_another_reason_stays_where_it_is(refused):
    upkeep, deal, _values, contact_id = refused
    Operation.objects.update(error_message="The date is before the period lock date")
    upkeep.night()
    upkeep.act("restore_contact", contact_id=contact_id)
    upkeep.night()
    assert upkeep.office.invoices() == []
    assert SENDABLE not in panel_of(upkeep, deal)


def test_the_form_leads_an_administrator_to_the_proposal(refused):
    upkeep, deal, _values, _contact_id = refused
    upkeep.night()
    asked = f"{upkeep.url}#xi-proposal-"
    form_url = upkeep.office.form_url(deal)
    assert asked in upkeep.office.admin.get(form_url).content.decode()
    assert asked not in upkeep.office.rep.get(form_url).content.decode()
