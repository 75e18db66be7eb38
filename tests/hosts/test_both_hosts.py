"""The two test hosts differ inside and agree in what a test and the app see of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from tests.hosts.lines import Customer, Line
from tests.hosts.protocol import Host
from xero_integration.host.registry import get_source

pytestmark = pytest.mark.django_db


def test_a_deal_reads_the_same_in_both_hosts(host: Host) -> None:
    lines = [Line("Oven", "2", "1200.50", discount_percent="10", product="OVEN"), Line("Delivery")]
    deal = host.make_deal(lines=lines, company=Customer(name="Quay Bakery"), reference="PO 7")
    draft = get_source(host.source_key).draft(deal)
    oven, delivery = draft.lines
    assert (draft.party and draft.party.name, draft.currency, draft.reference) == (
        "Quay Bakery",
        "NZD",
        "PO 7",
    )
    assert (oven.description, oven.quantity, oven.unit_amount) == ("Oven", 2, Decimal("1200.50"))
    assert (oven.discount_percent, oven.product and oven.product.code) == (10, "OVEN")
    assert (delivery.product, delivery.discount_percent) == (None, None)


def test_the_deal_page_opens_for_a_rep(host: Host, sign_in: Callable[..., Client]) -> None:
    deal = host.make_deal(title="Two ovens")
    page = sign_in("rep").get(host.deal_url(deal))
    assert page.status_code == 200
    assert "Two ovens" in page.content.decode()


def test_a_user_asked_for_twice_is_the_same_user(host: Host) -> None:
    assert host.make_user("rep").pk == host.make_user("rep").pk


def test_no_deal_has_the_unknown_pk(host: Host) -> None:
    deal = host.make_deal()
    assert not type(deal)._base_manager.filter(pk=host.unknown_pk()).exists()
