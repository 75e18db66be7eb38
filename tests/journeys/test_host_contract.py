"""What any host may rely on, tried from the host's side; each test is named after its row."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db import connection as database
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone, translation

import xero_integration
from xero_integration.client import TokenSet
from xero_integration.connections.models import Grant
from xero_integration.connections.session import client_for
from xero_integration.host.registry import get_source
from xero_integration.models import DealLink, Document
from xero_integration.testing.world import connect

from .office import Office, text_of

APP = Path(xero_integration.__file__).parent
TEMPLATES = sorted((APP / "templates").rglob("*.html"))
HTMX = {"HX-Request": "true"}
FOREIGN = ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for found, attributes in self.found if found == tag]


@pytest.fixture
def deal(office: Office) -> Any:
    return office.host.make_deal(tenant=office.tenant)


@pytest.fixture
def invoiced(office: Office, deal: Any) -> Document:
    answer = office.press(deal, "create", office.link_everything(deal))
    assert answer.status_code == 302, text_of(answer)
    return Document.objects.get()


def shown_by_tag(office: Office, deal: Any, how: str = "") -> str:
    """What the tag puts into a host's page for the rep."""
    template = Template(
        '{% load xero_integration %}<form id="host">'
        f'{{% xero_deal_panel "{office.host.source_key}" deal {how} %}}</form>'
    )
    request = office.rep.get(office.host.deal_url(deal)).wsgi_request
    return template.render(Context({"request": request, "deal": deal}))


@pytest.mark.contract(6)
def test_row_6_a_worker_asks_the_host_nothing(office, deal, monkeypatch):
    """What is sent was read in the request; the host's rules may well fail where there is none."""
    office.sandbox.faults.add_fault("PUT", "/api.xro/2.0/Invoices", drop="before")
    office.press(deal, "create", office.link_everything(deal))
    assert office.invoices() == []

    def outside_a_request(*_asked: Any) -> Any:
        raise AssertionError("a worker asked the host")

    source = type(get_source(office.host.source_key))
    for method in ("actor", "objects", "allows", "tenant", "draft", "url"):
        monkeypatch.setattr(source, method, outside_a_request)
    with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=True):
        office.queue.run_all(include_delayed=True)
    (invoice,) = office.invoices()
    assert Document.objects.get().number == invoice["InvoiceNumber"]


@pytest.mark.contract(13)
def test_row_13_tag_fragment_and_json_tell_the_same_from_one_view(office, deal, invoiced):
    page = office.rep.get(office.host.deal_url(deal)).content.decode()
    fragment = office.rep.get(office.panel_url(deal), headers=HTMX).content.decode()
    told = office.rep.get(office.panel_url(deal), headers={"Accept": "application/json"})
    assert invoiced.number in page
    assert invoiced.number in fragment
    assert [row["label"] for row in told.json()["documents"]] == [invoiced.number]
    assert "<html" in page
    assert "<html" not in fragment
    assert Elements(fragment).of("script") == []


@pytest.mark.contract(14)
def test_row_14_inside_a_form_there_are_only_links(office, deal, invoiced):
    elements = Elements(shown_by_tag(office, deal, "link_only=True"))
    assert len(elements.of("form")) == 1
    assert elements.of("button") + elements.of("input") == []
    assert {link["href"] for link in elements.of("a")} == {
        office.form_url(deal),
        office.panel_url(deal),
    }
    assert not [name for _tag, found in elements.found for name in found if name.startswith("hx-")]


@pytest.mark.contract(14)
def test_row_14_the_link_leads_to_a_page_and_not_to_a_fragment(office, deal, invoiced):
    page = office.rep.get(office.panel_url(deal)).content.decode()
    assert page.count("<html") == 1
    assert "xero_integration.css" in page
    assert f'href="{office.host.deal_url(deal)}"' in page
    assert invoiced.number in page


@pytest.mark.contract(14)
def test_row_14_the_whole_panel_never_nests_a_form(office, deal, invoiced):
    """Nor does it have a field or a button that the host's form would send."""
    elements = Elements(shown_by_tag(office, deal))
    assert len(elements.of("form")) == 1
    assert elements.of("button") + elements.of("input") + elements.of("select") == []
    pressed = [link for link in elements.of("a") if "hx-post" in link]
    assert [link["href"] for link in pressed] == [link["hx-post"] for link in pressed] != []


@pytest.mark.contract(14)
@pytest.mark.parametrize("how", ["", "link_only=True"])
def test_row_14_nothing_renders_nothing(how):
    template = Template(f'{{% load xero_integration %}}{{% xero_deal_panel "deal" none {how} %}}')
    request = RequestFactory().get("/")
    assert template.render(Context({"request": request, "none": None})) == ""


