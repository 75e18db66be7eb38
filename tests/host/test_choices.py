"""What the field mapping offers: declared paths, JSON keys and fields, labelled for people."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission

from xero_integration.host import InvoiceSource
from xero_integration.host.expansion import address_paths, party_paths
from xero_integration.host.lookup import field_choices, labels


class PermissionDeals(InvoiceSource):
    """``Permission`` stands for a deal, its content type for the customer's organisation."""

    model = "auth.Permission"
    party = "content_type"
    name = "model"
    email = "content_type.app_label|codename"
    json_keys = {"content_type.custom_fields.vat": "VAT number"}


def label_of(source: InvoiceSource, path: str) -> str:
    return labels(source)[path]


def test_labels_name_the_record_and_then_the_field() -> None:
    source = PermissionDeals()
    assert label_of(source, "content_type.app_label") == "Content type – App label"
    assert label_of(source, "codename") == "Permission – Codename"


@pytest.mark.contract(12)
def test_row_12_json_keys_are_offered_with_the_hosts_label() -> None:
    assert label_of(PermissionDeals(), "content_type.custom_fields.vat") == (
        "Content type – VAT number"
    )


def test_the_customers_fields_come_first() -> None:
    groups = [choice.group for choice in field_choices(PermissionDeals())]
    assert groups == sorted(groups, key=lambda group: group != "Content type")
    assert set(groups) == {"Content type", "Permission"}


def test_secrets_keys_and_relations_are_not_offered() -> None:
    class Users(InvoiceSource):
        model = "mfa.Authenticator"

    paths = {choice.path for choice in field_choices(Users())}
    assert "created_at" in paths
    assert "user.last_login" in paths
    assert not {path for path in paths if "password" in path}
    assert not paths & {"user", "user.id", "id", "data", "user.is_superuser"}


def test_a_choice_field_is_offered_as_people_read_it() -> None:
    class Authenticators(InvoiceSource):
        model = "mfa.Authenticator"

    paths = [choice.path for choice in field_choices(Authenticators())]
    assert "get_type_display" in paths
    assert label_of(Authenticators(), "get_type_display") == "Authenticator – Type"


def test_a_partys_path_is_read_from_the_party_that_has_it() -> None:
    assert party_paths(PermissionDeals(), "model") == ("content_type.model",)


def test_a_path_no_party_has_is_read_from_the_deal() -> None:
    assert party_paths(PermissionDeals(), "codename") == ("codename",)


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("content_type.app_label|codename", ("content_type.app_label", "codename")),
        ("model|content_type.app_label", ("content_type.model", "content_type.app_label")),
        ("model|app_label", ("content_type.model", "content_type.app_label")),
        ("content_type.pk|id", ("content_type.pk", "id")),
        ("id", ("content_type.id",)),
    ],
)
def test_in_a_list_that_names_a_party_the_deals_own_fields_are_the_deals(
    declared: str, expected: tuple[str, ...]
) -> None:
    assert party_paths(PermissionDeals(), declared) == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("model", {"line1": ("content_type.model",)}),
        ({"city": "model"}, {"city": ("content_type.model",)}),
        ("", {}),
    ],
)
def test_an_address_is_one_path_or_one_for_each_part(
    declared: Any, expected: dict[str, tuple[str, ...]]
) -> None:
    source = type("Deals", (PermissionDeals,), {"address": declared})()
    assert {part: paths for part, paths in address_paths(source).items() if paths} == expected


@pytest.mark.django_db
def test_every_offered_path_can_be_read() -> None:
    source = PermissionDeals()
    permission = Permission.objects.select_related("content_type").first()
    offered = [choice.path for choice in field_choices(source)]
    with_value = [path for path in offered if _read(permission, path)]
    assert with_value == [path for path in offered if "custom_fields" not in path]


def _read(record: Any, path: str) -> Any:
    for step in path.split("."):
        record = getattr(record, step, None)
    return record
