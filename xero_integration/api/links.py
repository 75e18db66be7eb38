"""What the host's customers and products are in Xero, for the people who look after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from ..access.doors import Visitor
from ..access.permissions import Permission
from ..connections.models import Connection
from ..linking import services
from ..linking.answering import usable
from ..linking.models import ContactLink, ItemLink, MatchSide
from ..linking.records import LinkedContact, LinkedItem
from ..linking.vouching import OnDeal, name_of
from ..mapping.subjects import chosen_subject
from ..reference.services import search_contacts, search_items
from . import link_serializers as shapes
from .asking import sent, settings_of
from .base import Endpoint
from .described import described
from .paging import CURSOR, PAGE_SIZE, ByKey, Pages, one_page
from .unchanged import insist_unchanged

SEARCH = OpenApiParameter("search", str, required=True, description="Part of a name or number.")
FOUND = 20
SEARCHED = Pages.page_of(shapes.Found)


@dataclass(frozen=True, slots=True)
class Side:
    """What differs between links of customers and of products."""

    side: str
    unknown: Any
    links: Any
    key: str
    read: Callable[[Connection, Any], Iterable[tuple[Any, Any]]]
    row: Callable[[Any, Any], dict[str, Any]]
    shape: type[Serializer[Any]]
    unlink: Callable[[Connection, str], bool]


class LinkEndpoint(Endpoint):
    """Of a connected organisation of the caller's tenant."""

    needs = Permission.MANAGE_MAPPING

    def opened(self, connection_id: UUID) -> tuple[Visitor, Connection]:
        return settings_of(self.host_request, connection_id, connected=True)

    def searched(self, request: Request) -> str:
        asked = shapes.Searched(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return str(asked.validated_data["search"])

    def listed(self, request: Request, connection_id: UUID, side: Side) -> Response:
        _visitor, connection = self.opened(connection_id)
        pages = ByKey()
        links = pages.rows_of(side.links.filter(connection=connection), request)
        rows = [side.row(*each) for each in side.read(connection, links)]
        return self.answer(pages.told(side.shape(rows, many=True).data))

    def one(self, connection_id: UUID, side: Side, key: str) -> Response:
        _visitor, connection = self.opened(connection_id)
        shown = self.shown(connection, side, key)
        if shown is None:
            raise Http404
        return self.answer(shown)

    def shown(self, connection: Connection, side: Side, key: str) -> Any:
        """None while there is no such link."""
        links = list(side.links.filter(connection=connection, **{side.key: _key(key)}))
        for each in side.read(connection, links):
            return side.shape(side.row(*each)).data
        return None

    def named(self, connection: Connection, side: Side, key: str, wanted: Mapping[str, Any]) -> str:
        """What the host calls the record of this key; 404 if nothing vouches for it."""
        subject = None
        if "deal" in wanted:
            subject = chosen_subject(self.host_request, f"{wanted['source']}:{wanted['deal']}")
        on = OnDeal(*subject) if subject else None
        name = name_of(self.host_request, connection, side.side, key, on=on)
        if name is None:
            raise NotFound(side.unknown)
        return name

    def wanted(
        self, shape: type[shapes.ToLink], connection: Connection, side: Side, key: str
    ) -> dict[str, Any]:
        """What was sent, by a caller who has seen what it is to replace."""
        wanted, told = sent(shape, self.request), self.shown(connection, side, key)
        self.insist_on(lambda: told)
        insist_unchanged(shape, self.request.data, told or {"key": key})
        return wanted

    def ended(self, connection_id: UUID, side: Side, key: str) -> Response:
        _visitor, connection = self.opened(connection_id)
        self.insist_on(lambda: self.shown(connection, side, key))
        if not side.unlink(connection, _key(key)):
            raise Http404
        return Response(status=204)


class ContactLinks(LinkEndpoint):
    @described(
        operation_id="contact_link_list",
        parameters=[CURSOR, PAGE_SIZE],
        responses={200: ByKey.page_of(shapes.LinkedToContact)},
    )
    def get(self, request: Request, connection_id: UUID) -> Response:
        """Every customer that is linked to a contact, with what is wrong with the link."""
        return self.listed(request, connection_id, CONTACTS)


class ItemLinks(LinkEndpoint):
    @described(
        operation_id="item_link_list",
        parameters=[CURSOR, PAGE_SIZE],
        responses={200: ByKey.page_of(shapes.LinkedToItem)},
    )
    def get(self, request: Request, connection_id: UUID) -> Response:
        """Every product that is linked to an item, with what is wrong with the link."""
        return self.listed(request, connection_id, ITEMS)


class OneContactLink(LinkEndpoint):
    @described(
        operation_id="contact_link_read",
        responses={200: shapes.LinkedToContact},
    )
    def get(self, request: Request, connection_id: UUID, key: str) -> Response:
        """The contact of one customer."""
        return self.one(connection_id, CONTACTS, key)

    @described(
        operation_id="contact_link_save",
        request=shapes.ContactToLink,
        responses={200: shapes.LinkedToContact},
    )
    def put(self, request: Request, connection_id: UUID, key: str) -> Response:
        """Link a customer to a contact, for all later deals; another contact replaces it.

        The first time it is named by a deal that it is on.
        """
        visitor, connection = self.opened(connection_id)
        wanted = self.wanted(shapes.ContactToLink, connection, CONTACTS, key)
        chosen, name = wanted["contact_id"], self.named(connection, CONTACTS, key, wanted)
        if chosen not in usable(connection, MatchSide.CONTACT, [chosen]):
            told = _("Xero has no such contact, as far as we know.")
            raise ValidationError({"contact_id": [told]})
        services.link_contact(connection, key, chosen, actor=visitor.actor, party_name=name)
        return self.one(connection_id, CONTACTS, key)

    @described(operation_id="contact_link_end", responses={204: None})
    def delete(self, request: Request, connection_id: UUID, key: str) -> Response:
        """Forget what this customer is in Xero."""
        return self.ended(connection_id, CONTACTS, key)


class OneItemLink(LinkEndpoint):
    @described(operation_id="item_link_read", responses={200: shapes.LinkedToItem})
    def get(self, request: Request, connection_id: UUID, key: str) -> Response:
        """The item of one product."""
        return self.one(connection_id, ITEMS, key)

    @described(
        operation_id="item_link_save",
        request=shapes.ItemToLink,
        responses={200: shapes.LinkedToItem},
    )
    def put(self, request: Request, connection_id: UUID, key: str) -> Response:
        """Link a product to an item, for all later deals; another item replaces it.

        The first time it is named by a deal that it is on.
        """
        visitor, connection = self.opened(connection_id)
        wanted = self.wanted(shapes.ItemToLink, connection, ITEMS, key)
        chosen, name = wanted["item_id"], self.named(connection, ITEMS, key, wanted)
        if chosen not in usable(connection, MatchSide.ITEM, [chosen]):
            raise ValidationError({"item_id": [_("Xero has no such item, as far as we know.")]})
        services.link_item(connection, key, chosen, actor=visitor.actor, product_name=name)
        return self.one(connection_id, ITEMS, key)

    @described(operation_id="item_link_end", responses={204: None})
    def delete(self, request: Request, connection_id: UUID, key: str) -> Response:
        """Forget what this product is in Xero."""
        return self.ended(connection_id, ITEMS, key)


class ContactCandidates(LinkEndpoint):
    @described(
        operation_id="contact_search",
        parameters=[SEARCH],
        responses={200: SEARCHED},
    )
    def get(self, request: Request, connection_id: UUID) -> Response:
        """Contacts by name, e-mail or number, the best first. No call to Xero."""
        _visitor, connection = self.opened(connection_id)
        found = search_contacts(connection, self.searched(request), limit=FOUND)
        contacts = [each.contact for each in found]
        rows = [_found(one, one.name, one.email, one.is_active) for one in contacts]
        return self.answer(one_page(rows))


class ItemCandidates(LinkEndpoint):
    @described(
        operation_id="item_search",
        parameters=[SEARCH],
        responses={200: SEARCHED},
    )
    def get(self, request: Request, connection_id: UUID) -> Response:
        """Items by code, name or description, the best first. No call to Xero."""
        _visitor, connection = self.opened(connection_id)
        items = [
            each.item for each in search_items(connection, self.searched(request), limit=FOUND)
        ]
        rows = [_found(one, one.label, one.description, one.is_sold) for one in items]
        return self.answer(one_page(rows))


def _key(key: str) -> str:
    """404 for what can't be the key of a record."""
    named = shapes.NamedKey(data={"key": key})
    if not named.is_valid():
        raise Http404
    return key


def _common(linked: LinkedContact | LinkedItem) -> dict[str, Any]:
    names = ("reason", "note", "linked_by_name", "linked_at")
    problem = linked.problem.value if linked.problem else ""
    return {"problem": problem, **{name: getattr(linked, name) for name in names}}


def _contact(link: ContactLink, linked: LinkedContact) -> dict[str, Any]:
    return {
        **_common(linked),
        "key": link.party_key,
        "name": link.party_name,
        "contact_id": linked.contact_id,
        "contact_name": linked.name,
        "survivor_id": linked.survivor.id if linked.survivor else "",
    }


def _item(link: ItemLink, linked: LinkedItem) -> dict[str, Any]:
    return {
        **_common(linked),
        "key": link.product_key,
        "name": link.product_name,
        "item_id": linked.item_id,
        "item_code": linked.code,
        "item_name": linked.name,
    }


def _found(record: Any, label: str, detail: str, active: bool) -> dict[str, Any]:
    return {"id": record.id, "label": label, "detail": detail, "active": active}


CONTACTS = Side(
    MatchSide.CONTACT,
    gettext_lazy("No such customer is known here. Name a deal that it is on, by source and deal."),
    ContactLink.objects,
    "party_key",
    services.contacts_of,
    _contact,
    shapes.LinkedToContact,
    services.unlink_contact,
)
ITEMS = Side(
    MatchSide.ITEM,
    gettext_lazy("No such product is known here. Name a deal that it is on, by source and deal."),
    ItemLink.objects,
    "product_key",
    services.items_of,
    _item,
    shapes.LinkedToItem,
    services.unlink_item,
)
