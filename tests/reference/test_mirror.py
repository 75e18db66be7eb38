"""What Xero says of a record is what the mirror holds, and nothing is written twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test.utils import CaptureQueriesContext

from tests.reference.xero import account, connection, contact, id_of, item
from xero_integration.client.records import TrackingCategory, TrackingOption
from xero_integration.reference.applying import apply_accounts, apply_tracking
from xero_integration.reference.models import Contact, Item
from xero_integration.reference.services import (
    apply_contacts,
    apply_items,
    book,
    contact_name_is_taken,
    contacts_by_id,
    search_contacts,
    search_items,
)

pytestmark = pytest.mark.django_db


def writes(queries: CaptureQueriesContext) -> list[str]:
    verbs = ("INSERT", "UPDATE", "DELETE")
    return [query["sql"] for query in queries if query["sql"].startswith(verbs)]


def test_a_contact_arrives_with_everything_a_form_needs() -> None:
    books = connection()
    ann = contact(
        "Ann & Co",
        EmailAddress="Ann@Example.com",
        TaxNumber="NZ 12-3",
        PaymentTerms={"Sales": {"Day": 20, "Type": "OFFOLLOWINGMONTH"}},
        Addresses=[{"AddressType": "POBOX", "AddressLine1": "1 High St", "City": "Leeds"}],
        DefaultCurrency="GBP",
    )
    assert apply_contacts(books, [ann]) == 1
    known = book(books, contact_id=id_of("Ann & Co")).contact
    assert known is not None
    assert (known.name, known.email, known.default_currency) == (
        "Ann & Co",
        "ann@example.com",
        "GBP",
    )
    assert known.postal.lines == ("1 High St", "Leeds")
    assert known.street.is_empty
    assert known.terms is not None
    assert (known.terms.day, known.terms.type) == (20, "OFFOLLOWINGMONTH")


def test_unchanged_records_are_not_written_again(django_assert_max_num_queries) -> None:
    books = connection()
    people = [contact(f"Person {number}") for number in range(50)]
    apply_contacts(books, people)
    with django_assert_max_num_queries(10) as queries:
        assert apply_contacts(books, people) == 0
    assert writes(queries) == []
    changed = contact("Person 7 renamed", key="Person 7", at=5)
    assert apply_contacts(books, [*people, changed]) == 1


def test_an_older_answer_never_undoes_a_newer_one() -> None:
    books = connection()
    apply_contacts(books, [contact("New name", key="x", at=60)])
    apply_contacts(books, [contact("Old name", key="x", at=30)])
    assert Contact.objects.get().name == "New name"


def test_a_change_that_does_not_move_xeros_clock_is_still_taken() -> None:
    books = connection()
    apply_contacts(books, [contact("Ann", at=60)])
    apply_contacts(books, [contact("Ann", at=60, IsCustomer=True)])
    assert Contact.objects.get().is_customer


def test_one_page_may_hold_a_record_twice() -> None:
    books = connection()
    apply_contacts(books, [contact("Old", key="x"), contact("New", key="x", at=1)])
    assert Contact.objects.get().name == "New"


def test_texts_that_do_not_fit_are_cut_and_lose_nul_characters() -> None:
    books = connection()
    apply_contacts(books, [contact("N" * 400 + "\0", AccountNumber="9" * 80)])
    row = Contact.objects.get()
    assert (len(row.name), len(row.account_number)) == (255, 50)


def test_prices_keep_four_places() -> None:
    books = connection()
    apply_items(books, [item("W1", SalesDetails={"UnitPrice": 1.2345, "AccountCode": "200"})])
    assert book(books, item_ids=[id_of("W1")]).items[id_of("W1")].price == Decimal("1.2345")


def test_an_item_that_left_the_whole_list_is_gone_and_may_come_back() -> None:
    books = connection()
    apply_items(books, [item("W1", "Widget"), item("W2", "Gadget")], whole=True)
    apply_items(books, [item("W2", "Gadget")], whole=True)
    assert book(books, item_ids=[id_of("W1")]).items[id_of("W1")].is_gone
    assert search_items(books, "widget") == []
    apply_items(books, [item("W1", "Widget")], whole=True)
    assert not Item.objects.get(code="W1").is_gone
    assert [found.item.code for found in search_items(books, "widget")] == ["W1"]


def test_part_of_a_list_makes_nothing_vanish() -> None:
    books = connection()
    apply_items(books, [item("W1"), item("W2")], whole=True)
    apply_items(books, [item("W2")])
    assert not Item.objects.filter(gone_at__isnull=False).exists()


def test_lists_of_two_organisations_do_not_touch_each_other() -> None:
    one, other = connection("One"), connection("Other")
    apply_items(one, [item("W1")], whole=True)
    apply_items(other, [], whole=True)
    apply_contacts(one, [contact("Ann")])
    assert not Item.objects.get().is_gone
    assert contacts_by_id(other, {id_of("Ann")}) == {}
    assert search_contacts(other, "Ann") == []


def test_the_book_holds_only_what_an_invoice_can_use() -> None:
    books = connection()
    apply_accounts(
        books,
        [
            account("200", "Sales"),
            account("400", "Advertising", Type="OVERHEADS", Class="EXPENSE"),
            account("090", "Bank", Type="BANK", Class="ASSET"),
            account("610", "Receivables", Class="ASSET", SystemAccount="DEBTORS"),
            account("201", "Old sales", Status="ARCHIVED"),
            account("", "No code"),
        ],
    )
    known = book(books)
    assert [entry.code for entry in known.accounts] == ["200", "400"]
    assert [entry.suits_sales for entry in known.accounts] == [True, False]
    assert known.organisation is None


def test_an_account_deleted_in_xero_leaves_the_book() -> None:
    books = connection()
    apply_accounts(books, [account("200", "Sales"), account("201", "More")])
    apply_accounts(books, [account("200", "Sales")])
    assert list(book(books).accounts_by_code) == ["200"]


def test_tracking_shows_active_options_of_active_categories() -> None:
    books = connection()
    apply_tracking(books, [_region("ACTIVE", North="ACTIVE", South="ARCHIVED")])
    assert [option.name for option in book(books).tracking[0].options] == ["North"]
    apply_tracking(books, [_region("ARCHIVED", North="ACTIVE")])
    assert book(books).tracking == ()


def _region(status: str, **options: str) -> TrackingCategory:
    from uuid import UUID

    return TrackingCategory(
        tracking_category_id=UUID(id_of("Region")),
        name="Region",
        status=status,
        options=[
            TrackingOption(tracking_option_id=UUID(id_of(name)), name=name, status=state)
            for name, state in options.items()
        ],
    )


@pytest.mark.parametrize("size", [100, 2000])
def test_opening_the_book_costs_the_same_for_any_mirror(
    size, django_assert_max_num_queries
) -> None:
    books = connection()
    apply_contacts(books, [contact(f"Person {number}") for number in range(size)])
    apply_items(books, [item(f"I{number}") for number in range(size)])
    wanted = [id_of(f"I{number}") for number in range(20)]
    with django_assert_max_num_queries(9):
        known = book(books, contact_id=id_of("Person 3"), item_ids=wanted)
    assert len(known.items) == 20
    assert known.contact is not None


def test_names_are_taken_without_regard_to_case_by_active_contacts_only() -> None:
    books = connection()
    apply_contacts(books, [contact("Acme Ltd"), contact("Old Ltd", ContactStatus="ARCHIVED")])
    assert contact_name_is_taken(books, " acme  LTD ")
    assert not contact_name_is_taken(books, "Acme Limited")
    assert not contact_name_is_taken(books, "Old Ltd")
