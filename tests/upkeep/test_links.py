"""What customers and products are linked to changes in Xero; links follow or say what to do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.upkeep.conftest import Upkeep
from xero_integration.models import ContactLink, ItemLink


@pytest.fixture
def linked(upkeep: Upkeep) -> Upkeep:
    """A deal whose customer and product a rep has linked."""
    office = upkeep.office
    deal = office.host.make_deal(tenant=office.tenant)
    values = office.link_everything(deal)
    contact_id = next(iter(office.organisation.contacts))
    office.press(deal, f"pick_contact:{contact_id}", values)
    return upkeep


def contact_of(upkeep: Upkeep) -> Any:
    return upkeep.xero.contacts[ContactLink.objects.get().contact_id]


def item_of(upkeep: Upkeep) -> Any:
    return upkeep.xero.items[ItemLink.objects.first().item_id]


def test_a_renamed_contact_and_item_are_remembered_by_their_new_names(linked):
    by = ContactLink.objects.get().linked_by_name
    contact, item = contact_of(linked), item_of(linked)
    before, code = contact.name, item.code
    linked.act("rename_contact", contact_id=contact.contact_id, name="Harbour Works")
    linked.act("rename_item", item_id=item.item_id, code="OVEN-2")
    linked.night()
    link = ContactLink.objects.get()
    assert (link.contact_name, link.linked_by_name) == ("Harbour Works", by)
    assert ItemLink.objects.first().item_code == "OVEN-2"
    page = linked.page()
    assert f"Renamed in Xero {before} Harbour Works The check-up" in page
    assert f"Renamed in Xero {code} – " in page


def test_a_merged_contact_is_followed_to_the_one_that_is_left(linked):
    merged = contact_of(linked)
    kept = next(each for each in linked.xero.contacts.values() if each is not merged)
    linked.act("merge_contact", contact_id=merged.contact_id, into=kept.contact_id)
    linked.night()
    link = ContactLink.objects.get()
    assert (link.contact_id, link.contact_name) == (kept.contact_id, kept.name)
    assert link.linked_by_name == "Check-up"
    assert f"Merged in Xero {merged.name} {kept.name} The check-up" in linked.page()


def test_an_archived_contact_with_a_twin_becomes_a_proposal(linked):
    contact = contact_of(linked)
    twin = next(each for each in linked.xero.contacts.values() if each is not contact)
    linked.act("archive_contact", contact_id=contact.contact_id)
    linked.act("edit_contact", contact_id=twin.contact_id, changes={"EmailAddress": contact.email})
    linked.night()
    page = linked.page()
    assert f"{contact.name} is archived in Xero." in page
    assert f"Proposed: {twin.name} Same e-mail address" in page
    linked.press("Customer: ", "accept")
    link = ContactLink.objects.get()
    assert link.contact_id == twin.contact_id
    assert link.linked_by_name != "Check-up"


def test_an_archived_contact_without_a_twin_can_be_unlinked(linked):
    linked.act("archive_contact", contact_id=contact_of(linked).contact_id)
    linked.night()
    assert "Nothing suits. Unlinked, the next invoice asks what to link." in linked.page()
    linked.press("Customer: ", "accept")
    assert not ContactLink.objects.exists()


def test_an_item_made_again_with_the_same_code_is_linked_without_asking(linked):
    old = item_of(linked)
    code = old.code
    linked.act("delete_item", item_id=old.item_id)
    again = next(each for each in linked.xero.items.values() if each.is_sold)
    linked.act("rename_item", item_id=again.item_id, code=code)
    linked.night()
    link = ItemLink.objects.first()
    assert (link.item_id, link.item_code) == (again.item_id, code)
    assert "Deleted in Xero and made again" in linked.page()


def test_a_deleted_item_can_be_unlinked(linked):
    linked.act("delete_item", item_id=item_of(linked).item_id)
    linked.night()
    assert "is no longer in Xero." in linked.page()
    before = ItemLink.objects.count()
    linked.press("Product: ", "accept")
    assert ItemLink.objects.count() == before - 1


def test_a_link_that_a_person_changed_meanwhile_settles_its_proposal(linked):
    link = ContactLink.objects.get()
    linked.act("archive_contact", contact_id=link.contact_id)
    linked.night()
    other = next(key for key in linked.xero.contacts if key != link.contact_id)
    ContactLink.objects.update(contact_id=other, contact_name="")
    linked.night()
    assert "Nothing waits for a decision." in linked.page()


def test_the_check_up_asks_xero_for_nothing(linked):
    linked.office.read_everything()
    linked.office.forget_calls()
    assert linked.office.admin.post(linked.url).status_code == 302
    assert "The check-up is running." in linked.page()
    linked.office.queue.run_all()
    assert "links and defaults were looked at." in linked.page()
    assert linked.office.calls() == []
