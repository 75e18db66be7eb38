"""Who may pass which door of the REST API: one row per URL and method, written by hand.

As ``doors.py``: a URL or a method without a row fails the tests; ``in`` is an open door, whatever
is answered behind it, and a number is the status of the refusal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, reverse
from django.utils import timezone

from tests.documents.acting import in_xero, on_deal
from tests.journeys.office import Office
from xero_integration.api import urls
from xero_integration.linking.models import ContactLink, ItemLink

from .doors import VISITORS, Door, Site, open_site

# What ends something comes after what needs it.
TABLE = """
deal                   GET    401 403 in  in  in  in  404
deal_refresh           POST   401 403 in  in  in  in  404
draft                  GET    401 403 403 in  in  in  404
draft                  PATCH  401 403 403 in  in  in  404
draft_choices          GET    401 403 403 in  in  in  404
draft_plan             GET    401 403 403 in  in  in  404
draft_contact          GET    401 403 403 in  in  in  404
draft_contact          PUT    401 403 403 in  in  in  404
draft_contact          DELETE 401 403 403 in  in  in  404
draft_item             GET    401 403 403 in  in  in  404
draft_item             PUT    401 403 403 in  in  in  404
draft_item             DELETE 401 403 403 in  in  in  404
draft                  DELETE 401 403 403 in  in  in  404
invoices               POST   401 403 403 in  in  in  404
documents              GET    401 403 in  in  in  in  404
document               GET    401 403 in  in  in  in  404
document               PUT    401 403 403 in  in  in  404
document               DELETE 401 403 403 in  in  in  404
document_action:approve  POST 401 403 403 403 in  in  404
document_action:submit   POST 401 403 403 in  in  in  404
document_action:delete   POST 401 403 403 403 in  in  404
document_action:void     POST 401 403 403 403 in  in  404
document_action:email    POST 401 403 403 in  in  in  404
document_action:note     POST 401 403 403 in  in  in  404
edit                   GET    401 403 403 in  in  in  404
edit                   PATCH  401 403 403 in  in  in  404
edit_choices           GET    401 403 403 in  in  in  404
edit_plan              GET    401 403 403 in  in  in  404
edit_contact           GET    401 403 403 in  in  in  404
edit_contact           PUT    401 403 403 in  in  in  404
edit_contact           DELETE 401 403 403 in  in  in  404
edit_item              GET    401 403 403 in  in  in  404
edit_item              PUT    401 403 403 in  in  in  404
edit_item              DELETE 401 403 403 in  in  in  404
edit_overwrite         POST   401 403 403 in  in  in  404
edit_save              POST   401 403 403 in  in  in  404
edit                   DELETE 401 403 403 in  in  in  404
document_copy          POST   401 403 403 in  in  in  404
deal_operation         GET    401 403 in  in  in  in  404
deal_operation         DELETE 401 403 403 in  in  in  404
document_pdf           GET    401 403 in  in  in  in  404
document_online        GET    401 403 in  in  in  in  404
connections            GET    401 403 403 403 403 in  in
connections            POST   401 403 403 403 403 in  in
connect_finish         POST   401 403 403 403 403 in  in
connect_choice         GET    401 403 403 403 403 in  409
connect_choice         POST   401 403 403 403 403 in  409
connect_choice         DELETE 401 403 403 403 403 in  409
connection             GET    401 403 403 403 403 in  404
connection             PATCH  401 403 403 403 403 in  404
mapping                GET    401 403 403 403 403 in  404
mapping                PUT    401 403 403 403 403 in  404
mapping_choices        GET    401 403 403 403 403 in  404
mapping_preview        POST   401 403 403 403 403 in  404
contact_links          GET    401 403 403 403 403 in  404
contact_search         GET    401 403 403 403 403 in  404
contact_link           GET    401 403 403 403 403 in  404
contact_link           PUT    401 403 403 403 403 in  404
contact_link           DELETE 401 403 403 403 403 in  404
item_links             GET    401 403 403 403 403 in  404
item_search            GET    401 403 403 403 403 in  404
item_link              GET    401 403 403 403 403 in  404
item_link              PUT    401 403 403 403 403 in  404
item_link              DELETE 401 403 403 403 403 in  404
operations             GET    401 403 403 403 403 in  in
operation              GET    401 403 403 403 403 in  404
operation_retry        POST   401 403 403 403 403 in  404
operation_cancel       POST   401 403 403 403 403 in  404
health                 GET    401 403 403 403 403 in  in
connection             DELETE 401 403 403 403 403 in  404
"""

RECORDS = {"contact_link": "crm.company:12", "item_link": "crm.product:7"}


def _door(row: str) -> Door:
    key, method, *answers = row.split()
    name, _colon, what = key.partition(":")
    return Door(name, what, method, dict(zip(VISITORS, answers, strict=True)))


API_DOORS = tuple(_door(row) for row in TABLE.strip().splitlines())


def all_methods() -> Iterator[tuple[str, str]]:
    """What every URL of the API answers to, as its endpoints say."""
    for pattern in urls.urlpatterns:
        endpoint: Any = pattern.callback.view_class
        for method in endpoint.http_method_names:
            if method != "head" and hasattr(endpoint, method):
                yield str(pattern.name), method.upper()


def open_api(office: Office) -> Site:
    """A company in which every URL of the API leads to something that is there."""
    site = open_site(office)
    signed = {"connection": office.connection, "linked_at": timezone.now()}
    contact_id = next(iter(office.organisation.contacts))
    ContactLink.objects.create(party_key=RECORDS["contact_link"], contact_id=contact_id, **signed)
    ItemLink.objects.create(
        product_key=RECORDS["item_link"], item_id=office.some_item_id(), **signed
    )
    lacking = {door.key for door in API_DOORS if "document" in _parameters(door.name)}
    keys = sorted(lacking - set(site.documents))
    made = on_deal(office, site.deal, *(in_xero(office, "DRAFT") for _key in keys))
    site.documents.update(zip(keys, made, strict=True))
    site.operation.subject = f"{office.host.source_key}:{site.deal.pk}"
    site.operation.save(update_fields=["subject"])
    office.forget_calls()
    return site


def address(site: Site, door: Door) -> str:
    known = {
        "source": site.office.host.source_key,
        "pk": str(site.deal.pk),
        "document": site.documents[door.key].pk if door.key in site.documents else None,
        "action": door.what,
        "index": 0,
        "attempt_id": site.attempt.pk,
        "connection_id": site.office.connection.pk,
        "operation_id": site.operation.pk,
        "operation": site.operation.pk,
        "key": RECORDS.get(door.name),
    }
    wanted = {name: known[name] for name in _parameters(door.name)}
    return reverse(f"xero_integration_api:{door.name}", kwargs=wanted)


def _parameters(name: str) -> set[str]:
    (found,) = [
        each for each in urls.urlpatterns if isinstance(each, URLPattern) and each.name == name
    ]
    return set(found.pattern.converters)


def knock(
    browser: Any,
    site: Site,
    door: Door,
    method: str = "",
    *,
    headers: Mapping[str, str] | None = None,
) -> Any:
    method = method or door.method
    url, body = address(site, door), "" if method in {"GET", "HEAD"} else "{}"
    return browser.generic(method, url, body, "application/json", headers=headers)
