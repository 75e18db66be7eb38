"""The class a host writes for each invoiceable model: declared paths and decisions."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import models
from django.http import HttpRequest

from .admin_page import admin_page_of
from .declarations import SourceDeclaration
from .drafting import build_draft
from .records import HostDraft

APP_LABEL = "xero_integration"


class InvoiceSource(SourceDeclaration):
    """One invoiceable model. Every method has a default; override what the host does otherwise.

    On the settings pages there is no record: there the first source in ``SOURCES`` answers for
    the whole site by ``actor``, ``allows`` and ``tenant``, the last two with None.
    """

    def actor(self, request: HttpRequest) -> Any | None:
        """Who calls, or None for nobody. Hosts with tokens answer from the token."""
        user = getattr(request, "user", None)
        return user if user is not None and user.is_authenticated else None

    def objects(self, request: HttpRequest) -> models.QuerySet[Any]:
        """The rows this request may see; what is not in it is a 404."""
        return self.model_class._default_manager.all()

    def allows(self, request: HttpRequest, action: str, obj: Any | None) -> bool:
        """Whether the actor may do ``action`` (a ``Permission``) with this record.

        ``obj`` is None on the settings pages. The default denies unless the actor has our
        permission and may change the record; to look, being allowed to view it is enough.
        """
        if not self._has_permission(request, f"{APP_LABEL}.{action}"):
            return False
        if obj is None:
            return True
        options = self.model_class._meta
        verbs = ("change", "view") if action == "view" else ("change",)
        wanted = (f"{options.app_label}.{verb}_{options.model_name}" for verb in verbs)
        return any(self._has_permission(request, permission) for permission in wanted)

    def tenant(self, request: HttpRequest, obj: Any | None) -> str:
        """The company that owns the record; ``obj`` is None on the settings pages."""
        return ""

    def draft(self, obj: Any) -> HostDraft:
        """The record, read once. Override for data that paths can't reach."""
        return build_draft(self, obj)

    def to_match(self, tenant: str) -> models.QuerySet[Any]:
        """The records whose customers and products bulk matching looks through.

        A worker reads them, within ``scope(tenant)``. Default: all rows. A source with tenants
        of its own says here which are this tenant's; until then bulk matching finds nothing.
        """
        rows = self.model_class._default_manager
        is_shared = type(self).tenant is InvoiceSource.tenant
        return rows.all() if is_shared else rows.none()

    def url(self, request: HttpRequest, obj: Any) -> str:
        """The record's own page, where people return after an action; "" for none.

        Default: ``get_absolute_url()``, else the change page of Django's admin.
        """
        get_url = getattr(obj, "get_absolute_url", None)
        return str(get_url()) if get_url else admin_page_of(obj)

    def scope(self, tenant: str) -> AbstractContextManager[Any]:
        """Wraps reads outside a request, for hosts whose managers need a current tenant."""
        return nullcontext()

    def _has_permission(self, request: HttpRequest, permission: str) -> bool:
        has_perm = getattr(self.actor(request), "has_perm", None)
        return bool(has_perm and has_perm(permission))


def has_own_draft(source: InvoiceSource) -> bool:
    """Whether code of the host makes the draft, so that the paths tell a part at most."""
    return type(source).draft is not InvoiceSource.draft
