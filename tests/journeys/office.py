"""A company that uses the app: its Xero, its admin, its reps, and what they do all day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.hosts.protocol import Host
from tests.kept import Opened, opened
from xero_integration.models import Connection
from xero_integration.reference.tasks import refresh_every_connection_fully
from xero_integration.sandbox import Sandbox
from xero_integration.sandbox.log import Call
from xero_integration.testing.queue import RecordingQueue
from xero_integration.testing.world import connect

HOSTS_OWN = ("plain_", "tenancy_")
"""How the tables of the test hosts begin."""


class FormReader(HTMLParser):
    """The values a browser would send for the form with the given id."""

    def __init__(self, page: str, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.values: dict[str, str] = {}
        self.errors: list[str] = []
        self._inside = False
        self._select = self._textarea = ""
        self._first_option = True
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = found.get("id") == self.form_id
        if not self._inside:
            return
        name = found.get("name", "")
        if tag == "input" and name:
            ticked = found.get("type") not in {"checkbox", "radio"} or "checked" in found
            if ticked and found.get("type") != "submit":
                self.values[name] = found.get("value", "on" if "checked" in found else "")
        elif tag == "select":
            self._select, self._first_option = name, True
        elif tag == "option" and self._select:
            if "selected" in found or self._first_option:
                self.values[self._select] = found.get("value", "")
            self._first_option = False
        elif tag == "textarea":
            self._textarea = name
            self.values[name] = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self.values[self._textarea] = self.values[self._textarea].removeprefix("\n")
            self._textarea = ""


@dataclass
class Office:
    """``xero`` calls are counted from the moment ``forget_calls`` was last used."""

    host: Host
    sandbox: Sandbox
    queue: type[RecordingQueue]
    admin: Client
    rep: Client
    connection: Connection
    tenant: str = ""
    _seen: int = field(default=0)

    def form_url(self, deal: Any) -> str:
        return reverse("xero_integration:invoice_form", args=[self.host.source_key, str(deal.pk)])

    def panel_url(self, deal: Any) -> str:
        return reverse("xero_integration:panel", args=[self.host.source_key, str(deal.pk)])

    def queries_of(self, url: str) -> int:
        """How often a page asks, the host's own tables left out: how it reads a deal is its own."""
        with CaptureQueriesContext(database) as captured:
            answer = self.rep.get(url)
        assert answer.status_code == 200, text_of(answer)
        asked = [query["sql"] for query in captured.captured_queries]
        # Names stand in quotes, and each database has its own.
        opening = database.ops.quote_name("x")[0]
        return len([sql for sql in asked if not any(opening + own in sql for own in HOSTS_OWN)])

    def open_form(self, deal: Any, *, browser: Client | None = None) -> dict[str, str]:
        """The values of the form as it opens."""
        page = (browser or self.rep).get(self.form_url(deal))
        assert page.status_code == 200, text_of(page)
        return FormReader(page.content.decode(), "xi-invoice").values

    def press(
        self, deal: Any, action: str, values: Mapping[str, str], *, browser: Client | None = None
    ) -> Any:
        """Send the form with one of its buttons."""
        return (browser or self.rep).post(self.form_url(deal), {**values, "action": action})

    def values_after(self, answer: Any) -> dict[str, str]:
        return FormReader(answer.content.decode(), "xi-invoice").values

    def link_everything(self, deal: Any) -> dict[str, str]:
        """Create the customer in Xero on sending, and link each product to the first item."""
        values = self.values_after(self.press(deal, "create_contact", self.open_form(deal)))
        item_id = self.some_item_id()
        for index in range(int(values["lines-TOTAL"])):
            if values.get(f"lines-{index}-product_key") and not values[f"lines-{index}-item_id"]:
                answer = self.press(deal, f"pick_item:{index}:{item_id}", values)
                values = self.values_after(answer)
        return values

    def some_item_id(self) -> str:
        """The id of an item that Xero lets us sell."""
        items = self.organisation.items.items()
        return next(key for key, item in items if getattr(item, "is_sold", True))

    @property
    def organisation(self) -> Any:
        return self.sandbox.world.organisations[self.connection.xero_tenant_id]

    def invoices(self) -> list[dict[str, Any]]:
        """The invoices that our app created, as Xero's API shows them."""
        client = _api(self.connection)
        found: list[dict[str, Any]] = []
        for page in client.invoices.pages(createdByMyApp=True):
            found += _plain(page)
        return found

    def read_news(self) -> None:
        """An admin presses "Read what changed", and the worker does it."""
        answer = self.admin.post(reverse("xero_integration:lists", args=[self.connection.pk]))
        assert answer.status_code == 302, text_of(answer)
        self.queue.run_all()

    def read_everything(self) -> None:
        """A night passes: the worker reads every list again, which finds what was deleted."""
        refresh_every_connection_fully()
        self.queue.run_all()

    def forget_calls(self) -> None:
        self._seen = len(self.sandbox.log.entries)

    def calls(self) -> list[str]:
        """``METHOD path`` of each call to Xero since ``forget_calls``."""
        return [f"{call.method} {call.path}" for call in self.calls_made()]

    def calls_made(self) -> list[Call]:
        """Each call since ``forget_calls`` with its body."""
        return self.sandbox.log.entries[self._seen :]


def _api(connection: Connection) -> Any:
    from xero_integration.connections.session import client_for

    return client_for(connection, wait=True)


def _plain(page: Any) -> list[dict[str, Any]]:
    from xero_integration.client import wire

    return [wire.plain(bytes(raw)) for raw in page.raw]


def text_of(answer: Any) -> str:
    """The page as a person reads it."""
    text = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def open_office(host: Host, sandbox: Sandbox, queue: type[RecordingQueue], sign_in: Any) -> Office:
    """Connect as an admin does, let the worker copy Xero's lists, accept the field mapping."""
    tenant = "north" if host.has_tenants else ""

    def opening() -> Opened:
        people = {name: sign_in(name, tenant=tenant) for name in ("admin", "rep")}
        connection = connect(people["admin"], reverse("xero_integration:connect"))
        queue.run_all()
        accept_mapping(people["admin"], connection)
        return connection, people

    connection, people = opened("office", sandbox, opening)
    return Office(host, sandbox, queue, people["admin"], people["rep"], connection, tenant)


def accept_mapping(admin: Client, connection: Connection) -> None:
    """Save the field mapping as it is proposed."""
    address = reverse("xero_integration:mapping", args=[connection.pk])
    page = admin.get(address).content.decode()
    saved = admin.post(address, FormReader(page, "xi-mapping-form").values)
    assert saved.status_code == 302, text_of(saved)
