"""Dotted paths through relations, methods and JSON keys (row 12)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ObjectDoesNotExist
from hypothesis import given
from hypothesis import strategies as st

from xero_integration.host.paths import as_text, read

from .records import Record, Related


class Careful:
    """Methods that reading must and must not call."""

    deleted = False

    def __init__(self) -> None:
        self._private = "a secret"

    def full_name(self) -> str:
        return "Ana Ngata"

    def delete(self) -> str:
        self.deleted = True
        return "deleted"

    # As Django marks its own methods.
    delete.alters_data = True  # type: ignore[attr-defined]  # mypy knows no such attribute

    def needs(self, argument: str) -> str:
        raise AssertionError("called without its argument")

    async def later(self) -> str:
        raise AssertionError("awaited by nobody")

    class Meta:
        name = "a class, not a value"

    @property
    def profile(self) -> Any:
        raise ObjectDoesNotExist("no profile")


@pytest.mark.contract(12)
def test_row_12_a_path_crosses_relations_methods_and_json_keys() -> None:
    deal = Record(contact=Careful(), custom_fields={"po": "PO-77", "lines": [{"sku": "A"}]})
    assert read(deal, "contact.full_name") == "Ana Ngata"
    assert read(deal, "custom_fields.po") == "PO-77"
    assert read(deal, "custom_fields.lines.0.sku") == "A"


@pytest.mark.contract(12)
def test_row_12_fallbacks_are_tried_in_order_and_blanks_are_skipped() -> None:
    deal = Record(company=None, contact=Record(email="  "), lead=Record(email="lead@x.example"))
    assert read(deal, "company.email|contact.email|lead.email") == "lead@x.example"


def test_zero_and_false_are_values_and_not_blanks() -> None:
    deal = Record(discount=Decimal(0), gift=False, other=Decimal(5))
    assert read(deal, "discount|other") == Decimal(0)
    assert read(deal, "gift|other") is False


@pytest.mark.contract(12)
def test_row_12_related_managers_are_not_called() -> None:
    deal = Record(lines=Related([Record(name="Oven")]))
    assert read(deal, "lines").all()[0].name == "Oven"


@pytest.mark.contract(12)
def test_row_12_a_value_on_a_related_row_is_the_first_filled_one() -> None:
    deal = Record(emails=Related([Record(address=""), Record(address="b@x.example")]))
    assert read(deal, "emails.address") == "b@x.example"


@pytest.mark.contract(12)
@pytest.mark.django_db
def test_row_12_related_managers_are_not_called_on_real_models() -> None:
    group = Group.objects.create(name="Sales")
    permission = Permission.objects.order_by("pk").first()
    assert permission is not None
    group.permissions.add(permission)
    assert read(group, "permissions.codename") == permission.codename
    assert callable(group.permissions)
    assert list(read(group, "permissions").all()) == [permission]


@pytest.mark.parametrize(
    "path",
    [
        "_private",
        "delete",
        "needs",
        "later",
        "Meta",
        "Meta.name",
        "__class__.__name__",
        "profile.x",
    ],
)
def test_what_is_private_changes_data_or_needs_more_is_never_evaluated(path: str) -> None:
    contact = Careful()
    assert read(contact, path) is None
    assert not contact.deleted


@pytest.mark.django_db
def test_a_path_can_not_delete_or_save_a_host_record() -> None:
    group = Group.objects.create(name="Sales")
    assert read(group, "delete") is None
    assert read(group, "save") is None
    assert Group.objects.filter(name="Sales").exists()


@pytest.mark.parametrize("path", ["nowhere", "company.nowhere.at.all", "tags.9.name", "", "|", "."])
def test_a_path_that_leads_nowhere_is_none(path: str) -> None:
    assert read(Record(company=Record(name="Acme"), tags=[]), path) is None


@given(st.text(max_size=30))
def test_no_path_however_strange_breaks_the_reader(path: str) -> None:
    read(Record(company={"name": "Acme"}, tags=[1, 2]), path)


def test_values_read_as_text_for_people() -> None:
    assert as_text(Decimal("1E+3")) == "1000"
    assert as_text(date(2026, 3, 13)) == "2026-03-13"
    assert as_text(["red", "blue", ""]) == "red, blue"
    assert as_text("  PO-1 ") == "PO-1"
    assert as_text({"raw": "json"}) == ""
    assert as_text(Related([])) == ""
    assert as_text(None) == ""
