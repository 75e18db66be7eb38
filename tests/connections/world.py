"""Xero without a socket, and a person who walks through its consent page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.test import Client
from django.urls import reverse

from xero_integration.sandbox import Sandbox, SandboxTransport
from xero_integration.sandbox.accounting.records import Organisation, Profile, User

BASE = "http://xero.test"
ADVISER, STANDARD, READ_ONLY = "ADVISER", "STANDARD", "READONLY"
NAMES = ("Harbour Bakery NZ", "Castle Tea UK", "Outback Bikes AU")
ROLES = {ADVISER: "FINANCIALADVISER", STANDARD: "STANDARD", READ_ONLY: "READONLY"}

_current: list[Sandbox] = []


def transport() -> SandboxTransport:
    """What the setting ``TRANSPORT`` names."""
    return SandboxTransport(_current[-1])


def open_box() -> Sandbox:
    """A box with three small organisations, in which every user has the role of the sign-in."""
    box = Sandbox(base_url=BASE)
    people = box.world.identity.users.values()
    box.world.organisations.clear()
    for number, name in enumerate(NAMES):
        tenant_id = box.world.fixed_id(f"organisation {number}")
        organisation = Organisation(tenant_id, _profile(tenant_id, name))
        for person in people:
            organisation.users[person.id] = User(
                person.id, person.given_name, person.family_name, person.email, ROLES[person.role]
            )
        box.world.organisations[tenant_id] = organisation
    for app in box.world.identity.apps.values():
        app.redirect_uris = [callback_address()]
    _current.append(box)
    return box


def close_box(box: Sandbox) -> None:
    _current.remove(box)


def callback_address() -> str:
    return f"http://testserver{reverse('xero_integration_callback:callback')}"


def _profile(tenant_id: str, name: str) -> Profile:
    made = datetime(2026, 1, 1, tzinfo=UTC)
    return Profile(tenant_id, name, name, "!x", "NZ", "NZD", "NZ", "X", made, "Pacific/Auckland")


class _Form(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        field = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = field["action"]
        elif tag == "input" and field["type"] == "hidden":
            self.hidden[field["name"]] = field["value"]


@dataclass
class Xero:
    """The far side: the consent page, the state behind it, and the log of calls."""

    box: Sandbox

    def tenant_id(self, name: str = NAMES[0]) -> str:
        return next(k for k, o in self.box.world.organisations.items() if o.name == name)

    def user_id(self, role: str) -> str:
        return next(u.id for u in self.box.world.identity.users.values() if u.role == role)

    def consent(
        self,
        url: str,
        *,
        user: str = ADVISER,
        organisations: Sequence[str] = NAMES[:1],
        decision: str = "allow",
    ) -> str:
        """Fill in the consent page; returns where Xero sends the browser."""
        person = requests.Session()
        person.mount("http://", SandboxTransport(self.box))
        form = _Form(person.get(url).text)
        fields: dict[str, Any] = {
            **form.hidden,
            "user": self.user_id(user),
            "tenant": [self.tenant_id(name) for name in organisations],
            "decision": decision,
        }
        answer = person.post(f"{BASE}{form.action}", data=fields, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def connected(self) -> set[str]:
        """Names of the organisations that Xero counts as connected, by whichever user."""
        return {
            self.box.world.organisations[each.tenant_id].name
            for each in self.box.world.identity.connections.values()
            if each.active
        }

    def living_refresh_tokens(self) -> int:
        return len(self.box.world.identity.refresh_tokens)

    def calls(self, method: str, path: str) -> int:
        return sum(1 for c in self.box.log if c.method == method and c.path.startswith(path))

    def fail(self, path: str, *, method: str = "", **what: Any) -> None:
        self.box.faults.add_fault(method, path, **what)


@dataclass
class Journey:
    """A person in the host, from our page to Xero and back."""

    browser: Client
    xero: Xero

    def start(self, **form: str) -> str:
        answer = self.browser.post(reverse("xero_integration:connect"), form)
        assert answer.status_code == 302, answer.content.decode()
        return str(answer.headers["Location"])

    def come_back(self, address: str) -> Any:
        assert address.startswith(callback_address())
        return self.browser.get(address)

    def connect(
        self, *organisations: str, user: str = ADVISER, decision: str = "allow", **form: str
    ) -> Any:
        """The whole way; returns our answer to the browser that comes back."""
        url = self.start(**form)
        chosen = organisations or NAMES[:1]
        return self.come_back(
            self.xero.consent(url, user=user, organisations=chosen, decision=decision)
        )


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
