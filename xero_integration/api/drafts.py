"""Draft → plan → invoice, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ..access.permissions import Permission
from ..documents import services
from ..documents.form_fields import Options
from ..documents.form_picks import (
    contact_choices,
    create_contact,
    item_choices,
    pick_contact,
    pick_item,
    pick_up_links,
    take_created_contact,
    unlink_contact,
    unlink_item,
)
from ..documents.form_session import FormSession, session_in
from ..documents.form_values import MAX_LINES, line_total, merge
from . import draft_serializers as shapes
from .asking import connection_for_deals, sent
from .base import Endpoint
from .described import described
from .draft_shape import draft_json, flat
from .paging import Pages, one_page
from .plan_shape import plan_json
from .unchanged import insist_unchanged

CONNECTION = OpenApiParameter(
    "connection",
    OpenApiTypes.UUID,
    description="The organisation; the preferred one without it.",
)
SEARCH = OpenApiParameter("search", str, description="Words; without them, what may be meant.")
INDEX = OpenApiParameter(
    "index",
    {"type": "integer", "minimum": 0, "maximum": MAX_LINES - 1},
    OpenApiParameter.PATH,
    description="Of the line, from 0.",
)
LONGEST_SEARCH = 200
CANDIDATES = Pages.page_of(shapes.Candidate)


class DraftEndpoint(Endpoint):
    """Of a deal's open draft, made from the deal when there is none yet.

    What is named in the address is handed on as it is: ``edits`` names a document too.
    """

    needs = Permission.CREATE_DOCUMENT

    def session(self, *, named: str = "", **place: Any) -> FormSession | None:
        """The open draft, or the one that is named; None when that was already sent."""
        deal = self.door(**place)
        connection = connection_for_deals(self.request, deal.tenant)
        return session_in(connection, self.host_request, deal, named=named)

    def opened(self, **place: Any) -> FormSession:
        session = self.session(**place)
        if session is None:  # only a draft that is named can be closed
            raise Http404
        take_created_contact(session)
        if session.config is None:
            pick_up_links(session)
        return session

    @contextmanager
    def changing(self, **place: Any) -> Iterator[FormSession]:
        """Nobody else changes the draft meanwhile, so that ``If-Match`` means what it says."""
        session = self.opened(**place)
        with transaction.atomic():
            services.hold(session.row)
            session.reload()
            if session.is_on_its_way:
                raise services.DraftInUse(str(session.row.pk))
            self.insist_on(lambda: shown(session))
            yield session

    def line(self, session: FormSession, index: int) -> list[str]:
        if index >= line_total(session.values):
            raise Http404
        return [str(index)]


class DealDraft(DraftEndpoint):
    @described(
        operation_id="draft_read",
        parameters=[CONNECTION],
        responses={200: shapes.Draft},
    )
    def get(self, request: Request, **place: Any) -> Response:
        """The deal's draft, prefilled by the field mapping."""
        return self.answer(shown(self.opened(**place)))

    @described(
        operation_id="draft_change",
        parameters=[CONNECTION],
        request=shapes.DraftChanges,
        responses={200: shapes.Draft},
    )
    def patch(self, request: Request, **place: Any) -> Response:
        """Keep what was typed, right or wrong; the plan says what can't be read."""
        with self.changing(**place) as session:
            changes = sent(shapes.DraftChanges, request)
            insist_unchanged(shapes.DraftChanges, request.data, shown(session))
            session.keep(merge(session.values, flat(changes, session.values)))
        return self.answer(shown(session))

    @described(
        operation_id="draft_restart",
        parameters=[CONNECTION],
        responses={200: shapes.Draft},
    )
    def delete(self, request: Request, **place: Any) -> Response:
        """Throw away what was typed and read the deal again."""
        with self.changing(**place) as session:
            session.purpose.restart(session)
            session.reload()
        return self.answer(shown(session))


class DraftChoices(DraftEndpoint):
    @described(
        operation_id="draft_choices",
        parameters=[CONNECTION],
        responses={200: shapes.DraftChoices},
    )
    def get(self, request: Request, **place: Any) -> Response:
        """What the lists of a form offer to this caller."""
        choices = self.opened(**place).form.choices
        lists = {
            "accounts": choices.accounts,
            "tax_rates": choices.tax_rates,
            "themes": choices.themes,
            "currencies": choices.currencies,
            "tax_modes": choices.tax_modes,
            "save_as": choices.save_as,
            "discount_kinds": choices.discount_kinds,
        }
        tracking = [
            {
                "category_id": each.category_id,
                "label": each.label,
                "options": _offered(each.options),
            }
            for each in choices.tracking
        ]
        offered = {name: _offered(options) for name, options in lists.items()}
        return self.answer({**offered, "tracking": tracking})


