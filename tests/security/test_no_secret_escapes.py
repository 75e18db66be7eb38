"""A day of work with every log level on: no secret comes to light anywhere, checked by value.

The secrets are heard on the line to Xero as they are issued, so none has to be guessed.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core import mail
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.documents.acting import contact_id, do, in_xero, on_deal, url
from tests.journeys.office import Office
from tests.sync.line import delivery_of
from xero_integration.access.actors import actor_record
from xero_integration.client.hidden import Hidden
from xero_integration.client.webhooks import signature
from xero_integration.connections.reconnect_links import make
from xero_integration.connections.services import finish_connect
from xero_integration.connections.session import client_for
from xero_integration.exceptions import XeroIntegrationError
from xero_integration.models import Connection, Document, Operation
from xero_integration.sandbox.control.acts import perform
from xero_integration.sandbox.server import make_server
from xero_integration.sync import tasks
from xero_integration.testing.world import consent

from . import places, vault
from .anew import open_anew
from .ears import Ears, listening, with_locals

SITE = "https://crm.example"
WEBHOOK_KEY = "d2ViaG9vay1rZXktb2YtdGhlLXNjYW5uZXI="
DJANGO_Q = "xero_integration.background.DjangoQ"
pytestmark = pytest.mark.timeout(300)


@dataclass
class Day:
    """A company at work, and all that anybody could see of it."""

    office: Office
    line: vault.Line
    clock: Any
    ears: Ears
    pages: list[tuple[str, str]] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    moments: list[tuple[str, str]] = field(default_factory=list)

    @property
    def vault(self) -> vault.Vault:
        return self.line.vault

    def fails(self, work: Any) -> None:
        """Some work that raises one of our errors, kept with the locals of our frames."""
        with pytest.raises(XeroIntegrationError) as caught:
            work()
        error = caught.value
        self.errors.append((repr(error), f"{error} {vars(error)!r} {with_locals(error, skip=2)}"))


@pytest.fixture
def line() -> vault.Line:
    kept = vault.Vault()
    line = vault.Line(kept)
    vault.use(line)
    return line


@pytest.fixture
def served(sandbox: Any, settings: Any, line: vault.Line) -> Iterator[Any]:
    """Xero behind a real socket; the app's settings with everything that is secret in them."""
    server = make_server(sandbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.XERO_INTEGRATION = {
        **settings.XERO_INTEGRATION,
        "XERO_URL": server.url,
        "TRANSPORT": vault.TRANSPORT,
        "WEBHOOK_KEYS": [WEBHOOK_KEY],
        "SITE_URL": SITE,
    }
    line.vault.keep("client secret", settings.XERO_INTEGRATION["CLIENT_SECRET"])
    line.vault.keep("webhook key", WEBHOOK_KEY)
    for key in settings.XERO_INTEGRATION["ENCRYPTION_KEYS"]:
        line.vault.keep("encryption key", key)
    yield sandbox
    line.close()
    server.shutdown()
    server.server_close()


@pytest.fixture
def day(host, transactional_db, served, queue, sign_in, line) -> Iterator[Day]:
    pages: list[tuple[str, str]] = []

    def watched(*args: Any, **kwargs: Any) -> Client:
        return places.watch(sign_in(*args, **kwargs), pages)

    database.force_debug_cursor = True
    with listening() as ears, time_machine.travel(timezone.now(), tick=True) as clock:
        office = open_anew(host, served, queue, watched)
        yield Day(office, line, clock, ears, pages)
    database.force_debug_cursor = False


@pytest.mark.contract(23)
def test_no_secret_comes_to_light_anywhere(day: Day, settings: Any) -> None:
    deal = invoice_and_its_end(day)
    webhook_and_poll(day)
    lost_and_found(day)
    undecided(day)
    refused_and_garbled(day, deal)
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "QUEUE": DJANGO_Q}
    tasks.plan_polls()
    look_at_everything(day, deal)

    assert day.vault.kinds() >= {
        "access_token", "refresh_token", "id_token", "code", "code_verifier", "client secret",
        "webhook key", "encryption key", "reconnect link", "credentials (Basic)",
    }  # fmt: skip
    assert {"django.db.backends", "urllib3.connectionpool", "django.request"} <= day.ears.names()
    assert day.errors
    assert found_in(day) == []