@pytest.mark.contract(15)
def test_row_15_after_creating_people_are_on_the_deals_own_page(office, deal):
    answer = office.press(deal, "create", office.link_everything(deal))
    assert answer.status_code == 302
    assert answer.headers["Location"] == office.host.deal_url(deal)


@pytest.mark.contract(15)
def test_row_15_htmx_is_told_to_go_there(office, deal):
    values = {**office.link_everything(deal), "action": "create"}
    answer = office.rep.post(office.form_url(deal), values, headers=HTMX)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == office.host.deal_url(deal)


@pytest.mark.contract(15)
@pytest.mark.parametrize("target", FOREIGN)
def test_row_15_a_next_on_another_host_is_never_followed(office, deal, target):
    values = {**office.link_everything(deal), "next": target}
    created = office.rep.post(
        f"{office.form_url(deal)}?next={target}", {**values, "action": "create"}
    )
    assert created.headers["Location"] == office.host.deal_url(deal)
    settings_page = reverse("xero_integration:mapping", args=[office.connection.pk])
    shown = office.admin.get(settings_page, {"next": target}).content.decode()
    assert "evil.example" not in shown
    assert "javascript:" not in shown


@pytest.mark.contract(15)
def test_row_15_connecting_with_a_foreign_next_stays_on_this_host(office):
    connect_url = f"{reverse('xero_integration:connect')}?next=https://evil.example/"
    again = connect(office.admin, connect_url)
    assert again.pk == office.connection.pk
    preferences = reverse("xero_integration:mapping", args=[again.pk])
    assert "evil.example" not in office.admin.get(preferences).content.decode()


@pytest.mark.contract(16)
def test_row_16_a_cookie_session_needs_the_token_of_the_page(office, deal, sign_in):
    careful = sign_in("admin", tenant=office.tenant, csrf=True)
    pages = [
        office.form_url(deal),
        reverse("xero_integration:connect"),
        reverse("xero_integration:mapping", args=[office.connection.pk]),
        reverse("xero_integration:defaults", args=[office.connection.pk]),
        reverse("xero_integration:lists", args=[office.connection.pk]),
        reverse("xero_integration:disconnect", args=[office.connection.pk]),
        reverse("xero_integration_callback:callback"),
    ]
    assert {page: careful.post(page).status_code for page in pages} == dict.fromkeys(pages, 403)
    page = careful.get(office.form_url(deal)).content.decode()
    token = Elements(page[page.index('id="xi-invoice"') :]).of("input")[0]
    assert token["name"] == "csrfmiddlewaretoken"
    with_token = {"csrfmiddlewaretoken": token["value"], "action": "refresh"}
    assert careful.post(office.form_url(deal), with_token).status_code == 200


@pytest.mark.contract(16)
def test_row_16_a_program_without_a_cookie_needs_none(office):
    callback = reverse("xero_integration_callback:callback")
    program = Client(enforce_csrf_checks=True)
    answer = program.post(callback, {"state": "x"}, content_type="application/json")
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign_in"


@pytest.mark.contract(18)
def test_row_18_the_address_for_xero_is_the_same_in_every_language(office):
    addresses = set()
    for language, _name in django_settings.LANGUAGES:
        with translation.override(language):
            addresses.add(reverse("xero_integration_callback:callback"))
    (address,) = addresses
    first = address.strip("/").partition("/")[0]
    assert first not in dict(django_settings.LANGUAGES)


@pytest.mark.contract(18)
def test_row_18_a_sign_in_that_began_in_french_ends_well(office):
    with translation.override("fr"):
        connect_url = reverse("xero_integration:connect")
    office.admin.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    assert connect(office.admin, connect_url).pk == office.connection.pk


def inline_code(markup: str) -> Iterator[str]:
    """What a strict Content-Security-Policy would stop."""
    without_tags = re.sub(r"{[%#].*?[%#]}", " ", markup, flags=re.S)
    for tag, attributes in Elements(without_tags).found:
        if tag == "style" or (tag == "script" and "src" not in attributes):
            yield f"<{tag}>"
        for name, value in attributes.items():
            starts_code = value.strip().lower().startswith("javascript:")
            if name == "style" or name.startswith(("on", "hx-on")) or starts_code:
                yield f"<{tag} {name}>"


@pytest.mark.contract(20)
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_row_20_no_template_has_inline_script_or_style(template):
    assert list(inline_code(template.read_text())) == []


