"""The settings pages "Field mapping" and "Defaults", and the live preview."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple
from urllib.parse import urlencode

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
from ..exceptions import HostDataError
from ..pages import redirect, render_page, safe_next, translated
from . import services
from .choices import SettingsPage
from .config import MappingConfig
from .defaults_forms import DefaultsForm
from .errors import MappingOutdated
from .forms import FieldMappingForm
from .leaving import Leaving
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
    leaving: Leaving

    @property
    def url(self) -> str:
        return _page_url(self.leaving.page.value, self.connection)


@require_http_methods(["GET", "POST"])
@guarded
def mapping(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    settings = _open(request, connection_id, SettingsPage.MAPPING)
    form = _mapping_form(request, settings)
    answer = _pressed(request, settings, form)
    return answer or _mapping_page(request, settings, form, _preview_config(form))


@require_POST
@guarded
def mapping_preview(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    """The preview alone, for htmx, of choices that are not saved yet."""
    settings = _open(request, connection_id, SettingsPage.MAPPING)
    form = _mapping_form(request, settings)
    subject = chosen_subject(request, request.POST.get("deal", ""))
    context = _preview_context(_preview_config(form), subject)
    return render_page(request, "xero_integration/mapping/preview.html", context)


@require_http_methods(["GET", "POST"])
@guarded
def defaults(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    settings = _open(request, connection_id, SettingsPage.DEFAULTS)
    options = organisation_options(settings.connection)
    form = DefaultsForm(
        settings.leaving.entries(request, settings.revision),
        config=settings.config,
        options=options,
        tax_keys=tax_keys(request),
        revision=settings.revision,
    )
    answer = _pressed(request, settings, form)
    if answer:
        return answer
    context = {**_frame(request, settings, form), "lists_are_empty": options.are_empty}
    return render_page(
        request, "xero_integration/mapping/defaults.html", context, status=_status(request, form)
    )


def _open(request: HttpRequest, connection_id: uuid.UUID, page: SettingsPage) -> Settings:
    visitor = enter(request, Permission.MANAGE_MAPPING)
    ours = Connection.objects.of_tenant(visitor.tenant)
    connection = get_object_or_404(ours, pk=connection_id)
    leaving = Leaving(page, visitor.actor, connection)
    return Settings(visitor, connection, *services.current(connection), leaving)


def _mapping_form(request: HttpRequest, settings: Settings) -> FieldMappingForm:
    return FieldMappingForm(
        settings.leaving.entries(request, settings.revision),
        config=settings.config,
        choices=all_field_choices(),
        revision=settings.revision,
    )


def _pressed(
    request: HttpRequest, settings: Settings, form: FieldMappingForm | DefaultsForm
) -> HttpResponse | None:
    """The answer to a button; None where the page is shown, with what was entered kept."""
    if request.method != "POST":
        return None
    answer = settings.leaving.answer(request, form, _with_next(request, settings.url))
    if answer:
        return answer
    if "preview" not in request.POST and form.is_valid() and _saved(settings, form):
        settings.leaving.forget()
        return _done(request, settings)
    settings.leaving.keep(form)
    return None


def _with_next(request: HttpRequest, url: str) -> str:
    target = safe_next(request)
    return f"{url}?{urlencode({'next': target})}" if target else url


def _saved(settings: Settings, form: FieldMappingForm | DefaultsForm) -> bool:
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


def _done(request: HttpRequest, settings: Settings) -> HttpResponse:
    """Back to the deal a person came from, else the same page, which says that it is saved."""
    target = safe_next(request)
    if target:
        messages.success(request, _("The Xero settings are saved."), fail_silently=True)
        return redirect(request, target)
    return redirect(request, f"{settings.url}?saved=1")


def _preview_config(form: FieldMappingForm) -> MappingConfig:
    """Of what was entered; a wrong choice beside it is left out."""
    if not form.is_bound:
        return form.config
    form.is_valid()
    return form.mapped()


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
        request, "xero_integration/mapping/mapping.html", context, status=_status(request, form)
    )


def _preview_context(config: MappingConfig, subject: Subject | None) -> dict[str, Any]:
    if subject is None:
        return {"preview": None}
    source, obj = subject
    context = {"preview": None, "deal_key": source.ref(obj).key, "deal_name": str(obj)}
    try:
        shown = services.preview(config, source, obj, issued=timezone.localdate())
    except HostDataError as error:  # here another field can be chosen instead
        return {**context, "trouble": translated(error)}
    return {**context, "preview": shown}


def _frame(
    request: HttpRequest, settings: Settings, form: FieldMappingForm | DefaultsForm
) -> dict[str, Any]:
    return {
        "connection": settings.connection,
        "form": form,
        **settings.leaving.context(request, form, settings.config),
        "page_url": settings.url,
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


def _status(request: HttpRequest, form: FieldMappingForm | DefaultsForm) -> int:
    return 422 if request.method == "POST" and form.errors else 200
