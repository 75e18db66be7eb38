"""Who may pass which door: one row per URL and method, one column per visitor, written by hand.

A URL of the app without a row fails the tests. ``in`` is an open door, whatever is answered
behind it; ``login`` is the way to the sign-in page; a number is the status of the refusal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from tests.documents.acting import in_xero, on_deal
from tests.journeys.office import Office
from xero_integration import callback_urls, urls
from xero_integration.connections import reconnect_links
from xero_integration.models import ConnectAttempt, Document, Operation, Proposal
from xero_integration.testing.world import consent

VISITORS = ("nobody", "norights", "viewer", "rep", "approver", "admin", "neighbour")

# The neighbour is an administrator of another tenant, the columns between are roles of ours.
TABLE = """
connections            GET   login 403 403 403 403 in  in
connect                POST  login 403 403 403 403 in  in
choose                 GET   login 403 403 403 403 in  409
choose                 POST  login 403 403 403 403 in  409
connection             GET   login 403 403 403 403 in  404
connection             POST  login 403 403 403 403 in  404
reconnect_by_link      *     in    in  in  in  in  in  in
reconnect              GET   login 403 403 403 403 in  404
reconnect              POST  login 403 403 403 403 in  404
mapping                GET   login 403 403 403 403 in  404
mapping                POST  login 403 403 403 403 in  404
mapping_preview        POST  login 403 403 403 403 in  404
writing                POST  login 403 403 403 403 in  404
setup                  GET   login 403 403 403 403 in  404
setup                  POST  login 403 403 403 403 in  404
defaults               GET   login 403 403 403 403 in  404
defaults               POST  login 403 403 403 403 in  404
lists                  GET   login 403 403 403 403 in  404
lists                  POST  login 403 403 403 403 in  404
work:fill              GET   login 403 403 403 403 in  404
work:fill              POST  login 403 403 403 403 in  404
check_up               GET   login 403 403 403 403 in  404
check_up               POST  login 403 403 403 403 in  404
check_up_decide        POST  login 403 403 403 403 in  404
matching               GET   login 403 403 403 403 in  404
matching               POST  login 403 403 403 403 in  404
panel                  GET   login 403 in  in  in  in  404
invoice_form           GET   login 403 403 in  in  in  404
invoice_form           POST  login 403 403 in  in  in  404
deal_refresh           GET   login 403 in  in  in  in  404
deal_refresh           POST  login 403 in  in  in  in  404
document_action:approve  GET  login 403 403 403 in  in  404
document_action:approve  POST login 403 403 403 in  in  404
document_action:submit   POST login 403 403 in  in  in  404
document_action:delete   POST login 403 403 403 in  in  404
document_action:void     POST login 403 403 403 in  in  404
document_action:email    POST login 403 403 in  in  in  404
document_action:note     POST login 403 403 in  in  in  404
document_pdf           GET   login 403 in  in  in  in  404
document_online        GET   login 403 in  in  in  in  404
document_edit          GET   login 403 403 in  in  in  404
document_edit          POST  login 403 403 in  in  in  404
document_copy          GET   login 403 403 in  in  in  404
document_copy          POST  login 403 403 in  in  in  404
sidebar                GET   login 403 in  in  in  in  404
sidebar:refresh        POST  login 403 in  in  in  in  404
sidebar:unlink         POST  login 403 403 in  in  in  404
sidebar:link           POST  login 403 403 in  in  in  404
documents              GET   login 403 in  in  in  in  404
documents_csv          GET   login 403 in  in  in  in  404
documents_import       GET   login 403 403 in  in  in  404
documents_import       POST  login 403 403 in  in  in  404
document               GET   login 403 in  in  in  in  404
document               POST  login 403 in  in  in  in  404
document_attach        POST  login 403 403 in  in  in  404
document_detach        GET   login 403 403 in  in  in  404
document_detach        POST  login 403 403 in  in  in  404
activity               GET   login 403 403 403 403 in  in
operation              GET   login 403 403 403 403 in  404
operation_retry        POST  login 403 403 403 403 in  404
operation_cancel       POST  login 403 403 403 403 in  404
sync_health            GET   login 403 403 403 403 in  in
sync_health_json       GET   login 403 403 403 403 in  in
callback               GET   login 403 403 403 403 in  in
callback               POST  login 403 403 403 403 in  in
webhook                POST  401   401 401 401 401 401 401
disconnect             GET   login 403 403 403 403 in  404
disconnect             POST  login 403 403 403 403 in  404
"""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
APPROVED = {"document_action:void", "document_action:email", "document_online", "document_pdf"}
IN_CALLBACKS = {pattern.name for pattern in callback_urls.urlpatterns}


@dataclass(frozen=True, slots=True)
class Door:
    """``what`` tells the acts of one URL apart."""

    name: str
    what: str
    method: str
    answers: dict[str, str]

    @property
    def key(self) -> str:
        return f"{self.name}:{self.what}" if self.what else self.name

    @property
    def is_public(self) -> bool:
        """Open to nobody in particular: it says nothing, or asks for a signature."""
        return self.answers["nobody"] != "login"


def _door(row: str) -> Door:
    key, method, *answers = row.split()
    name, _colon, what = key.partition(":")
    return Door(name, what, method, dict(zip(VISITORS, answers, strict=True)))


DOORS = tuple(_door(row) for row in TABLE.strip().splitlines())


def names_in(patterns: list[Any]) -> Iterator[str]:
    """Every URL of a URL configuration, included ones as well; one without a name has none."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_in(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)


