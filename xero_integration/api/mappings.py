"""The field mapping and the defaults of a connection."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ..access.permissions import Permission
from ..connections.models import Connection
from ..host.registry import all_sources
from ..mapping import services
from ..mapping.choices import DueDateKind, ItemPolicy, StatusOnSave, TaxMode
from ..mapping.config import MappingConfig
from ..mapping.defaults import required_targets
from ..mapping.options import organisation_options
from ..mapping.subjects import all_field_choices, chosen_subject, tax_keys
from ..mapping.targets import HINTS, MAX_LENGTH, Target
from ..mapping.whole import checked_whole
from . import mapping_serializers as shapes
from .asking import sent, settings_of, step
from .base import Endpoint
from .described import described


class ConnectionMapping(Endpoint):
    needs = Permission.MANAGE_MAPPING

    @described(operation_id="mapping_read", responses={200: shapes.MappingShown})
    def get(self, request: Request, connection_id: UUID) -> Response:
        """The settings in force; before the first save, what is proposed."""
        _visitor, connection = settings_of(self.host_request, connection_id)
        return self.answer(_shown(connection))

    @described(
        operation_id="mapping_save",
        request=shapes.MappingSaved,
        responses={200: shapes.MappingShown},
    )
    def put(self, request: Request, connection_id: UUID) -> Response:
        """Save all settings as a new revision, unless somebody else saved meanwhile."""
        visitor, connection = settings_of(self.host_request, connection_id)
        wanted = sent(shapes.MappingSaved, request)
        current, revision = services.current(connection)
        self.insist_on(lambda: _shown(connection))
        if "revision" not in wanted and "If-Match" not in request.headers:
            raise ValidationError({"revision": [_("Say which revision you saw.")]})
        services.save(
            connection,
            _checked(wanted["config"], connection, current),
            actor=visitor.actor,
            based_on=wanted.get("revision", revision),
        )
        return self.answer(_shown(connection))


class MappingChoices(Endpoint):
    @described(operation_id="mapping_choices", responses={200: shapes.MappingChoices})
    def get(self, request: Request, connection_id: UUID) -> Response:
        """What the settings can choose from: the host's fields, and the lists of Xero."""
        _visitor, connection = settings_of(self.host_request, connection_id)
        config, _revision = services.current(connection)
        options = organisation_options(connection)
        required = required_targets(all_sources().values())
        lists = {
            "revenue_accounts": options.revenue_accounts,
            "other_accounts": options.other_accounts,
            "tax_types": options.tax_types,
            "themes": options.themes,
            "due_date_kinds": DueDateKind.choices,
            "tax_modes": TaxMode.choices,
            "statuses": StatusOnSave.choices,
            "item_policies": ItemPolicy.choices,
        }
        body = {
            "fields": all_field_choices(),
            "targets": [_target(target, required) for target in Target],
            **{name: _offered(pairs) for name, pairs in lists.items()},
            "tax_keys": sorted({*tax_keys(self.host_request), *config.tax_types}),
        }
        return self.answer(shapes.MappingChoices(body).data)


class MappingPreview(Endpoint):
    needs = Permission.MANAGE_MAPPING

    @described(
        operation_id="mapping_preview",
        request=shapes.MappingPreviewed,
        responses={200: shapes.PreviewedDeal},
    )
    def post(self, request: Request, connection_id: UUID) -> Response:
        """What settings make of a real deal; nothing is saved and nothing sent."""
        _visitor, connection = settings_of(self.host_request, connection_id)
        wanted = sent(shapes.MappingPreviewed, request)
        config, _revision = services.current(connection)
        if "config" in wanted:
            config = _checked(wanted["config"], connection, config)
        subject = chosen_subject(self.host_request, f"{wanted['source']}:{wanted['deal']}")
        if subject is None:
            raise Http404
        shown = services.preview(config, *subject, issued=timezone.localdate())
        rows = [
            {
                "target": row.target.value,
                "label": str(row.target.label),
                "value": row.value,
                "origin": row.origin,
            }
            for row in shown.rows
        ]
        body = {"rows": rows, "issued": shown.issued, "due": shown.due}
        return Response(shapes.PreviewedDeal(body).data)


def _shown(connection: Connection) -> Any:
    config, revision = services.current(connection)
    fields = {target.value: list(config.fields.get(target, ())) for target in Target}
    return {"revision": revision, "config": {**config.to_json(), "fields": fields}}


def _checked(
    wanted: Mapping[str, Any], connection: Connection, current: MappingConfig
) -> MappingConfig:
    """ValidationError points at each choice that nobody may make."""
    found = checked_whole(
        wanted,
        current=current,
        choices=all_field_choices(),
        options=organisation_options(connection),
    )
    known = {"", current.account_code, found.config.account_code}
    wrong = dict(found.wrong)
    if wanted["account"].get("code", "") not in known:
        wrong["account", "code"] = [_("The account is chosen by its id; leave the code out.")]
    if wrong:
        places = {"/".join(map(step, ("config", *place))): told for place, told in wrong.items()}
        raise ValidationError(places)
    return found.config


def _target(target: Target, required: Collection[Target]) -> dict[str, Any]:
    return {
        "target": target.value,
        "label": str(target.label),
        "hint": str(HINTS.get(target, "")),
        "required": target in required,
        "longest": MAX_LENGTH[target],
    }


def _offered(pairs: Iterable[tuple[Any, Any]]) -> list[dict[str, str]]:
    return [{"value": str(value), "label": str(label)} for value, label in pairs]
