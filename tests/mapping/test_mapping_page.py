"""The page "Field mapping": required fields, revisions, companies, the way back (P09 to P16)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.handlers.base import BaseHandler
from django.db import connection as database
from django.test import Client
from django.urls import resolve

from tests.hosts.lines import Customer
from tests.hosts.protocol import Host
from xero_integration.connections.models import Connection
from xero_integration.host import InvoiceSource
from xero_integration.host.registry import get_source
from xero_integration.mapping import services
from xero_integration.mapping.models import FieldMapping
from xero_integration.mapping.targets import Target

from .conftest import entries_of, make_connection, page

SignIn = Callable[..., Client]


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
    return sign_in("admin", tenant="north")


@pytest.fixture
def title_path(host: Host) -> str:
    """The deal's own name, which is another field in each host."""
    return "name" if host.has_tenants else "title"


def opened(admin: Client, connection: Connection, **query: str) -> Any:
    response = admin.get(page("mapping", connection, **query))
    assert response.status_code == 200
    return response


def send(admin: Client, connection: Connection, **changed: str) -> Any:
    form = opened(admin, connection).context["form"]
    return admin.post(page("mapping", connection), entries_of(form, **changed))


def test_suggestions_come_from_the_source_and_are_not_saved_by_looking(
    admin: Client, connection: Connection, host: Host
) -> None:
    text = opened(admin, connection).content.decode()
    root = "Account" if host.has_tenants else "Company"
    assert "These are suggestions and not saved yet." in text
    assert f"{root} – Name</option>" in text
    assert FieldMapping.objects.count() == 0
    assert services.current(connection)[1] == services.NEVER_SAVED


def test_p10_a_required_mapping_can_not_be_left_out(admin: Client, connection: Connection) -> None:
    form = opened(admin, connection).context["form"]
    blank = {name: "" for name in form.fields if name.startswith("name_")}
    response = admin.post(page("mapping", connection), entries_of(form, **blank))
    assert response.status_code == 422
    text = response.content.decode()
    assert "Choose a field for “To”: Xero needs it on every invoice." in text
    assert "Nothing is saved yet." in text
    assert FieldMapping.objects.count() == 0


def test_saving_keeps_the_order_of_the_choices_and_says_so(
    admin: Client, connection: Connection, title_path: str
) -> None:
    form = opened(admin, connection).context["form"]
    name = form["name_1"].value()
    response = send(admin, connection, name_1=title_path, name_2=name, name_3="")
    assert response.status_code == 302
    assert (
        "Saved. New invoices use these settings" in admin.get(response["Location"]).content.decode()
    )
    config, revision = services.current(connection)
    assert (config.fields[Target.NAME], revision) == ((title_path, name), 1)


def test_a_gap_or_a_repetition_among_the_fallbacks_is_closed(
    admin: Client, connection: Connection, title_path: str
) -> None:
    send(admin, connection, name_1="", name_2=title_path, name_3=title_path)
    assert services.current(connection)[0].fields[Target.NAME] == (title_path,)


@pytest.mark.contract(5)
def test_p16_settings_belong_to_the_company(
    sign_in: SignIn, admin: Client, connection: Connection, host: Host, title_path: str
) -> None:
    send(admin, connection, reference_1=title_path)
    colleague = sign_in("admin", tenant="north")
    assert opened(colleague, connection).context["form"]["reference_1"].value() == title_path
    if host.has_tenants:
        stranger = sign_in("admin", tenant="south")
        assert stranger.get(page("mapping", connection)).status_code == 404
        assert stranger.post(page("mapping", connection), {}).status_code == 404
        assert stranger.get(page("defaults", connection)).status_code == 404


def test_p16_each_save_is_a_revision_and_an_unchanged_one_is_not(
    admin: Client, connection: Connection, title_path: str
) -> None:
    send(admin, connection)
    send(admin, connection)
    send(admin, connection, tax_number_1=title_path)
    saved = FieldMapping.objects.of(connection).newest_first()
    assert [row.revision for row in saved] == [2, 1]
    assert saved[0].saved_by_name
    assert Target.TAX_NUMBER.value not in saved[1].config["fields"] or (
        saved[1].config["fields"]["tax_number"] != [title_path]
    )


