"""Whatever Xero answers or posts: an error of ours, or a record; never anything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any

import requests
import time_machine
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from requests.adapters import BaseAdapter

from tests.documents.acting import in_xero, on_deal, tenant_of, url
from tests.journeys.office import Office
from tests.sync.line import delivery_of
from xero_integration.client import Endpoints, OAuthConfig, TokenSet, XeroClient, XeroHTTP, oauth
from xero_integration.client.retry import wait_before
from xero_integration.client.webhooks import signature
from xero_integration.connections import xero
from xero_integration.connections.grants import open_tokens
from xero_integration.documents.fetching import take_over_invoices
from xero_integration.documents.mirror import News
from xero_integration.exceptions import XeroError, XeroIntegrationError
from xero_integration.models import Contact, Document, Grant, VersionSource
from xero_integration.sandbox.accounting import acts

from .nonsense import FEWER, QUICK, bodies, texts

NAMES: tuple[str, ...] = (
    "retry-after",
    "x-minlimit-remaining",
    "x-daylimit-remaining",
    "x-rate-limit-problem",
)
NAMES += ("xero-correlation-id", "www-authenticate", "content-type", "date")
HEADERS = st.dictionaries(st.sampled_from(NAMES), texts.map(lambda text: text[:200]), max_size=3)
STATUSES = st.sampled_from([200, 200, 200, 201, 204, 304, 302, 400, 401, 403, 404, 429, 500, 503])
SOME_ID = "00000000-0000-4000-8000-000000000001"
KEY = "a2V5LW9mLW5vbnNlbnNl"


class Fixed(BaseAdapter):
    """Answers every call alike."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        super().__init__()
        self.answer = (status, headers, body)

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        answer = requests.Response()
        answer.status_code, headers, body = self.answer
        answer.headers.update(headers)
        answer.raw, answer.request, answer.url = BytesIO(body), request, request.url
        return answer

    def close(self) -> None:
        """Nothing is open."""


Ask = Callable[[XeroClient], Any]

READS: dict[str, Ask] = {
    "Invoices": lambda client: client.invoices.get(SOME_ID).record,
    "Contacts": lambda client: next(client.contacts.pages()).records,
    "CreditNotes": lambda client: next(client.credit_notes.pages()).records,
    "Payments": lambda client: next(client.payments.pages()).records,
    "Items": lambda client: client.items.all(),
    "Accounts": lambda client: client.accounts.all(),
    "TaxRates": lambda client: client.tax_rates.all(),
    "BrandingThemes": lambda client: client.branding_themes.all(),
    "Currencies": lambda client: client.currencies.all(),
    "TrackingCategories": lambda client: client.tracking_categories.all(),
    "Users": lambda client: client.users.all(),
    "Organisation": lambda client: client.organisation.get(),
    "HistoryRecords": lambda client: client.history.of("Invoices", SOME_ID),
    "OnlineInvoices": lambda client: client.invoices.online_url(SOME_ID),
    "Attachments": lambda client: client.attachments.of("Invoices", SOME_ID),
    "connections": lambda client: client.identity.connections(),
    "PDF": lambda client: client.invoices.pdf(SOME_ID),
}
WRITES: dict[str, Ask] = {
    "Invoices": lambda client: client.invoices.create({}, idempotency_key="k")[0].element(),
    "Contacts": lambda client: client.contacts.update({}, idempotency_key="k")[0].element(),
    "HistoryRecords": lambda client: client.history.add(
        "Invoices", SOME_ID, "note", idempotency_key="k"
    ),
}
SAMPLES: tuple[str, ...] = (
    "Invoices",
    "Contacts",
    "CreditNotes",
    "Payments",
    "Items",
    "Accounts",
    "TaxRates",
)
SAMPLES += ("BrandingThemes", "Currencies", "TrackingCategories", "Users", "Organisation")
TOKENS = {
    "access_token": "a.eyJzY29wZSI6WyJ4Il19.c",
    "refresh_token": "r",
    "id_token": "a.eyJuYW1lIjoiQSJ9.c",
    "expires_in": 1800,
    "token_type": "Bearer",
    "scope": "openid offline_access",
}


def client_of(status: int, headers: dict[str, str], body: bytes) -> XeroClient:
    transport = Fixed(status, headers, body)
    endpoints = Endpoints.at("http://xero.test")
    return XeroClient(XeroHTTP(endpoints, token="t", tenant_id=SOME_ID, transport=transport))


def true_answers(office: Office) -> dict[str, Any]:
    """What Xero really says, of each list."""
    in_xero(office, "PAID")
    http = unlimited(office).http
    paging = {"page": 1, "pageSize": 2}
    said = {name: http.call("GET", name, params=paging).body for name in SAMPLES}
    answers = {name: json.loads(body) for name, body in said.items()}
    for answer in answers.values():
        for rows in answer.values():
            if isinstance(rows, list):
                del rows[2:]
    return answers


def unlimited(office: Office) -> XeroClient:
    """A client that never waits: what is tried here in seconds would take Xero an hour."""
    tokens = open_tokens(Grant.objects.get().token_set)
    return xero.client(tokens, xero_tenant_id=office.connection.xero_tenant_id)


