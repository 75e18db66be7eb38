"""What ``manage.py check`` says of a site's sources (rows 2, 3 and 12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from xero_integration.host import InvoiceSource
from xero_integration.host.checks import check_sources

Sources = Callable[..., None]


class MisspeltSource(InvoiceSource):
    model = "auth.Permission"
    party = "content_type|contenttype"
    name = "model"
    currency = "content_type.curency"
    lines = "group_set"
    line = {"description": "name", "product": "prodct"}


class SoundSource(InvoiceSource):
    model = "auth.Permission"
    party = "content_type"
    name = "model"
    email = "content_type.app_label"
    reference = "codename|natural_key"
    lines = "group_set"
    line = {"description": "name", "product": "permissions"}


class ModellessSource(InvoiceSource):
    model = "crm.Nothing"


class MemberSource(InvoiceSource):
    """The tenant host's membership, left to the defaults; only there its model exists."""

    model = "tenancy.Membership"
    name = "role"
    email = ""


def said(settings: Any, name: str) -> list[tuple[str | None, str]]:
    sources = {"deal": f"tests.host.test_checks.{name}"}
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "SOURCES": sources}
    return [(message.id, message.msg) for message in check_sources()]


def test_sound_sources_are_passed_in_silence(settings: Any) -> None:
    assert check_sources() == []
    assert said(settings, "SoundSource") == []


@pytest.mark.contract(2)
def test_row_2_a_model_or_a_class_that_is_not_there_is_an_error(settings: Any) -> None:
    assert said(settings, "ModellessSource") == [
        ("xero_integration.E021", 'ModellessSource.model: there is no model "crm.Nothing".')
    ]
    [(identity, message)] = said(settings, "NoSuchSource")
    assert identity == "xero_integration.E020"
    assert 'SOURCES["deal"]' in message


@pytest.mark.contract(2)
def test_row_2_a_list_of_sources_is_an_error_and_says_what_is_wanted(settings: Any) -> None:
    own = {**settings.XERO_INTEGRATION, "SOURCES": ["crm.xero.DealSource"]}
    settings.XERO_INTEGRATION = own
    (found,) = check_sources()
    assert found.id == "xero_integration.E020"
    assert found.msg.endswith('write {"deal": "crm.xero.DealSource"}.')


@pytest.mark.contract(3)
def test_row_3_rows_open_to_every_company_are_warned_of(settings: Any) -> None:
    if settings.AUTH_USER_MODEL != "tenancy.User":
        pytest.skip("this host has no model that belongs to a company")
    assert said(settings, "MemberSource") == [
        (
            "xero_integration.W020",
            "MemberSource shows every row to everybody who has the permission.",
        )
    ]


@pytest.mark.contract(12)
def test_row_12_misspelt_paths_are_named(settings: Any) -> None:
    misspelt = [message.split('"')[1] for _id, message in said(settings, "MisspeltSource")]
    assert misspelt == ["contenttype", "content_type.curency", "prodct"]