@pytest.mark.contract(20)
@pytest.mark.parametrize(
    "markup",
    [
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<p style="color: red">',
        '<p {% if a %}style="color: red"{% endif %}>',
        '<button onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_row_20_the_scan_sees_inline_code(markup):
    assert list(inline_code(markup))


def selectors(stylesheet: str) -> Iterator[str]:
    bare = re.sub(r"/\*.*?\*/", "", stylesheet, flags=re.S)
    for group in re.findall(r"(?:^|[{};])\s*([^{};]+?)\s*{", bare):
        if not group.startswith("@") and not re.fullmatch(r"from|to|[\d.%,\s]+", group):
            # A comma inside :is(…) does not begin another selector.
            yield from re.split(r",\s*(?![^(]*\))", group)


@pytest.mark.contract(20)
def test_row_20_every_rule_of_the_stylesheet_stands_under_our_prefix():
    found = list(selectors((APP / "static/xero_integration/xero_integration.css").read_text()))
    assert len(found) > 100
    assert [one for one in found if not re.match(r"\.xi(-[\w-]+)?\b", one.strip())] == []


@pytest.mark.contract(21)
def test_row_21_everything_of_ours_bears_our_name():
    config = apps.get_app_config("xero_integration")
    tables = {model._meta.db_table for model in config.get_models(include_auto_created=True)}
    assert [table for table in tables if not table.startswith("xero_integration_")] == []
    namespaces = get_resolver().namespace_dict
    for language, _name in django_settings.LANGUAGES:
        with translation.override(language):
            namespaces = {**namespaces, **get_resolver().namespace_dict}
    ours = {name for name in namespaces if "xero" in name}
    assert ours == {f"xero_integration{rest}" for rest in ("", "_api", "_callback")}
    for folder in ("templates", "static"):
        assert [entry.name for entry in (APP / folder).iterdir()] == ["xero_integration"]
    libraries = {path.stem for path in (APP / "templatetags").glob("*.py")} - {"__init__"}
    assert [name for name in libraries if not name.startswith("xero_integration")] == []


@pytest.mark.contract(22)
@pytest.mark.parametrize("field", ["AutoField", "BigAutoField"])
def test_row_22_a_host_never_has_to_make_our_migrations(field):
    done = subprocess.run(
        [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
        env={
            **os.environ,
            "DEFAULT_AUTO_FIELD": f"django.db.models.{field}",
            "PYTHONPATH": str(APP.parent),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert "xero_integration" not in done.stdout, done.stdout
    assert "Traceback" not in done.stderr, done.stderr


def database_dump() -> str:
    """Every cell of every table, and what the sessions hold."""
    cells: list[str] = []
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {database.ops.quote_name(table)}")
            cells += [str(cell) for row in cursor.fetchall() for cell in row]
    return "\n".join([*cells, *(str(one.get_decoded()) for one in Session.objects.all())])


def secrets_in_use() -> set[str]:
    own = django_settings.XERO_INTEGRATION
    found = {own["CLIENT_SECRET"], *own["ENCRYPTION_KEYS"]}
    for grant in Grant.objects.all():
        for sealed in filter(None, (grant.token_set, grant.previous_token_set)):
            tokens = TokenSet.from_json(sealed.open())
            found |= {tokens.access_token, tokens.refresh_token, tokens.id_token or ""}
    return found - {""}


@pytest.mark.contract(23)
def test_row_23_no_secret_is_in_the_database_the_queue_or_a_name(office, deal, invoiced):
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        client_for(office.connection)
    secrets = secrets_in_use()
    # The tokens of before and after the renewal, our credentials at Xero, and our own key.
    assert len(secrets) >= 6
    shown = database_dump()
    assert office.connection.xero_tenant_id in shown
    models = apps.get_app_config("xero_integration").get_models()
    named = [f"{row} {row!r}" for model in models for row in model._default_manager.all()]
    queued = [repr(task) for task in office.queue.tasks]
    everything = "\n".join([shown, *named, *queued])
    assert [secret for secret in secrets if secret in everything] == []


@pytest.mark.contract(25)
def test_row_25_deleting_a_deal_keeps_its_document_and_the_link(office, deal, invoiced):
    pk = str(deal.pk)
    panel, form = office.panel_url(deal), office.form_url(deal)
    deal.delete()
    link = DealLink.objects.get()
    assert (link.document, link.subject_pk) == (invoiced, pk)
    assert office.rep.get(panel).status_code == 404
    assert office.rep.get(form).status_code == 404


@pytest.mark.contract(25)
def test_row_25_what_xero_says_later_still_reaches_the_document(office, deal):
    office.sandbox.faults.add_fault("PUT", "/api.xro/2.0/Invoices", drop="after")
    office.press(deal, "create", office.link_everything(deal))
    assert not Document.objects.exists()
    deal.delete()
    with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=True):
        office.queue.run_all(include_delayed=True)
    (invoice,) = office.invoices()
    assert Document.objects.get().number == invoice["InvoiceNumber"]