def test_every_answer_is_a_record_or_an_error_of_ours(office: Office) -> None:
    true = true_answers(office)
    asks = [*READS.items(), *WRITES.items()]

    @QUICK
    @given(st.data(), st.sampled_from(asks), STATUSES, HEADERS)
    def ask(data: Any, asked: tuple[str, Ask], status: int, headers: dict[str, str]) -> None:
        name, question = asked
        body = data.draw(bodies(true.get(name, {name: [{"Details": "x"}]})))
        try:
            question(client_of(status, headers, body))
        except XeroIntegrationError as error:
            assert error.user_message and str(error)
            if isinstance(error, XeroError):
                assert wait_before(1, error, Random(1)) <= timedelta(days=1)

    ask()


@QUICK
@given(STATUSES, HEADERS, bodies(TOKENS))
def test_every_answer_about_tokens_is_a_set_or_an_error_of_ours(
    status: int, headers: dict[str, str], body: bytes
) -> None:
    config = OAuthConfig(
        "id", "secret", Endpoints.at("http://xero.test"), Fixed(status, headers, body)
    )
    former = TokenSet.from_answer(TOKENS, datetime(2026, 1, 1, tzinfo=UTC))
    with suppress(XeroIntegrationError):
        fresh = oauth.refresh(config, former)
        assert TokenSet.from_json(fresh.to_json()) == fresh
        assert isinstance(fresh.name + fresh.email + fresh.xero_userid, str)
    with suppress(XeroIntegrationError):
        oauth.exchange_code(config, code="c", verifier="v", redirect_uri="https://a.example/")
    with suppress(XeroIntegrationError):
        oauth.revoke(config, former)


def test_a_page_of_nonsense_breaks_nothing_and_is_mended_by_the_next(office: Office) -> None:
    deal = office.host.make_deal(tenant=office.tenant)
    ids = [in_xero(office, "AUTHORISED", Reference="true") for _each in range(2)]
    documents = on_deal(office, deal, *ids)
    client = unlimited(office)
    path = f"/Invoices/{ids[0]}"
    true = json.loads(client.http.call("GET", path, params={"unitdp": 4}).body)
    believed: set[str] = set()

    @FEWER
    @given(bodies(true))
    def told(body: bytes) -> None:
        office.sandbox.limits.clear()
        fault = {"status": 200, "body": body.decode("latin-1")}
        headers = {"Content-Type": "application/json"}
        office.sandbox.faults.add_fault("GET", "/Invoices", headers=headers, **fault)
        with suppress(XeroIntegrationError):
            take_over_invoices(office.connection, client, ids, News(VersionSource.POLL))
        office.sandbox.faults.clear()
        for page in (url(office, deal, "document", documents[0].pk), office.panel_url(deal)):
            assert office.rep.get(page).status_code == 200
        believed.add(Document.objects.get(pk=documents[0].pk).raw_digest)

    told()
    assert len(believed) > 5, "the nonsense was hardly ever taken in, so it proves nothing"
    acts.edit(office.sandbox, tenant_of(office), document_id=ids[0], changes={"Reference": "now"})
    take_over_invoices(office.connection, client, ids, News(VersionSource.POLL))
    seen = Document.objects.get(xero_id=ids[0])
    assert (seen.reference, seen.status) == ("now", "AUTHORISED")


def test_a_list_of_nonsense_stops_no_worker_and_is_mended_by_the_next(office: Office) -> None:
    true = true_answers(office)
    lists = reverse("xero_integration:lists", args=[office.connection.pk])
    kept = Contact.objects.count()
    office.forget_calls()

    @FEWER
    @given(st.data(), st.sampled_from(SAMPLES))
    def read(data: Any, name: str) -> None:
        clock.shift(timedelta(minutes=20))
        body = data.draw(bodies(true[name])).decode("latin-1")
        headers = {"Content-Type": "application/json"}
        office.sandbox.faults.add_fault("GET", f"/{name}$", status=200, body=body, headers=headers)
        assert office.admin.post(lists).status_code == 302
        office.queue.run_all()
        office.sandbox.faults.clear()
        assert office.admin.get(lists).status_code == 200

    with time_machine.travel(timezone.now(), tick=True) as clock:
        read()
        assert len(office.calls()) > 50, "nothing was read, so this proves nothing"
        clock.shift(timedelta(hours=1))
        office.read_everything()
    assert Contact.objects.filter(gone_at=None).count() == kept


def test_every_delivery_that_xero_signed_is_taken_in(office: Office, settings: Any) -> None:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "WEBHOOK_KEYS": [KEY]}
    event = {
        "resourceId": in_xero(office, "DRAFT"),
        "eventDateUtc": "2026-11-20T10:00:00.000",
        "eventType": "UPDATE",
        "eventCategory": "INVOICE",
        "tenantId": office.connection.xero_tenant_id,
        "tenantType": "ORGANISATION",
    }
    webhook = reverse("xero_integration_callback:webhook")

    @QUICK
    @given(bodies(json.loads(delivery_of(event, event))), st.text(st.characters(max_codepoint=255)))
    def deliver(body: bytes, forged: str) -> None:
        for signed, status in ((signature(body, KEY), 200), (forged, 401)):
            answer = office.rep.post(
                webhook,
                body,
                content_type="application/json",
                HTTP_X_XERO_SIGNATURE=signed,
            )
            assert (answer.status_code, answer.content) == (status, b"")
        office.sandbox.limits.clear()
        office.queue.run_all()

    deliver()
    assert office.admin.get(reverse("xero_integration:sync_health")).status_code == 200
