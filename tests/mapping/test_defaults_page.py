"""The page "Defaults": due date, account, tax, template, status and the host's tax codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.hosts.protocol import Host
from xero_integration.connections.models import Connection
from xero_integration.host.registry import all_sources
from xero_integration.mapping import services
from xero_integration.mapping.choices import DueDateKind, ItemPolicy, StatusOnSave, TaxMode
from xero_integration.mapping.config import DueDateRule
from xero_integration.mapping.defaults import default_fields
from xero_integration.mapping.models import FieldMapping
from xero_integration.mapping.targets import Target
from xero_integration.reference.models import Account, TaxRate

from .conftest import entries_of, page

SignIn = Callable[..., Client]


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
    return sign_in("admin", tenant="north")


def opened(admin: Client, connection: Connection) -> Any:
    response = admin.get(page("defaults", connection))
    assert response.status_code == 200
    return response


def send(admin: Client, connection: Connection, **changed: str) -> Any:
    form = opened(admin, connection).context["form"]
    return admin.post(page("defaults", connection), entries_of(form, **changed))


def test_a_company_starts_with_its_own_sales_account_and_standard_theme(
    connection: Connection, host: Host
) -> None:
    config, revision = services.current(connection)
    assert (config.account_id, config.account_code, revision) == ("a-200", "200", 0)
    assert (config.tax_type, config.branding_theme_id) == ("OUTPUT2", "t-1")
    assert config.status is StatusOnSave.DRAFT
    assert config.fields[Target.NAME]


def test_every_default_can_be_changed(admin: Client, connection: Connection) -> None:
    response = send(
        admin,
        connection,
        due_kind="OFFOLLOWINGMONTH",
        due_day="20",
        tax_mode="Inclusive",
        account="a-850",
        tax_type="ZERORATED",
        theme="t-2",
        status="SUBMITTED",
        item_policy="account_only",
    )
    assert response.status_code == 302
    config, _revision = services.current(connection)
    assert config.due_date == DueDateRule(DueDateKind.OF_FOLLOWING_MONTH, 20)
    assert config.tax_mode is TaxMode.INCLUSIVE
    assert (config.account_id, config.account_code) == ("a-850", "850")
    assert (config.tax_type, config.branding_theme_id) == ("ZERORATED", "t-2")
    assert config.status is StatusOnSave.SUBMITTED
    assert config.item_policy is ItemPolicy.ACCOUNT_ONLY
    assert config.fields == default_fields(all_sources().values())


def test_only_what_an_invoice_can_use_is_offered(admin: Client, connection: Connection) -> None:
    text = opened(admin, connection).content.decode()
    assert "200 – Sales" in text
    assert "850 – Suspense" in text
    for unusable in ("Old Sales", "Business Bank", "12.5% GST"):
        assert unusable not in text


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        ("OFCURRENTMONTH", "0"),
        ("OFFOLLOWINGMONTH", "32"),
        ("DAYSAFTERBILLDATE", "-1"),
        ("DAYSAFTERBILLMONTH", "367"),
        ("DAYSAFTERBILLDATE", "7.5"),
        ("NEXTYEAR", "7"),
        ("DAYSAFTERBILLDATE", ""),
    ],
)
def test_a_due_date_that_can_not_be_is_refused_next_to_the_field(
    admin: Client, connection: Connection, kind: str, day: str
) -> None:
    response = send(admin, connection, due_kind=kind, due_day=day)
    assert response.status_code == 422
    assert set(response.context["form"].errors) & {"due_day", "due_kind"}
    assert FieldMapping.objects.count() == 0


def test_an_account_archived_in_xero_has_to_be_replaced(
    admin: Client, connection: Connection
) -> None:
    send(admin, connection)
    Account.objects.filter(xero_id="a-200").update(status="ARCHIVED")
    TaxRate.objects.filter(tax_type="OUTPUT2").update(status="DELETED")
    assert "a-200 (no longer active in Xero)" in opened(admin, connection).content.decode()
    refused = send(admin, connection)
    assert set(refused.context["form"].errors) == {"account", "tax_type"}
    assert send(admin, connection, account="a-260", tax_type="ZERORATED").status_code == 302
    assert services.current(connection)[0].account_code == "260"


def test_before_the_first_fill_the_page_says_to_wait(admin: Client, connection: Connection) -> None:
    Account.objects.all().delete()
    assert "are still being fetched from Xero" in opened(admin, connection).content.decode()


@pytest.mark.contract(11)
def test_row_11_the_hosts_tax_codes_are_mapped_to_xeros(
    admin: Client, connection: Connection
) -> None:
    send(admin, connection, new_tax_key="VAT-S", new_tax_type="OUTPUT2")
    send(admin, connection, new_tax_key="VAT-Z", new_tax_type="ZERORATED")
    assert services.current(connection)[0].tax_types == {"VAT-S": "OUTPUT2", "VAT-Z": "ZERORATED"}
    rows = list(opened(admin, connection).context["form"].tax_rows())
    assert [row.label for row in rows] == ["VAT-S", "VAT-Z"]
    send(admin, connection, **{rows[0].html_name: ""})
    assert services.current(connection)[0].tax_types == {"VAT-Z": "ZERORATED"}


def test_a_tax_code_without_a_rate_is_asked_for(admin: Client, connection: Connection) -> None:
    response = send(admin, connection, new_tax_key="VAT-S")
    assert list(response.context["form"].errors) == ["new_tax_type"]


def test_defaults_and_mapping_are_one_set_of_settings(
    admin: Client, connection: Connection
) -> None:
    send(admin, connection, due_day="30")
    form = admin.get(page("mapping", connection)).context["form"]
    admin.post(page("mapping", connection), entries_of(form, tax_number_1=form["name_1"].value()))
    config, revision = services.current(connection)
    assert (config.due_date.day, revision) == (30, 2)
