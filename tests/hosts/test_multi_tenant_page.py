"""The source and the scopes of the how-to "Several companies on one site", in the tenant host."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from types import ModuleType

import pytest
from django.db import ProgrammingError, models
from django.db import connection as database
from django.db.transaction import atomic
from django.test.utils import isolate_apps
from django.urls import reverse

from tests.howto.blocks import take
from tests.howto.crm import Crm
from tests.journeys.office import open_office
from xero_integration.host.registry import get_source
from xero_integration.models import Connection

PASSWORDS = "django.contrib.auth.backends.ModelBackend"


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


def test_nobody_without_a_workspace_or_with_a_strange_role_comes_in(office, host, client):
    address = reverse("xero_integration:connections")
    stranger = host.make_user("rep", tenant="south")
    client.force_login(stranger, backend=PASSWORDS)
    assert client.get(address).status_code == 403
    membership = stranger.memberships
    membership.update(role="gardener")
    assert client.get(address).status_code == 403
    membership.all().delete()
    assert client.get(address).status_code == 403


@pytest.fixture
def numbered(host, settings, monkeypatch, transactional_db):
    """As most have it: workspaces whose key is a number."""
    crm = Crm.on(host, settings, monkeypatch)
    with isolate_apps("tests.hosts"):

        class Workspace(models.Model):  # noqa: DJ008 - no page shows it
            class Meta:
                app_label = "numbered"

        class Membership(models.Model):  # noqa: DJ008 - no page shows it
            user = models.CharField(max_length=40)
            workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
            role = models.CharField(max_length=20)

            class Meta:
                app_label = "numbered"

    mine = ModuleType("crm.models")
    mine.__dict__.update(Deal=host.Deal, Membership=Membership, Workspace=Workspace)
    monkeypatch.setitem(sys.modules, "crm.models", mine)
    crm.write("crm.scope", take("multi-tenant.md", "crm/scope.py"))
    crm.write("crm.xero", take("multi-tenant.md", "crm/xero.py"))
    crm.sources(deal="crm.xero.DealSource")
    with database.schema_editor() as tables:
        tables.create_model(Workspace)
        tables.create_model(Membership)
    yield mine
    with database.schema_editor() as tables:
        tables.delete_model(Membership)
        tables.delete_model(Workspace)


def test_a_workspace_may_be_known_by_a_number(numbered, host, client, rf):
    user, address = host.make_user("rep"), reverse("xero_integration:connections")
    client.force_login(user, backend=PASSWORDS)
    assert client.get(address).status_code == 403
    own = numbered.Workspace.objects.create()
    numbered.Membership.objects.create(user=str(user.pk), workspace=own, role="admin")
    assert client.get(address).status_code == 200
    request = rf.get("/")
    request.user = user
    assert get_source("deal").tenant(request, None) == str(own.pk)


@pytest.fixture
def guarded(crm, db):
    """The policy, on a table that belongs to the role by which the test reads."""
    crm.write("crm.scope", take("multi-tenant.md", "crm/scope.py, with row-level security"))
    block = take("multi-tenant.md", "crm/migrations/0002_row_level_security.py")
    table = sys.modules["crm.models"].Deal._meta.db_table
    module = crm.write("crm.guard", block.replace("crm_deal", table))
    with database.cursor() as cursor:
        cursor.execute("CREATE ROLE xero_test_owner")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO xero_test_owner")
        cursor.execute(f"ALTER TABLE {table} OWNER TO xero_test_owner")
    (operation,) = module.Migration.operations
    with database.schema_editor(atomic=False) as editor:
        for turn in (operation.database_forwards, operation.database_backwards) * 2:
            turn("crm", editor, None, None)
        operation.database_forwards("crm", editor, None, None)
    return crm


@contextmanager
def as_its_owner():
    """Superusers, as whom the tests sign in, see everything."""
    with database.cursor() as cursor:
        cursor.execute("SET ROLE xero_test_owner")
        yield
        cursor.execute("RESET ROLE")


@pytest.mark.postgres
def test_a_policy_hides_the_deals_of_the_others(guarded, host, rf):
    ours, theirs = (host.make_deal(tenant=each, title=each) for each in ("north", "south"))
    guarded.write("crm.middleware", take("multi-tenant.md", "crm/middleware.py"))
    guard = sys.modules["crm.middleware"].in_own_workspace
    scope, everything = sys.modules["crm.scope"], type(ours).everything
    request = rf.get("/")
    request.user = host.make_user("rep", tenant="south")
    with as_its_owner():
        assert list(everything.all()) == []
        with scope.workspace("north"):
            assert list(everything.all()) == [ours]
            with pytest.raises(ProgrammingError, match="row-level security"), atomic():
                everything.update(workspace="south")
        assert guard(lambda _request: list(everything.all()))(request) == [theirs]
        assert list(everything.all()) == []
    assert everything.count() == 2


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
