"""A Xero for tests: the in-process sandbox, and people who walk through its consent page."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests
from django.test import Client
from django.urls import reverse

from ..connections.models import Connection
from ..sandbox import Sandbox, SandboxTransport

BASE_URL = "http://xero.test"
TRANSPORT = "xero_integration.testing.world.transport"
"""Value for the setting ``TRANSPORT``."""

_current: list[Sandbox] = []


def open_sandbox() -> Sandbox:
    """A fresh sandbox that every call to Xero reaches from now on."""
    _current[:] = [Sandbox(base_url=BASE_URL)]
    return _current[0]


def transport() -> SandboxTransport:
    """What the setting ``TRANSPORT`` names: the way to the sandbox that is open now."""
    if not _current:
        raise RuntimeError("No sandbox is open; use the fixture that opens one.")
    return SandboxTransport(_current[0])


class ConsentForm(HTMLParser):
    """What the consent page offers: hidden fields, users and organisations."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.hidden: list[tuple[str, str]] = []
        self.offered: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = found.get("action", "")
        elif tag == "input" and found.get("type") == "hidden":
            self.hidden.append((found["name"], found["value"]))
        elif tag == "input" and found.get("type") in {"radio", "checkbox"}:
            self.offered.setdefault(found["name"], []).append(found["value"])


def connect(
    browser: Client,
    connect_url: str,
    *,
    user: int = 0,
    organisations: tuple[int, ...] = (0,),
    writing: bool = True,
) -> Connection:
    """Connect as an admin does: press Connect, consent at Xero, come back, switch writing on."""
    start = browser.post(connect_url)
    callback = consent(start.headers["Location"], user=user, organisations=organisations)
    parts = urlsplit(callback)
    browser.get(f"{parts.path}?{parts.query}")
    made = Connection.objects.latest("connected_at")
    if writing and made.is_read_only:
        browser.post(reverse("xero_integration:writing", args=[made.pk]), {"on": "1"})
        made.refresh_from_db()
    return made


def consent(
    authorize_url: str,
    *,
    user: int = 0,
    organisations: tuple[int, ...] = (0,),
    decision: str = "allow",
    browser: requests.Session | None = None,
) -> str:
    """Fill in the sandbox's consent page; returns the address it sends the browser to.

    ``browser`` reaches a sandbox that is served on a port; without it the open one is used.
    """
    session = browser or _in_process()
    page = session.get(authorize_url, timeout=5)
    form = ConsentForm(page.text)
    fields = [*form.hidden, ("user", form.offered["user"][user])]
    fields += [("tenant", form.offered["tenant"][index]) for index in organisations]
    fields.append(("decision", decision))
    answer = session.post(
        urljoin(authorize_url, form.action), data=fields, allow_redirects=False, timeout=5
    )
    return answer.headers["Location"]


def _in_process() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", transport())
    return session
