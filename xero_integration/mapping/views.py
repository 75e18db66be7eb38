"""The settings pages "Field mapping" and "Defaults", and the live preview."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ..access.doors import Visitor, enter, guarded
from ..access.permissions import Permission
from ..connections.models import Connection
from ..pages import redirect, render_page, safe_next, translated
from . import services
from .config import MappingConfig
from .defaults_forms import DefaultsForm
from .errors import MappingOutdated
from .forms import FieldMappingForm
from .options import organisation_options
from .subjects import (
    Subject,
    all_field_choices,
    choices_of,
    chosen_subject,
    sample_subjects,
    tax_keys,
)


class Settings(NamedTuple):
    """What every settings page of a connection starts from."""

    visitor: Visitor
    connection: Connection
    config: MappingConfig
    revision: int


@require_http_methods(["GET", "POST"])
@guarded
def mapping(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    settings = _open(request, connection_id)
    form = _mapping_form(request, settings)
    if "preview" in request.POST:
        form.is_valid()
        return _mapping_page(request, settings, form, _preview_config(form))
    if request.method == "POST" and form.is_valid() and _saved(request, settings, form):
        return _done(request, "mapping", settings.connection)
    return _mapping_page(request, settings, form, _preview_config(form))


@require_POST
@guarded
def mapping_preview(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    """The preview alone, for htmx, of choices that are not saved yet."""
    settings = _open(request, connection_id)
    form = _mapping_form(request, settings)
    form.is_valid()
    subject = chosen_subject(request, request.POST.get("deal", ""))
    context = _preview_context(_preview_config(form), subject)
    return render_page(request, "xero_integration/mapping/preview.html", context)


@require_http_methods(["GET", "POST"])
@guarded
def defaults(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    settings = _open(request, connection_id)
    options = organisation_options(settings.connection)
    form = DefaultsForm(
        request.POST or None,
        config=settings.config,
        options=options,
        tax_keys=tax_keys(request),
        revision=settings.revision,
    )
    if request.method == "POST" and form.is_valid() and _saved(request, settings, form):
        return _done(request, "defaults", settings.connection)
    context = {**_frame(request, settings, form), "lists_are_empty": options.are_empty}
    return render_page(
        request, "xero_integration/mapping/defaults.html", context, status=_status(form)
    )


def _open(request: HttpRequest, connection_id: uuid.UUID) -> Settings:
    visitor = enter(request, Permission.MANAGE_MAPPING)
    ours = Connection.objects.of_tenant(visitor.tenant)
    connection = get_object_or_404(ours, pk=connection_id)
    return Settings(visitor, connection, *services.current(connection))


def _mapping_form(request: HttpRequest, settings: Settings) -> FieldMappingForm:
    return FieldMappingForm(
        request.POST or None,
        config=settings.config,
        choices=all_field_choices(),
        revision=settings.revision,
    )


def _saved(request: HttpRequest, settings: Settings, form: FieldMappingForm | DefaultsForm) -> bool:
    try:
        services.save(
            settings.connection,
            form.mapped(),
            actor=settings.visitor.actor,
            based_on=form.cleaned_data["revision"],
        )
    except MappingOutdated as error:
        form.add_error(None, translated(error))
        form.show_revision(settings.revision)
        return False
    return True


def _done(request: HttpRequest, page: str, connection: Connection) -> HttpResponse:
    """Back to the deal a person came from, else the same page, which says that it is saved."""
    target = safe_next(request)
    if target:
        messages.success(request, _("The Xero settings are saved."), fail_silently=True)
        return redirect(request, target)
    return redirect(request, f"{_page_url(page, connection)}?saved=1")


def _preview_config(form: FieldMappingForm) -> MappingConfig:
    return form.mapped() if form.is_bound else form.config


def _mapping_page(
    request: HttpRequest, settings: Settings, form: FieldMappingForm, config: MappingConfig
) -> HttpResponse:
    subjects = sample_subjects(request)
    asked = request.POST.get("deal") or request.GET.get("deal") or ""
    subject = chosen_subject(request, asked) or next(iter(subjects), None)
    deals = dict(choices_of([*subjects, *([subject] if subject else [])]))
    context = {
        **_frame(request, settings, form),
        **_preview_context(config, subject),
        "deals": list(deals.items()),
        "preview_url": _page_url("mapping_preview", settings.connection),
    }
    return render_page(
        request, "xero_integration/mapping/mapping.html", context, status=_status(form)
    )


def _preview_context(config: MappingConfig, subject: Subject | None) -> dict[str, Any]:
    if subject is None:
        return {"preview": None}
    source, obj = subject
    shown = services.preview(config, source, obj, issued=timezone.localdate())
    return {"preview": shown, "deal_key": source.ref(obj).key, "deal_name": str(obj)}


def _frame(
    request: HttpRequest, settings: Settings, form: FieldMappingForm | DefaultsForm
) -> dict[str, Any]:
    return {
        "connection": settings.connection,
        "form": form,
        "next": safe_next(request),
        "is_saved": "saved" in request.GET and not form.is_bound,
        "connected_count": _connected_count(request, form),
        "is_first_run": settings.revision == services.NEVER_SAVED,
        "mapping_url": _page_url("mapping", settings.connection),
        "defaults_url": _page_url("defaults", settings.connection),
    }


def _connected_count(request: HttpRequest, form: FieldMappingForm | DefaultsForm) -> int:
    """How many organisations the sign-in that led here connected; 0 for any other visit.

    Said by the page itself, because a host's layout need not show messages (P09).
    """
    told = request.GET.get("connected", "")
    is_count = told.isascii() and told.isdigit() and len(told) < 4
    return int(told) if is_count and not form.is_bound else 0


def _page_url(name: str, connection: Connection) -> str:
    return reverse(f"xero_integration:{name}", args=[connection.pk])


def _status(form: FieldMappingForm | DefaultsForm) -> int:
    return 422 if form.is_bound and form.errors else 200
