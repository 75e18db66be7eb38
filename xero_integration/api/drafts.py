"""Draft → plan → invoice, for programs."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

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
from ..documents.form_session import FormSession, open_session
from ..documents.form_values import MAX_LINES, line_total, merge
from . import draft_serializers as shapes
from .base import Endpoint
from .described import described
from .draft_shape import draft_json, flat
from .plan_shape import plan_json

CONNECTION = OpenApiParameter(
    "connection", str, description="Id of the organisation; the preferred one without it."
)
SEARCH = OpenApiParameter("search", str, description="Words; without them, what may be meant.")
INDEX = OpenApiParameter(
    "index",
    {"type": "integer", "minimum": 0, "maximum": MAX_LINES - 1},
    OpenApiParameter.PATH,
    description="Of the line, from 0.",
)
LONGEST_SEARCH = 200


class DraftEndpoint(Endpoint):
    """Of the deal's open draft, made from the deal when there is none yet."""

    def opened(self, source: str, pk: str) -> FormSession:
        session = open_session(self.host_request, source, pk)
        if session is None:  # only a draft that is named can be closed
            raise Http404
        take_created_contact(session)
        if session.config is None:
            pick_up_links(session)
        return session

    def changeable(self, source: str, pk: str) -> FormSession:
        session = self.opened(source, pk)
        if session.is_on_its_way:
            raise services.DraftInUse(str(session.row.pk))
        self.insist_on(lambda: shown(session))
        return session

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
    def get(self, request: Request, source: str, pk: str) -> Response:
        """The deal's draft, prefilled by the field mapping."""
        return self.answer(shown(self.opened(source, pk)))

    @described(
        operation_id="draft_change",
        parameters=[CONNECTION],
        request=shapes.DraftChanges,
        responses={200: shapes.Draft},
    )
    def patch(self, request: Request, source: str, pk: str) -> Response:
        """Keep what was typed, right or wrong; the plan says what can't be read."""
        session = self.changeable(source, pk)
        changes = shapes.DraftChanges(data=request.data)
        changes.is_valid(raise_exception=True)
        sent = flat(changes.validated_data, session.values)
        session.keep(merge(session.values, sent))
        return self.answer(shown(session))

    @described(
        operation_id="draft_restart",
        parameters=[CONNECTION],
        responses={200: shapes.Draft},
    )
    def delete(self, request: Request, source: str, pk: str) -> Response:
        """Throw away what was typed and read the deal again."""
        session = self.changeable(source, pk)
        session.purpose.restart(session)
        session.reload()
        return self.answer(shown(session))


class DraftChoices(DraftEndpoint):
    @described(
        operation_id="draft_choices",
        parameters=[CONNECTION],
        responses={200: shapes.DraftChoices},
    )
    def get(self, request: Request, source: str, pk: str) -> Response:
        """What the lists of a form offer to this caller."""
        choices = self.opened(source, pk).form.choices
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
    def get(self, request: Request, source: str, pk: str) -> Response:
        """What would happen in Xero: its totals, every problem, the literal JSON. No call."""
        return self.answer(plan_json(self.opened(source, pk)))


class DraftContact(DraftEndpoint):
    @described(
        operation_id="draft_contact_candidates",
        parameters=[CONNECTION, SEARCH],
        responses={200: shapes.Candidate(many=True)},
    )
    def get(self, request: Request, source: str, pk: str) -> Response:
        """Contacts that may be the customer, best first, each with the reason."""
        choices = contact_choices(self.opened(source, pk), searched(request))
        return self.answer([_candidate(each) for each in choices])

    @described(
        operation_id="draft_contact_link",
        parameters=[CONNECTION],
        request=shapes.PickedContact,
        responses={200: shapes.Draft},
    )
    def put(self, request: Request, source: str, pk: str) -> Response:
        """Link the customer to a contact, here and on all later deals, or ask for a new one."""
        session = self.changeable(source, pk)
        picked = shapes.PickedContact(data=request.data)
        picked.is_valid(raise_exception=True)
        wanted = picked.validated_data
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
    def delete(self, request: Request, source: str, pk: str) -> Response:
        """Forget the link, or the wish for a new contact."""
        session = self.changeable(source, pk)
        unlink_contact(session, [])
        return self.answer(shown(session))


class DraftItem(DraftEndpoint):
    @described(
        operation_id="draft_item_candidates",
        parameters=[INDEX, CONNECTION, SEARCH],
        responses={200: shapes.Candidate(many=True)},
    )
    def get(self, request: Request, source: str, pk: str, index: int) -> Response:
        """Items that may be the product of a line, best first, each with the reason."""
        session = self.opened(source, pk)
        self.line(session, index)
        choices = item_choices(session, index, searched(request))
        return self.answer([_candidate(each) for each in choices])

    @described(
        operation_id="draft_item_link",
        parameters=[INDEX, CONNECTION],
        request=shapes.PickedItem,
        responses={200: shapes.Draft},
    )
    def put(self, request: Request, source: str, pk: str, index: int) -> Response:
        """Link the product of a line to an item, for this deal and all later ones."""
        session = self.changeable(source, pk)
        picked = shapes.PickedItem(data=request.data)
        picked.is_valid(raise_exception=True)
        item_id = picked.validated_data["item_id"]
        pick_item(session, [*self.line(session, index), item_id])
        if session.values[f"lines-{index}-item_id"] != item_id:
            raise ValidationError({"item_id": [_("Xero has no such item, as far as we know.")]})
        return self.answer(shown(session))

    @described(
        operation_id="draft_item_unlink",
        parameters=[INDEX, CONNECTION],
        responses={200: shapes.Draft},
    )
    def delete(self, request: Request, source: str, pk: str, index: int) -> Response:
        """Forget what this product is in Xero."""
        session = self.changeable(source, pk)
        unlink_item(session, self.line(session, index))
        return self.answer(shown(session))


def shown(session: FormSession) -> dict[str, Any]:
    return {
        "id": str(session.row.pk),
        "deal": session.deal.ref.key,
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