def test_two_people_do_not_overwrite_each_other_unseen(
    admin: Client, connection: Connection, title_path: str
) -> None:
    seen_before = entries_of(opened(admin, connection).context["form"], reference_1=title_path)
    send(admin, connection, tax_number_1=title_path)
    refused = admin.post(page("mapping", connection), seen_before)
    assert refused.status_code == 422
    assert "has saved other settings in the meantime" in refused.content.decode()
    again = entries_of(refused.context["form"])
    assert again["reference_1"] == title_path
    assert admin.post(page("mapping", connection), again).status_code == 302
    assert services.current(connection)[1] == 2


def test_p09_a_person_who_came_from_a_deal_returns_to_it(
    admin: Client, connection: Connection, host: Host
) -> None:
    back = host.deal_url(host.make_deal(tenant="north"))
    response = opened(admin, connection, next=back)
    assert f'name="next" value="{back}"' in response.content.decode()
    entries = entries_of(response.context["form"], next=back)
    response = admin.post(page("mapping", connection), entries)
    assert (response.status_code, response["Location"]) == (302, back)
    [said] = get_messages(response.wsgi_request)
    assert str(said) == "The Xero settings are saved."


def test_the_way_back_never_leaves_the_site(admin: Client, connection: Connection) -> None:
    response = send(admin, connection, next="https://evil.example/")
    assert response["Location"] == page("mapping", connection, saved="1")


def test_the_preview_shows_a_real_deal_and_where_each_value_came_from(
    admin: Client, connection: Connection, host: Host
) -> None:
    host.make_deal(tenant="north", reference="PO-77")
    text = opened(admin, connection).content.decode()
    root = "Account" if host.has_tenants else "Company"
    assert "Harbour Bakery" in text
    assert f"{root} – Name" in text
    assert "PO-77" in text


def test_the_preview_shows_what_the_form_takes_from_the_deal_itself(
    admin: Client, connection: Connection, host: Host
) -> None:
    """Where no field is mapped, the draft that the source makes stands in, as in the form."""
    host.make_deal(tenant="north", reference="PO-77")
    entries = entries_of(opened(admin, connection).context["form"], preview="1")
    unmapped = {name: "" for name in entries if name.startswith("reference_")}
    answer = admin.post(page("mapping", connection), {**entries, **unmapped})
    preview = answer.context["preview"]
    (reference,) = [row for row in preview.rows if row.target is Target.REFERENCE]
    assert (reference.value, reference.origin) == ("PO-77", "The deal's own draft")


def test_the_preview_follows_unsaved_choices_with_and_without_javascript(
    admin: Client, connection: Connection, host: Host, title_path: str
) -> None:
    deal = host.make_deal(tenant="north", title="Two ovens")
    entries = entries_of(
        opened(admin, connection).context["form"], name_1=title_path, deal=f"deal:{deal.pk}"
    )
    headers = {"HX-Request": "true"}
    live = admin.post(page("mapping_preview", connection), entries, headers=headers)
    plain = admin.post(page("mapping", connection), {**entries, "preview": "1"})
    for response in (live, plain):
        rows = {row.target: row.value for row in response.context["preview"].rows}
        assert rows[Target.NAME] == "Two ovens"
    assert "<html" not in live.content.decode()
    assert plain.context["form"]["name_1"].value() == title_path
    assert FieldMapping.objects.count() == 0


def test_a_preview_never_shows_the_deal_of_another_company(
    admin: Client, connection: Connection, host: Host
) -> None:
    if not host.has_tenants:
        pytest.skip("this host has no tenants")
    secret = host.make_deal(tenant="south", title="Secret of the south")
    response = opened(admin, connection, deal=f"deal:{secret.pk}")
    assert "Secret of the south" not in response.content.decode()


@pytest.mark.parametrize("deal", ["", "deal:", "deal:abc", "order:1", "nonsense", "deal:\x00"])
def test_without_a_deal_the_page_still_works(
    admin: Client, connection: Connection, deal: str
) -> None:
    assert "There is no deal to preview yet." in (
        opened(admin, connection, deal=deal).content.decode()
    )


