"""Sources by key, records by text keys, and who decides what (rows 1 to 6 and 15)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.http import HttpRequest
from django.test import RequestFactory

from tests.hosts.lines import Line
from tests.hosts.protocol import Host
from xero_integration.exceptions import ConfigurationError, UnknownSource
from xero_integration.host import InvoiceSource
from xero_integration.host.lookup import find, values
from xero_integration.host.registry import all_sources, get_source

Sources = Callable[..., None]

pytestmark = pytest.mark.django_db


def request_of(user: Any, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/", headers=headers)
    request.user = user
    return request


@pytest.fixture
def source(host: Host) -> InvoiceSource:
    return get_source(host.source_key)


@pytest.mark.contract(1)
def test_row_1_a_record_is_found_by_its_key_as_text(host: Host, source: InvoiceSource) -> None:
    deal = host.make_deal()
    request = request_of(host.make_user("rep"))
    assert find(source, request, str(deal.pk)) == deal
    assert source.ref(deal).key == f"deal:{deal.pk}"


@pytest.mark.contract(1)
@pytest.mark.parametrize("pk", ["", "abc", "1; DROP TABLE", "9" * 40, "1.5", "\x00", "../1", "٣"])
def test_row_1_an_unparsable_or_foreign_pk_finds_nothing(
    host: Host, source: InvoiceSource, pk: str
) -> None:
    host.make_deal()
    assert find(source, request_of(host.make_user("rep")), pk) is None


@pytest.mark.contract(2)
def test_row_2_a_site_has_several_sources_by_model_label(sources: Sources) -> None:
    sources(team="GroupSource", machine="TokenSource")
    assert list(all_sources()) == ["team", "machine"]
    assert get_source("machine").key == "machine"
    assert get_source("team").model_class.__name__ == "Group"


@pytest.mark.contract(2)
def test_row_2_an_unknown_key_is_said_so(sources: Sources) -> None:
    sources(team="GroupSource")
    with pytest.raises(UnknownSource):
        get_source("order")


@pytest.mark.parametrize("path", ["NotASource", "Missing"])
def test_a_wrong_path_in_the_settings_names_the_setting(sources: Sources, path: str) -> None:
    sources(deal=path)
    with pytest.raises(ConfigurationError, match='SOURCES\\["deal"\\]'):
        get_source("deal")


@pytest.mark.contract(3)
def test_row_3_without_our_permission_or_the_hosts_a_deal_is_denied(host: Host) -> None:
    deal = host.make_deal()
    source = get_source(host.source_key)
    answers = {
        (role, action): source.allows(request_of(host.make_user(role)), action, deal)
        for role in ("norights", "viewer", "rep", "approver")
        for action in ("view", "create_document", "approve")
    }
    assert [key for key, allowed in answers.items() if allowed] == [
        ("viewer", "view"),
        ("rep", "view"),
        ("rep", "create_document"),
        ("approver", "view"),
        ("approver", "create_document"),
        ("approver", "approve"),
    ]


class Rights:
    """A user who holds exactly these permissions."""

    is_authenticated = True

    def __init__(self, *held: str) -> None:
        self.held = held

    def has_perm(self, permission: str) -> bool:
        return permission in self.held


@pytest.mark.contract(3)
@pytest.mark.parametrize(
    ("held", "action", "allowed"),
    [
        (("xero_integration.view",), "view", False),
        (("auth.change_group",), "view", False),
        (("xero_integration.view", "auth.view_group"), "view", True),
        (("xero_integration.view", "auth.change_group"), "view", True),
        (("xero_integration.void", "auth.view_group"), "void", False),
        (("xero_integration.void", "auth.change_group"), "void", True),
        (("xero_integration.void", "auth.change_group"), "approve", False),
    ],
)
def test_row_3_the_default_asks_for_our_permission_and_the_hosts(
    sources: Sources, held: tuple[str, ...], action: str, allowed: bool
) -> None:
    sources(deal="GroupSource")
    assert get_source("deal").allows(request_of(Rights(*held)), action, object()) is allowed


def test_on_settings_pages_our_permission_alone_decides(sources: Sources) -> None:
    sources(deal="GroupSource")
    request = request_of(Rights("xero_integration.manage_mapping"))
    assert get_source("deal").allows(request, "manage_mapping", None)
    assert not get_source("deal").allows(request, "manage_connection", None)


@pytest.mark.contract(4)
def test_row_4_the_caller_is_who_the_source_says(sources: Sources) -> None:
    sources(deal="TokenSource")
    request = request_of(AnonymousUser(), **{"X-Caller": "robot"})
    assert get_source("deal").actor(request) == "robot"


@pytest.mark.contract(4)
def test_row_4_by_default_nobody_is_nobody(source: InvoiceSource) -> None:
    assert source.actor(request_of(AnonymousUser())) is None
    assert source.actor(RequestFactory().get("/")) is None


@pytest.mark.contract(5)
def test_row_5_the_tenant_is_a_text_of_the_deal_or_of_the_caller(
    host: Host, source: InvoiceSource
) -> None:
    expected = "north" if host.has_tenants else ""
    request = request_of(host.make_user("admin", tenant="north"))
    assert source.tenant(request, host.make_deal(tenant="north")) == expected
    assert source.tenant(request, None) == expected


@pytest.mark.contract(5)
def test_row_5_the_deal_of_another_tenant_is_not_found(host: Host, source: InvoiceSource) -> None:
    deal = host.make_deal(tenant="south")
    found = find(source, request_of(host.make_user("rep", tenant="north")), str(deal.pk))
    assert (found is None) == host.has_tenants


@pytest.mark.contract(6)
def test_row_6_a_draft_is_a_snapshot_that_needs_neither_host_nor_rights(
    host: Host, source: InvoiceSource
) -> None:
    deal = host.make_deal(lines=[Line("Bread oven", "2", "1200.00", product="OVEN")])
    draft = source.draft(deal)
    source.model_class._base_manager.filter(pk=deal.pk).delete()
    assert draft.title == "New oven"
    assert draft.party and draft.party.name == "Harbour Bakery"
    assert [(line.description, line.quantity) for line in draft.lines] == [
        ("Bread oven", Decimal(2))
    ]


@pytest.mark.contract(6)
def test_row_6_a_worker_reads_inside_the_scope_of_the_tenant(
    host: Host, source: InvoiceSource
) -> None:
    deal = host.make_deal(tenant="north")
    with source.scope("north"):
        assert source.model_class._default_manager.filter(pk=deal.pk).exists()


@pytest.mark.contract(15)
def test_row_15_the_deals_own_page_is_where_people_return(
    host: Host, source: InvoiceSource
) -> None:
    deal = host.make_deal()
    request = request_of(host.make_user("rep"))
    assert source.url(request, deal) == host.deal_url(deal)


@pytest.mark.contract(15)
def test_a_record_without_a_page_has_the_admins_where_that_shows_it(sources: Sources) -> None:
    sources(deal="GroupSource")
    team = Group.objects.create(name="Sales")
    has_admin = apps.is_installed("django.contrib.admin")
    expected = f"/admin/auth/group/{team.pk}/change/" if has_admin else ""
    assert get_source("deal").url(request_of(AnonymousUser()), team) == expected


def test_a_record_without_any_page_has_no_address(sources: Sources) -> None:
    sources(deal="GroupSource")
    shown_nowhere = Permission.objects.order_by("pk").first()
    assert get_source("deal").url(request_of(AnonymousUser()), shown_nowhere) == ""


def test_mapped_values_are_read_as_text(host: Host, source: InvoiceSource) -> None:
    deal = host.make_deal()
    assert values(source, deal, ["pk", "nowhere.at.all"]) == {
        "pk": str(deal.pk),
        "nowhere.at.all": "",
    }


@pytest.mark.parametrize("count", [3, 300])
def test_reading_a_deal_takes_the_same_queries_however_many_lines(
    host: Host, source: InvoiceSource, count: int, django_assert_max_num_queries: Any
) -> None:
    deal = host.make_deal(lines=[Line(f"Line {n}", product=f"P{n}") for n in range(count)])
    fresh = find(source, request_of(host.make_user("rep")), str(deal.pk))
    with django_assert_max_num_queries(3):
        assert len(source.draft(fresh).lines) == count
