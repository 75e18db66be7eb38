"""Pages by cursor: what arrives meanwhile neither repeats a row nor hides one."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import django_filters
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.utils.urls import replace_query_param

CURSOR = OpenApiParameter("cursor", str, description="Of ``next`` or ``previous``.")
EARLIEST = 1000
"""MariaDB knows no earlier year."""
PAGE_SIZE = OpenApiParameter("page_size", int, description="At most 200; 50 without it.")


@dataclass(frozen=True, slots=True)
class Place:
    """Between two rows, and which way to go from there."""

    backwards: bool
    values: Sequence[Any]


class Pages:
    """One page of a list, and the places where its neighbours begin.

    A place is the sort keys of a row, which need not be there any more. They are compared as
    one, so that rows of one day or moment are told apart by the last of them.
    """

    size = 50
    largest = 200
    keys: tuple[str, ...] = ("id",)
    falls = False
    """Whether the greatest comes first."""
    absent: Mapping[str, Any] = {}
    """What a key counts as where a row has none: databases sort those as they please."""

    def rows_of(self, rows: QuerySet[Any], request: Request) -> list[Any]:
        """The rows of the page that the request asks for; 404 for a made-up cursor."""
        self._address = request.build_absolute_uri()
        self._of_model = {name: rows.model._meta.get_field(name) for name in self.keys}
        place = self._place(request)
        backwards = place is not None and place.backwards
        down = self.falls != backwards
        found = rows.alias(**{_key(name): self._compared(name) for name in self.keys})
        found = found.order_by(*(f"{'-' * down}{_key(name)}" for name in self.keys))
        if place is not None:
            found = found.filter(self._beyond(place.values, down=down))
        size = self._size(request)
        read = list(found[: size + 1])
        shown = read[:size][::-1] if backwards else read[:size]
        more = len(read) > size
        self._next = shown[-1:] if more or backwards else []
        self._previous = shown[:1] if (more if backwards else place is not None) else []
        return shown

    def told(self, results: Any) -> dict[str, Any]:
        return {
            "next": self._link(self._next, backwards=False),
            "previous": self._link(self._previous, backwards=True),
            "results": results,
        }

    def _place(self, request: Request) -> Place | None:
        told = request.query_params.get("cursor", "")
        if not told:
            return None
        try:
            backwards, *texts = json.loads(urlsafe_b64decode(told.encode()))
            pairs = zip(self._of_model.values(), texts, strict=True)
            values = [_read(field, text) for field, text in pairs]
        except (ValueError, TypeError, OverflowError, RecursionError, ValidationError) as error:
            raise Http404("A made-up cursor") from error
        return Place(bool(backwards), values)

    def _compared(self, name: str) -> Any:
        if name not in self.absent:
            return F(name)
        return Coalesce(F(name), Value(self.absent[name], self._of_model[name]))

    def _beyond(self, values: Sequence[Any], *, down: bool) -> Q:
        """(a, b) > (1, 2) as each database understands it: a > 1, or a = 1 and b > 2."""
        beyond, same = Q(), Q()
        for name, value in zip(self.keys, values, strict=True):
            beyond |= same & Q(**{f"{_key(name)}__{'lt' if down else 'gt'}": value})
            same &= Q(**{_key(name): value})
        return beyond

    def _link(self, row: Sequence[Any], *, backwards: bool) -> str | None:
        if not row:
            return None
        values = [self._text(name, row[0]) for name in self.keys]
        place = urlsafe_b64encode(json.dumps([backwards, *values]).encode()).decode()
        return replace_query_param(self._address, "cursor", place)

    def _text(self, name: str, row: Any) -> str:
        text = self._of_model[name].value_to_string(row)
        return str(text or self.absent[name])

    def _size(self, request: Request) -> int:
        try:
            asked = int(request.query_params.get("page_size", ""))
        except ValueError:
            asked = 0
        return min(asked, self.largest) if asked > 0 else self.size

    @classmethod
    def page_of(cls, shape: type[Serializer[Any]]) -> Any:
        """The shape of one page, for the schema."""
        return inline_serializer(
            f"PageOf{shape.__name__}",
            {
                "next": serializers.URLField(allow_null=True),
                "previous": serializers.URLField(allow_null=True),
                "results": shape(many=True),
            },
        )


class NewestFirst(Pages):
    """By day, and those of one day by their keys, which grow with time.

    Not by when they were learned, as on the pages: a row would move while a program reads on.
    """

    keys = ("date", "id")
    falls = True
    absent = {"date": date(EARLIEST, 1, 1)}


class LatestFirst(Pages):
    """By the moment at which a row was made."""

    keys = ("created_at", "id")
    falls = True


class OldestFirst(Pages):
    """By the moment at which an organisation was connected."""

    keys = ("connected_at", "id")


class ByKey(Pages):
    """In the order in which the rows were made."""


def one_page(results: Any) -> dict[str, Any]:
    """Of a list that has no more than this, such as what suits a question best."""
    return {"next": None, "previous": None, "results": results}


def _key(name: str) -> str:
    return f"page_key_{name}"


def _read(field: Any, text: object) -> Any:
    value = field.to_python(text)
    if not isinstance(text, str) or value is None or getattr(value, "year", EARLIEST) < EARLIEST:
        raise ValueError(text)
    if isinstance(value, datetime) and settings.USE_TZ:
        return value.astimezone(UTC) if timezone.is_aware(value) else timezone.make_aware(value)
    return value


def paged_schema(filters: type[django_filters.FilterSet]) -> list[OpenApiParameter]:
    """The query parameters of a list with these filters."""
    named = [
        OpenApiParameter(name, _kind(each), description=f"{each.field_name}, {each.lookup_expr}")
        for name, each in filters.base_filters.items()
    ]
    return [*named, CURSOR, PAGE_SIZE]


def _kind(each: django_filters.Filter) -> Any:
    if isinstance(each, django_filters.DateFilter):
        return OpenApiTypes.DATE
    return OpenApiTypes.STR