def test_what_the_host_holds_is_shown_and_never_run(
    admin: Client, connection: Connection, host: Host
) -> None:
    bad = "<script>alert(1)</script>"
    host.make_deal(tenant="north", title=bad, reference=bad, company=Customer(name=bad))
    text = opened(admin, connection).content.decode()
    assert bad not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


@pytest.mark.parametrize("path", ["delete", "_state.db", "company.delete", "pk; drop", "nowhere"])
def test_only_offered_fields_can_be_chosen(
    admin: Client, connection: Connection, path: str
) -> None:
    response = send(admin, connection, name_1=path)
    assert response.status_code == 422
    assert FieldMapping.objects.count() == 0


def test_a_field_the_host_no_longer_offers_stays_visible(
    admin: Client, connection: Connection
) -> None:
    send(admin, connection)
    saved = FieldMapping.objects.get()
    saved.config["fields"]["reference"] = ["old_field"]
    saved.save()
    assert "old_field (not offered any more)" in opened(admin, connection).content.decode()


@pytest.mark.parametrize("name", ["mapping", "defaults"])
@pytest.mark.parametrize(("role", "status"), [("rep", 403), ("approver", 403), ("norights", 403)])
def test_others_may_not_see_or_change_the_settings(
    sign_in: SignIn, connection: Connection, name: str, role: str, status: int
) -> None:
    visitor = sign_in(role, tenant="north")
    assert visitor.get(page(name, connection)).status_code == status
    assert visitor.post(page(name, connection), {"name_1": "x"}).status_code == status


def test_a_forged_post_is_refused(sign_in: SignIn, connection: Connection) -> None:
    forged = sign_in("admin", tenant="north", csrf=True)
    assert forged.post(page("mapping", connection), {}).status_code == 403
    assert FieldMapping.objects.count() == 0


def test_another_connection_of_the_company_has_settings_of_its_own(
    admin: Client, connection: Connection, title_path: str
) -> None:
    other = make_connection(connection.tenant, "Second Company")
    send(admin, connection, reference_1=title_path)
    assert services.current(other)[1] == services.NEVER_SAVED


@pytest.mark.parametrize("name", ["mapping", "defaults"])
def test_the_pages_take_few_queries_however_many_deals(
    admin: Client,
    connection: Connection,
    host: Host,
    django_assert_max_num_queries: Any,
    name: str,
) -> None:
    for _number in range(30):
        host.make_deal(tenant="north")
    with django_assert_max_num_queries(35):
        admin.get(page(name, connection))


@pytest.mark.contract(17)
@pytest.mark.parametrize("name", ["mapping", "defaults"])
def test_row_17_a_person_who_is_not_signed_in_reaches_a_sign_in_page_that_exists(
    client: Client, connection: Connection, name: str
) -> None:
    response = client.get(page(name, connection), follow=True)
    assert response.status_code == 200
    [(address, _status)] = response.redirect_chain
    assert "/accounts/login/?next=" in address
    assert FieldMapping.objects.count() == 0


@pytest.mark.parametrize("name", ["mapping", "mapping_preview", "defaults"])
def test_no_page_runs_inside_a_transaction_of_the_host(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    view = resolve(page(name, connection)).func
    monkeypatch.setitem(database.settings_dict, "ATOMIC_REQUESTS", True)
    assert BaseHandler().make_view_atomic(view) is view


@pytest.fixture
def named_by_its_draft(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """The host's source says who the customer is by code, and by no path."""
    source = type(get_source("deal"))
    drafted = source.draft
    monkeypatch.setattr(source, "draft", lambda self, obj: drafted(self, obj))
    for attribute in ("party", "name", "email"):
        monkeypatch.setattr(source, attribute, getattr(InvoiceSource, attribute))


def test_where_the_draft_names_the_customer_no_field_is_proposed_and_none_is_required(
    named_by_its_draft: None, admin: Client, connection: Connection
) -> None:
    assert not {Target.NAME, Target.EMAIL} & set(services.current(connection)[0].fields)
    assert send(admin, connection).status_code == 302
    assert services.current(connection)[1] == 1
