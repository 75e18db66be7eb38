"""Code of the host that fails while a deal is read: the error names the place."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError

from xero_integration.exceptions import ConnectionUnavailable, HostDataError
from xero_integration.host import HostDraft, InvoiceSource
from xero_integration.host.lookup import draft_of, values
from xero_integration.host.paths import read
from xero_integration.pages import translated

from .records import Record, source_with


class Company:
    """A record of a host with a bug in it."""

    vat_rates: tuple[int, ...] = ()

    @property
    def margin(self) -> float:
        return 1 / len(self.vat_rates)

    def credit(self) -> Any:
        raise KeyError("no such customer")

    def __str__(self) -> str:
        raise ValueError("no name")


class Failing:
    """Raises what it is told to."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def value(self) -> Any:
        raise self.error


class Careless(InvoiceSource):
    """Makes its draft by hand, and forgets that a deal may have no lines."""

    model = "contenttypes.ContentType"

    def draft(self, obj: Any) -> HostDraft:
        return obj.lines[0]


@pytest.mark.contract(12)
@pytest.mark.parametrize(
    ("path", "kind"),
    [("company.margin", "ZeroDivisionError"), ("company.credit", "KeyError")],
)
def test_a_property_or_a_method_that_fails_is_told_by_its_path(path: str, kind: str) -> None:
    with pytest.raises(HostDataError) as caught:
        read(Record(company=Company()), f"nickname|{path}")
    assert caught.value.code == "host_code_failed"
    assert translated(caught.value).startswith(f"Reading “{path}” from this deal failed ({kind}).")


def test_a_fallback_stands_in_for_what_is_missing_and_never_for_what_fails() -> None:
    with pytest.raises(HostDataError):
        read(Record(company=Company(), margin=5), "company.margin|margin")


def test_a_record_without_a_name_is_told_by_the_path_that_leads_to_it() -> None:
    with pytest.raises(HostDataError, match="company: ValueError"):
        values(source_with(), Record(company=Company()), ["company"])


def test_a_source_that_fails_is_told_by_its_name() -> None:
    with pytest.raises(HostDataError, match=r"Careless\.draft: IndexError"):
        draft_of(Careless(), Record(lines=[]))


@pytest.mark.parametrize("error", [OperationalError("server gone"), ConnectionUnavailable()])
def test_what_is_no_fault_of_the_deal_is_not_called_one(error: Exception) -> None:
    with pytest.raises(type(error)):
        read(Failing(error), "value")


def test_the_log_holds_what_a_developer_needs(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(HostDataError):
        read(Record(company=Company()), "company.margin")
    (logged,) = caplog.records
    assert "company.margin" in logged.getMessage()
    assert logged.exc_info and logged.exc_info[0] is ZeroDivisionError
