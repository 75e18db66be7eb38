"""The mark in an invoice's Url: found again by it, and a link back to the deal."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

import pytest

from xero_integration.documents.marker import LONGEST, mark_of, marked_url

from .desk import DEAL_URL, OPERATION, plan

OTHER = uuid.UUID("5d0f3f43-2f8e-4ad1-8f24-2f9b7a6a1c11")


def test_the_url_leads_to_the_deal_and_carries_the_operation():
    url = marked_url(DEAL_URL, OPERATION)
    assert url.startswith(DEAL_URL)
    assert mark_of(url) == OPERATION
    assert mark_of(url) != OTHER


def test_the_mark_is_found_in_whatever_case_xero_gives_it_back():
    assert mark_of(marked_url(DEAL_URL, OPERATION).upper()) == OPERATION


@pytest.mark.parametrize(
    "url",
    [
        "",
        DEAL_URL,
        f"{DEAL_URL}#{OPERATION}",
        f"{DEAL_URL}?invoice-{OPERATION}",
        f"{marked_url(DEAL_URL, OPERATION)}0",
    ],
)
def test_what_only_looks_like_the_mark_is_not_adopted(url):
    assert mark_of(url) != OPERATION


@pytest.mark.parametrize(
    "deal_url",
    [
        "",
        "/deals/7/",
        "ftp://crm.example/deals/7/",
        "https:///deals/7/",
        "javascript:alert(1)",
        "https://my.Xero-crm.example/deals/7/",
        "https://crm.example/" + "d" * LONGEST,
    ],
)
def test_an_address_that_xero_would_refuse_is_replaced_and_still_marked(deal_url):
    url = marked_url(deal_url, OPERATION)
    assert mark_of(url) == OPERATION
    assert urlsplit(url).netloc == "deal.invalid"
    assert "xero" not in url
    assert len(url) <= 500


@pytest.mark.parametrize(
    ("deal_url", "marked"),
    [
        (f"{DEAL_URL}?tab=1", f"{DEAL_URL}?tab=1#invoice-"),
        (f"{DEAL_URL}#", f"{DEAL_URL}#invoice-"),
        (f"{DEAL_URL}#xero-panel", f"{DEAL_URL}#invoice-"),
        ("https://crm.example/#/deals/7", "https://crm.example/#/deals/7?invoice-"),
        ("https://crm.example/#/deals/7?tab=1", "https://crm.example/#/deals/7?tab=1&invoice-"),
    ],
)
def test_a_fragment_of_the_hosts_own_stays_before_the_mark_if_xero_takes_it(deal_url, marked):
    url = marked_url(deal_url, OPERATION)
    assert url == f"{marked}{OPERATION}"
    assert mark_of(url) == OPERATION


def test_the_plan_puts_the_mark_of_its_operation_into_the_invoice():
    assert mark_of(plan().payload["Url"]) == OPERATION