def found_in(day: Day) -> list[str]:
    texts = [
        *((f"log {name}", text) for name, text in day.ears.heard),
        *((f"page {path}", text) for path, text in day.pages),
        *((f"error {name}", text) for name, text in day.errors),
        *((f"task {task.path}", repr(task)) for task in day.office.queue.tasks),
        *day.moments,
        *places.rows(),
        *places.queued(),
        *places.representations(),
    ]
    assert len({where.partition(" ")[0] for where, _text in texts}) > 10
    leaks = [f"{where}: {what}" for where, text in texts for what in day.vault.leaks(text)]
    return sorted(set(leaks))


def invoice_and_its_end(day: Day) -> Any:
    """Create, approve, e-mail, PDF, void: each by a press."""
    office = day.office
    office.organisation.daily_email_cap = 10
    deal = office.host.make_deal(tenant=office.tenant)
    values = office.link_everything(deal)
    office.press(deal, f"pick_contact:{contact_id(office)}", values)
    values = office.open_form(deal)
    assert office.press(deal, "create", values).status_code == 302
    document = Document.objects.get(deal_links__subject_pk=str(deal.pk))
    boss = office.admin
    for action in ("approve", "email"):
        answer = do(boss, url(office, deal, "document_action", document.pk, action), text="Hi")
        assert answer.status_code == 200, answer.content
    assert boss.get(url(office, deal, "document_pdf", document.pk)).status_code == 200
    assert boss.get(url(office, deal, "document_online", document.pk)).status_code == 200
    answer = do(boss, url(office, deal, "document_action", document.pk, "void"))
    assert answer.status_code == 200, answer.content
    return deal


def webhook_and_poll(day: Day) -> None:
    office = day.office
    event = {
        "resourceId": in_xero(office, "AUTHORISED"),
        "eventDateUtc": "2026-11-20T10:00:00.000",
        "eventType": "UPDATE",
        "eventCategory": "INVOICE",
        "tenantId": office.connection.xero_tenant_id,
        "tenantType": "ORGANISATION",
    }
    webhook = reverse("xero_integration_callback:webhook")
    robot = places.watch(Client(), day.pages)
    for body in (delivery_of(event), b'{"events": "garbage"}'):
        for signed, status in ((signature(body, WEBHOOK_KEY), 200), ("forged", 401)):
            headers = {"x-xero-signature": signed}
            answer = robot.post(webhook, body, content_type="application/json", headers=headers)
            assert answer.status_code == status
    office.queue.run_all()
    day.clock.shift(timedelta(hours=1))
    tasks.plan_polls()
    office.queue.run_all()


def lost_and_found(day: Day) -> None:
    """The sign-in ends at Xero, the mail comes, the wrong people try its link, then the right."""
    office, connections = day.office, day.office.sandbox.world.identity.connections
    (living,) = [each for each in connections.values() if each.active]
    perform(office.sandbox, living.tenant_id, "end_sign_in", {"connection_id": living.id})
    day.clock.shift(timedelta(hours=1))
    day.fails(lambda: client_for(office.connection))
    office.queue.run_all()
    (message,) = mail.outbox
    (link,) = re.findall(rf"{SITE}(\S+)", str(message.body))
    day.vault.keep("reconnect link", link.rstrip("/").rpartition("/")[2])
    for browser, status in ((office.rep, 403), (Client(), 302), (office.admin, 200)):
        answer = browser.get(link)
        assert browser.get(answer.headers["Location"]).status_code == status
        assert browser.delete(link).status_code == 302
    page = office.admin.get(link).headers["Location"]
    come_back(day, office.admin.post(page).headers["Location"])
    assert office.admin.get(page).status_code == 410
    assert Connection.objects.get().state == "active"


