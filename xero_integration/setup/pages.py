"""What each page of the wizard shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from ..access.doors import Visitor, may_enter, open_object
from ..access.permissions import Permission
from ..conf import conf
from ..connections import services as connections
from ..connections.models import Connection, ConnectionState
from ..documents.dry_run import DryRun, dry_run
from ..exceptions import HostDataError
from ..mapping import services as mapping
from ..mapping.drafts import left_by
from ..mapping.subjects import Subject, choices_of, chosen_subject, sample_subjects
from ..pages import safe_next, translated
from .choices import field_choices, invoice_choices
from .models import Setup, Step
from .progress import fetched
from .steps import current_step, shown_steps, steps_for


@dataclass(frozen=True, slots=True)
class Wizard:
    """One person at the set-up of one connection."""

    request: HttpRequest
    visitor: Visitor
    connection: Connection
    setup: Setup
    others: list[Connection]
    has_settings: bool

    @property
    def step(self) -> Step:
        asked = self.request.POST.get("step") or self.request.GET.get("step", "")
        steps = steps_for(has_choice=bool(self.others))
        return current_step(asked, self.setup.step, steps, has_settings=self.has_settings)

    @property
    def url(self) -> str:
        return reverse("xero_integration:setup", args=[self.connection.pk])

    def url_of(self, step: Step) -> str:
        query = {"step": step.value}
        target = safe_next(self.request)
        return f"{self.url}?{urlencode(query | ({'next': target} if target else {}))}"


def context_of(wizard: Wizard) -> dict[str, Any]:
    """What every step shows, and what the current one does."""
    steps = steps_for(has_choice=bool(wizard.others))
    is_on = not wizard.connection.is_read_only
    shown = shown_steps(steps, wizard.step, has_settings=wizard.has_settings, is_on=is_on)
    return {
        "connection": wizard.connection,
        "setup": wizard.setup,
        "steps": [(each, wizard.url_of(each.step)) for each in shown],
        "step": wizard.step.value,
        "setup_url": wizard.url,
        "next": safe_next(wizard.request),
        "is_on": is_on,
        "has_settings": wizard.has_settings,
        "connected_count": _connected_count(wizard.request),
        "may_map": may_enter(wizard.request, Permission.MANAGE_MAPPING),
        "terms_url": conf.TERMS_URL if connections.terms_are_due(wizard.connection) else "",
        **_CONTEXTS[wizard.step](wizard),
    }


def tested_deal(wizard: Wizard) -> Subject | None:
    """The one that was asked for, else the one kept, else the newest this person may see."""
    request = wizard.request
    asked = request.POST.get("deal") or request.GET.get("deal") or wizard.setup.deal
    found = chosen_subject(request, asked) if asked else None
    return found or next(iter(sample_subjects(request)), None)


def _organisation(wizard: Wizard) -> dict[str, Any]:
    offered = [wizard.connection, *wizard.others]
    usable = [each for each in offered if each.state != ConnectionState.DISCONNECTED]
    preferred = next((each for each in usable if each.is_preferred), wizard.connection)
    return {
        "offered": usable,
        "preferred": preferred,
        "kept_apart": [each for each in offered if each not in usable],
    }


def _settings(wizard: Wizard) -> dict[str, Any]:
    lists = fetched(wizard.connection)
    if not lists.is_ready:
        return {"fetched": lists}
    config, _revision = mapping.current(wizard.connection)
    after = wizard.url_of(Step.TEST)
    defaults = _address("defaults", wizard.connection, after)
    return {
        "fetched": lists,
        "choices": invoice_choices(wizard.connection, config),
        "fields": list(field_choices(config)),
        "defaults_url": _address("defaults", wizard.connection, wizard.url_of(Step.SETTINGS)),
        "mapping_url": _address("mapping", wizard.connection, wizard.url_of(Step.SETTINGS)),
        "by_hand_url": _address("mapping", wizard.connection, defaults),
        "left": _left(wizard),
    }


def _left(wizard: Wizard) -> list[tuple[str, str]]:
    """Name and address of each settings page that this person left without saving."""
    drafts = left_by(wizard.visitor.actor, wizard.connection)
    back = wizard.url_of(Step.SETTINGS)
    return [
        (draft.get_page_display(), _address(draft.page, wizard.connection, back))
        for draft in drafts
    ]


def _test(wizard: Wizard) -> dict[str, Any]:
    subject = tested_deal(wizard)
    if subject is None:
        return {"deals": []}
    source, obj = subject
    offered = dict(choices_of([*sample_subjects(wizard.request), subject]))
    run, trouble = _dry_run(wizard, subject)
    return {
        "deals": list(offered.items()),
        "deal_key": source.ref(obj).key,
        "deal_name": source.title_of(obj),
        "run": run,
        "trouble": trouble,
    }


def _dry_run(wizard: Wizard, subject: Subject) -> tuple[DryRun | None, str]:
    source, obj = subject
    deal = open_object(wizard.request, source.ref(obj).source, obj, Permission.VIEW)
    try:
        return dry_run(wizard.request, deal, wizard.connection), ""
    except HostDataError as error:
        return None, translated(error)


def _on(wizard: Wizard) -> dict[str, Any]:
    subject = tested_deal(wizard)
    waiting = [each for each in wizard.others if each.is_read_only and each.is_usable]
    shown: dict[str, Any] = {"next_connection": next(iter(waiting), None)}
    if subject is not None:
        source, obj = subject
        ref = source.ref(obj)
        shown["deal_name"] = source.title_of(obj)
        shown["form_url"] = reverse("xero_integration:invoice_form", args=[ref.source, ref.pk])
    return shown


def _address(page: str, connection: Connection, after: str) -> str:
    url = reverse(f"xero_integration:{page}", args=[connection.pk])
    return f"{url}?{urlencode({'next': after})}"


def _connected_count(request: HttpRequest) -> int:
    told = request.GET.get("connected", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 4 else 0


_CONTEXTS = {
    Step.ORGANISATION: _organisation,
    Step.SETTINGS: _settings,
    Step.TEST: _test,
    Step.ON: _on,
}
