"""The source and the scopes of the how-to "Several companies on one site", in the tenant host."""

from __future__ import annotations

import sys

import pytest
from django.db import connection as database
from django.urls import reverse

from tests.howto.blocks import take
from tests.howto.crm import Crm
from tests.journeys.office import open_office
from xero_integration.host.registry import get_source
from xero_integration.models import Connection


@pytest.fixture
def crm(host, settings, monkeypatch) -> Crm:
    if not host.has_tenants:
        pytest.skip("This host has one company.")
    crm = Crm.on(host, settings, monkeypatch)
    crm.write("crm.scope", take("multi-tenant.md", "crm/scope.py"))
    crm.write("crm.xero", take("multi-tenant.md", "crm/xero.py"))
    crm.sources(deal="crm.xero.DealSource")
    return crm


@pytest.fixture
def office(crm, host, transactional_db, sandbox, queue, sign_in):
    return open_office(host, sandbox, queue, sign_in)


def mapping_url(office) -> str:
    return reverse("xero_integration:mapping", args=[office.connection.pk])


def test_a_deal_of_ours_becomes_an_invoice(office, host):
    deal = host.make_deal(tenant="north")
    answer = office.press(deal, "create", office.link_everything(deal))
    assert answer.status_code == 302, answer.content.decode()
    (invoice,) = office.invoices()
    assert invoice["Contact"]["Name"] == deal.account.name
    assert Connection.objects.get().tenant == "north"


def test_a_stranger_finds_neither_deal_nor_connection(office, host, sign_in):
    deal = host.make_deal(tenant="north")
    stranger = sign_in("admin", tenant="south")
    for address in (office.panel_url(deal), office.form_url(deal)):
        assert stranger.get(address).status_code == 404
    assert stranger.get(mapping_url(office)).status_code == 404


def test_a_role_without_the_right_is_refused(office, host, sign_in):
    rep = sign_in("rep", tenant="north")
    assert rep.get(mapping_url(office)).status_code == 403


def test_a_worker_sees_one_company_at_a_time(crm, host, db):
    host.make_deal(tenant="north", title="Ours")
    host.make_deal(tenant="south", title="Theirs")
    source = get_source("deal")
    for tenant, title in (("north", "Ours"), ("south", "Theirs")):
        with source.scope(tenant):
            assert [deal.name for deal in source.to_match(tenant)] == [title]
    matching = crm.write("crm.matching", take("matching.md", "crm/xero.py")).DealSource()
    assert [deal.name for deal in matching.to_match("south")] == ["Theirs"]


def test_a_scope_ends_where_it_began(crm):
    scope, source = sys.modules["crm.scope"], get_source("deal")
    with source.scope("north"):
        with source.scope("south"):
            assert scope.current_workspace.get() == "south"
        assert scope.current_workspace.get() == "north"
    assert scope.current_workspace.get() is None


@pytest.mark.postgres
def test_row_level_security_is_told_the_tenant(crm, db):
    scope = crm.write("crm.rls", take("multi-tenant.md", "crm/scope.py, with row-level security"))

    def told() -> str:
        with database.cursor() as cursor:
            cursor.execute("SELECT current_setting('crm.workspace', true)")
            return cursor.fetchone()[0] or ""

    with scope.workspace("north"):
        with scope.workspace("south"):
            assert told() == "south"
        assert told() == "north"
    assert told() == ""
