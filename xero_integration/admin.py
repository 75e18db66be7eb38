"""Façade: the panel for a host's own admin pages, and read-only pages for those who support it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from .connections.models import Connection
from .documents.models import Document
from .outbox.models import Attempt, Operation

__all__ = ["XeroPanelMixin"]

if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
    AttemptAdmin = admin.TabularInline[Attempt, Operation]
else:
    # Django's admin classes take no type arguments at run time.
    AnyAdmin, AttemptAdmin = admin.ModelAdmin, admin.TabularInline


class XeroPanelMixin:
    """Puts the deal panel below the change form of a host's ``ModelAdmin``.

    ::

        @admin.register(Deal)
        class DealAdmin(XeroPanelMixin, admin.ModelAdmin):
            xero_source = "deal"

    It stands below whichever template the form has.
    """

    xero_source: str = ""
    """The key of the model's source."""
    xero_link_only: bool = False
    """One line of links in the form instead of the panel below it."""

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Around whichever template the host's admin has chosen for its form."""
        answer: Any = super().render_change_form(  # type: ignore[misc]  # a mixin of ModelAdmin
            request, context, *args, **kwargs
        )
        answer.context_data |= {
            "xero_base": answer.resolve_template(answer.template_name),
            "xero_source": self.xero_source,
            "xero_link_only": self.xero_link_only,
        }
        answer.template_name = "xero_integration/admin/change_form.html"
        return answer


class ReadOnly(AnyAdmin):
    """Nothing is changed here: Xero owns the documents, services own the rest."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Connection)
class ConnectionAdmin(ReadOnly):
    list_display = ("name", "organisation_name", "tenant", "state", "connected_by_name")


@admin.register(Document)
class DocumentAdmin(ReadOnly):
    list_display = ("__str__", "kind", "status", "contact_name", "date", "total", "currency")
    list_filter = ("status", "kind")
    search_fields = ("number", "reference", "contact_name")


class AttemptInline(AttemptAdmin):
    model = Attempt
    extra = 0
    can_delete = False
    readonly_fields = ("number", "action", "started_at", "finished_at", "outcome", "message")
    fields = readonly_fields


@admin.register(Operation)
class OperationAdmin(ReadOnly):
    list_display = ("kind", "subject", "state", "attempts", "actor_name", "created_at")
    list_filter = ("state", "kind")
    inlines = (AttemptInline,)
