"""Pages by cursor: what arrives meanwhile neither repeats a row nor hides one."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.serializers import Serializer

CURSOR = OpenApiParameter("cursor", str, description="Of ``next`` or ``previous``.")
PAGE_SIZE = OpenApiParameter("page_size", int, description="At most 200; 50 without it.")


class Pages(CursorPagination):
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def rows_of(self, rows: QuerySet[Any], request: Request) -> list[Any]:
        try:
            return list(self.paginate_queryset(rows, request) or [])
        except (DjangoValidationError, ValueError) as error:
            # A made-up cursor can name a place that is no date or number.
            raise NotFound(self.invalid_cursor_message) from error

    def told(self, results: Any) -> dict[str, Any]:
        return {
            "next": self.get_next_link(),
            "previous": self.get_previous_link(),
            "results": results,
        }

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
    """By day, and those of one day by their keys, which grow with time."""

    ordering = ("-date", "-id")


class LatestFirst(Pages):
    """By the moment at which a row was made."""

    ordering = ("-created_at", "-id")


class ByKey(Pages):
    """In the order in which the rows were made."""

    ordering = ("id",)


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
