"""An app that is already connected to the box, and short ways to say what it sends."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import requests

from xero_integration.sandbox import Clock, Sandbox, SandboxTransport
from xero_integration.sandbox.accounting.records import Organisation
from xero_integration.sandbox.identity import tokens
from xero_integration.sandbox.identity.state import Connection, Grant, state_of

NOON = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
API = "https://api.xero.com/api.xro/2.0/"
CLIENT_ID = "sandbox-client"
SCOPES = [
    "openid",
    "profile",
    "email",
    "offline_access",
    "accounting.invoices",
    "accounting.payments",
    "accounting.contacts",
    "accounting.settings",
    "accounting.attachments",
]


def box() -> Sandbox:
    return Sandbox(clock=Clock.frozen(NOON))


def connect(
    sandbox: Sandbox, tenant_id: str, role: str = "ADVISER", client_id: str = CLIENT_ID
) -> str:
    """Connect a user of that role to an organisation and give an access token."""
    state = state_of(sandbox.world)
    user = next(each for each in state.users.values() if each.role == role)
    key = f"{client_id}:{user.id}:{tenant_id}"
    now = sandbox.clock.now()
    if key not in state.connections:
        event = sandbox.world.fixed_id(f"event:{key}")
        connection = Connection(
            sandbox.world.fixed_id(key), client_id, user.id, tenant_id, event, now, now
        )
        state.connections[key] = connection
    grant = Grant(client_id, user.id, SCOPES, state.connections[key].auth_event_id, now)
    return str(tokens.token_set(sandbox, grant, with_nonce=False)["access_token"])


class Xero:
    """One organisation seen by one connected app; every call carries a fresh token."""

    def __init__(
        self,
        sandbox: Sandbox,
        country: str = "NZ",
        *,
        role: str = "ADVISER",
        client_id: str = CLIENT_ID,
    ) -> None:
        self.sandbox, self.role, self.client_id = sandbox, role, client_id
        self.books: Organisation = next(
            each
            for each in sandbox.world.organisations.values()
            if each.profile.country_code == country
        )
        self.tenant = self.books.tenant_id
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.mount("https://", SandboxTransport(sandbox))

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        data: bytes | None = None,
        **query: Any,
    ) -> requests.Response:
        token = connect(self.sandbox, self.tenant, self.role, self.client_id)
        standard = {
            "Authorization": f"Bearer {token}",
            "xero-tenant-id": self.tenant,
            "Accept": "application/json",
        }
        return self.http.request(
            method,
            API + path,
            json=body,
            data=data,
            params=query,
            headers=standard | (headers or {}),
            timeout=10,
        )

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.call("GET", path, **query)

    def put(self, path: str, body: Any, **query: Any) -> requests.Response:
        return self.call("PUT", path, body, **query)

    def post(self, path: str, body: Any, **query: Any) -> requests.Response:
        return self.call("POST", path, body, **query)

    def contact_id(self, name: str = "") -> str:
        """The id of a contact; without a name, of the first."""
        contacts = self.books.contacts.values()
        return next(each.contact_id for each in contacts if name in ("", each.name))

    def invoice(self, **changes: Any) -> dict[str, Any]:
        """The body of a small sales invoice."""
        return {
            "Type": "ACCREC",
            "Contact": {"ContactID": self.contact_id()},
            "Date": "2026-11-20",
            "DueDate": "2026-12-04",
            "LineItems": [line()],
        } | changes

    def create(self, **changes: Any) -> dict[str, Any]:
        """Create an invoice and give the element that Xero answered with."""
        answer = self.put("Invoices", {"Invoices": [self.invoice(**changes)]}, unitdp=4)
        assert answer.status_code == 200, answer.text
        return first(answer, "Invoices")

    def set(self, invoice_id: str, **changes: Any) -> requests.Response:
        return self.post(f"Invoices/{invoice_id}", {"Invoices": [changes]})

    def read(self, invoice_id: str, **query: Any) -> dict[str, Any]:
        return first(self.get(f"Invoices/{invoice_id}", **query), "Invoices")

    def pay(self, invoice_id: str, amount: str | float, **changes: Any) -> requests.Response:
        body = {
            "Invoice": {"InvoiceID": invoice_id},
            "Account": {"Code": "090"},
            "Amount": float(amount),
            "Date": "2026-11-20",
        } | changes
        return self.put("Payments", {"Payments": [body]})


def line(**changes: Any) -> dict[str, Any]:
    return {
        "Description": "Consulting",
        "Quantity": 1,
        "UnitAmount": 100,
        "AccountCode": "200",
    } | changes


def first(answer: requests.Response, name: str) -> dict[str, Any]:
    """The first element, with exact decimals."""
    assert answer.status_code == 200, answer.text
    element: dict[str, Any] = answer.json(parse_float=Decimal)[name][0]
    return element


def messages(answer: requests.Response) -> list[str]:
    """Every validation message of a refused call, or of a 200 with failed elements."""
    body = answer.json()
    elements = body.get("Elements")
    if elements is None:
        elements = next(value for value in body.values() if isinstance(value, list))
    return [each["Message"] for one in elements for each in one.get("ValidationErrors", [])]