class DraftPlan(DraftEndpoint):
    @described(
        operation_id="draft_plan",
        parameters=[CONNECTION],
        responses={200: shapes.Plan},
    )
    def get(self, request: Request, **place: Any) -> Response:
        """What would happen in Xero: its totals, every problem, the literal JSON. No call."""
        return self.answer(plan_json(self.opened(**place)))


class DraftContact(DraftEndpoint):
    @described(
        operation_id="draft_contact_candidates",
        parameters=[CONNECTION, SEARCH],
        responses={200: CANDIDATES},
    )
    def get(self, request: Request, **place: Any) -> Response:
        """Contacts that may be the customer, best first, each with the reason."""
        choices = contact_choices(self.opened(**place), searched(request))
        return self.answer(one_page([_candidate(each) for each in choices]))

    @described(
        operation_id="draft_contact_link",
        parameters=[CONNECTION],
        request=shapes.PickedContact,
        responses={200: shapes.Draft},
    )
    def put(self, request: Request, **place: Any) -> Response:
        """Link the customer to a contact, here and on all later deals, or ask for a new one."""
        with self.changing(**place) as session:
            wanted = sent(shapes.PickedContact, request)
            if wanted.get("create"):
                create_contact(session, [])
            elif wanted.get("contact_id"):
                _pick(session, wanted["contact_id"])
            else:
                raise ValidationError({"contact_id": [_("Name a contact, or ask for a new one.")]})
        return self.answer(shown(session))

    @described(
        operation_id="draft_contact_unlink",
        parameters=[CONNECTION],
        responses={200: shapes.Draft},
    )
    def delete(self, request: Request, **place: Any) -> Response:
        """Forget the link, or the wish for a new contact."""
        with self.changing(**place) as session:
            unlink_contact(session, [])
        return self.answer(shown(session))


class DraftItem(DraftEndpoint):
    @described(
        operation_id="draft_item_candidates",
        parameters=[INDEX, CONNECTION, SEARCH],
        responses={200: CANDIDATES},
    )
    def get(self, request: Request, index: int, **place: Any) -> Response:
        """Items that may be the product of a line, best first, each with the reason."""
        session = self.opened(**place)
        self.line(session, index)
        choices = item_choices(session, index, searched(request))
        return self.answer(one_page([_candidate(each) for each in choices]))

    @described(
        operation_id="draft_item_link",
        parameters=[INDEX, CONNECTION],
        request=shapes.PickedItem,
        responses={200: shapes.Draft},
    )
    def put(self, request: Request, index: int, **place: Any) -> Response:
        """Link the product of a line to an item, for this deal and all later ones."""
        with self.changing(**place) as session:
            item_id = sent(shapes.PickedItem, request)["item_id"]
            pick_item(session, [*self.line(session, index), item_id])
            if session.values[f"lines-{index}-item_id"] != item_id:
                raise ValidationError({"item_id": [_("Xero has no such item, as far as we know.")]})
        return self.answer(shown(session))

    @described(
        operation_id="draft_item_unlink",
        parameters=[INDEX, CONNECTION],
        responses={200: shapes.Draft},
    )
    def delete(self, request: Request, index: int, **place: Any) -> Response:
        """Forget what this product is in Xero."""
        with self.changing(**place) as session:
            unlink_item(session, self.line(session, index))
        return self.answer(shown(session))


def shown(session: FormSession) -> dict[str, Any]:
    return {
        "id": str(session.row.pk),
        "deal": session.deal.ref.key,
        "document": str(session.row.edits_id) if session.row.edits_id else None,
        "connection": str(session.connection.pk),
        "is_on_its_way": session.is_on_its_way,
        **draft_json(session.values),
    }


def searched(request: Request) -> str:
    return str(request.query_params.get("search", "")).strip()[:LONGEST_SEARCH]


def _pick(session: FormSession, contact_id: str) -> None:
    pick_contact(session, [contact_id])
    if session.values.get("contact_id") != contact_id:
        raise ValidationError({"contact_id": [_("Xero has no such contact, as far as we know.")]})


def _candidate(choice: Any) -> dict[str, str]:
    return {
        "id": choice.id,
        "label": choice.label,
        "detail": choice.detail,
        "reason": choice.reason,
    }


def _offered(options: Options) -> list[dict[str, str]]:
    blank = [] if options.blank is None else [("", options.blank)]
    return [{"value": value, "label": str(label)} for value, label in [*blank, *options.choices]]