def come_back(day: Day, start: str) -> None:
    """From Xero's consent page; the code is tried by others before, and again afterwards."""
    back = urlsplit(consent(start))
    address = f"{back.path}?{back.query}"
    assert day.office.rep.get(address).status_code == 403
    assert day.office.admin.get(address).status_code == 302
    assert day.office.admin.get(address).status_code == 409


def undecided(day: Day) -> None:
    """Several organisations are allowed at Xero, and nobody has chosen yet."""
    admin = day.office.admin
    start = admin.post(reverse("xero_integration:connect")).headers["Location"]
    back = urlsplit(consent(start, organisations=(0, 1)))
    page = admin.get(f"{back.path}?{back.query}").headers["Location"]
    assert admin.get(page).status_code == 200
    day.moments += [*places.rows(), *places.representations()]
    assert admin.post(page, {"cancel": "1"}).status_code == 302


def refused_and_garbled(day: Day, deal: Any) -> None:
    """Xero, or something in between, answers errors that quote what was sent."""
    office = day.office
    (document,) = on_deal(office, deal, in_xero(office, "DRAFT"))
    for status in (400, 401, 403, 404, 500, 503):
        day.line.parrot = status
        office.admin.get(url(office, deal, "document_pdf", document.pk))
        do(office.admin, url(office, deal, "document_action", document.pk, "approve"))
        office.admin.post(url(office, deal, "document", document.pk))
        day.fails(lambda: client_for(office.connection).invoices.get(document.xero_id))
        Operation.objects.exclude(state__in=["done", "refused"]).update(state="cancelled")
    day.line.parrot = None
    for status in (400, 401, 500):
        start = office.admin.post(reverse("xero_integration:connect")).headers["Location"]
        back = parse_qs(urlsplit(consent(start)).query)
        day.line.parrot = status
        day.clock.shift(timedelta(hours=1))
        day.fails(lambda: client_for(office.connection))
        day.clock.shift(timedelta(hours=-1))
        day.fails(lambda back=back: finish(office, back))
        day.line.parrot = None


def finish(office: Office, back: dict[str, list[str]]) -> None:
    """What the callback asks for, with what came back from Xero."""
    person = actor_record(office.host.make_user("admin", tenant=office.tenant))
    code, state = (Hidden(back[name][0]) for name in ("code", "state"))
    back.clear()
    finish_connect(person, office.tenant, state=state, code=code)


def look_at_everything(day: Day, deal: Any) -> None:
    office = day.office
    boss = office.host.make_user("admin", tenant=office.tenant)
    names = ("panel", "sidebar", "documents", "documents_csv", "invoice_form")
    deal_pages = [url(office, deal, name) for name in names]
    mine = Document.objects.filter(deal_links__subject_pk=str(deal.pk))
    deal_pages += [url(office, deal, "document", each.pk) for each in mine]
    for page in places.our_pages(office.connection, deal_pages):
        for headers in ({}, {"Accept": "application/json"}):
            assert office.admin.get(page, headers=headers).status_code in {200, 409}, page
    one = mine.latest("learned_at")
    parts = {"source": office.host.source_key, "pk": str(deal.pk), "document": one.pk, "index": 0}
    operation = Operation.objects.filter(subject=f"{office.host.source_key}:{deal.pk}").first()
    parts |= {"connection_id": office.connection.pk, "operation_id": operation.pk}
    parts |= {"operation": operation.pk}
    for address in places.api_addresses(parts):
        assert office.admin.get(address).status_code in {200, 400, 405, 409}, address
    if pages := places.django_admin_pages():
        boss.is_staff = boss.is_superuser = True
        boss.save()
        for page in pages:
            assert office.admin.get(page).status_code == 200, page
    link, token = make(office.connection, sent_to="admin@host.example")
    day.vault.keep("reconnect link", str(token))