def all_names() -> set[str]:
    return {*names_in(urls.urlpatterns), *names_in(callback_urls.urlpatterns)}


@dataclass
class Site:
    """A company in which every URL leads to something that is there."""

    office: Office
    deal: Any
    documents: dict[str, Document]
    operation: Operation
    attempt: ConnectAttempt
    link_id: str
    token: str
    proposal: Proposal

    def url(self, door: Door) -> str:
        prefix = "xero_integration_callback" if door.name in IN_CALLBACKS else "xero_integration"
        return reverse(f"{prefix}:{door.name}", kwargs=self._arguments(door))

    def typed(self, door: Door) -> dict[str, str]:
        if door.name != "sidebar":
            return {}
        contact = next(iter(self.office.organisation.contacts))
        return {
            "action": door.what,
            "connection": str(self.office.connection.pk),
            "contact": contact,
        }

    def _arguments(self, door: Door) -> dict[str, Any]:
        known = {
            "attempt_id": self.attempt.pk,
            "connection_id": self.office.connection.pk,
            "link_id": self.link_id,
            "token": self.token,
            "proposal_id": self.proposal.pk,
            "source": self.office.host.source_key,
            "document": self.documents[door.key].pk,
            "action": door.what,
            "kind": door.what,
            "pk": self.operation.pk if door.name.startswith("operation") else str(self.deal.pk),
        }
        return {name: known[name] for name in parameters_of(door.name)}


def parameters_of(name: str) -> set[str]:
    patterns = [*urls.urlpatterns, *callback_urls.urlpatterns]
    (found,) = [each for each in patterns if isinstance(each, URLPattern) and each.name == name]
    return set(found.pattern.converters)


def open_site(office: Office) -> Site:
    """Each door has a document of its own, in a status that its act is for."""
    office.organisation.daily_email_cap = 1000
    deal = office.host.make_deal(tenant=office.tenant)
    contact = next(iter(office.organisation.contacts))
    office.press(deal, f"pick_contact:{contact}", office.open_form(deal))
    keys = list(dict.fromkeys(door.key for door in DOORS))
    made = [in_xero(office, "AUTHORISED" if key in APPROVED else "DRAFT") for key in keys]
    documents = dict(zip(keys, on_deal(office, deal, *made), strict=True))
    start = office.admin.post(reverse("xero_integration:connect")).headers["Location"]
    back = urlsplit(consent(start, organisations=(0, 1)))
    assert office.admin.get(f"{back.path}?{back.query}").status_code == 302
    link, token = reconnect_links.make(office.connection, sent_to="admin@host.example")
    site = Site(
        office, deal, documents, _some_operation(office), ConnectAttempt.objects.latest("used_at"),
        str(link.pk), str(token), _some_proposal(office),
    )  # fmt: skip
    office.queue.run_all()
    office.forget_calls()
    return site


def _some_operation(office: Office) -> Operation:
    return Operation.objects.create(
        connection=office.connection, kind="contact.create", subject="deal:0", intent="once",
        body="{}", state="refused", due_at=timezone.now(),
    )  # fmt: skip


def _some_proposal(office: Office) -> Proposal:
    return Proposal.objects.create(
        connection=office.connection, place="customer", key="crm.company:0", verdict="archived",
        old_id="0", digest="seen", found_at=timezone.now(),
    )  # fmt: skip


def request_to(
    browser: Any,
    site: Site,
    door: Door,
    method: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    **typed: str,
) -> Any:
    """Knock, with what the act needs to be recognised, and what else is typed."""
    method = method or (door.method if door.method != "*" else "GET")
    if method == "POST":
        return browser.post(site.url(door), {**site.typed(door), **typed}, headers=headers)
    return browser.generic(method, site.url(door), headers=headers)
