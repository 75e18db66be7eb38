"""Leaving a settings page without saving: what was entered is kept, shown again, or thrown away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ..access.actors import Actor
from ..connections.models import Connection
from ..pages import redirect, safe_next, translated
from . import drafts, services
from .choices import SettingsPage
from .config import MappingConfig
from .forms import RevisionForm
from .models import SettingsDraft

UNSEEN = "unseen"
"""Sent by the script while a person leaves: nobody waits for an answer."""

LONGEST_NUMBER = 10


@dataclass(slots=True)
class Leaving:
    """One person at one page. ``left`` is what they entered there before and did not save."""

    page: SettingsPage
    actor: Actor
    connection: Connection
    left: SettingsDraft | None = field(init=False)

    def __post_init__(self) -> None:
        self.left = drafts.left_on(self.page, self.actor, self.connection)

    def entries(self, request: HttpRequest, revision: int) -> Any:
        """What the form shows: what was just sent, else what was left here, else None.

        What was left goes on from the ``revision`` in force; the page says so where that matters.
        """
        if request.method == "POST":
            return request.POST or None
        return {**self.left.values, "revision": str(revision)} if self.left else None

    def answer(self, request: HttpRequest, form: RevisionForm, url: str) -> HttpResponse | None:
        """To the buttons that keep and throw away; None where another one was pressed."""
        if "discard" in request.POST:
            self.forget()
            return redirect(request, url)
        if "keep" not in request.POST:
            return None
        self.keep(form)
        if request.POST["keep"] == UNSEEN:
            return HttpResponse(status=204)
        target = safe_next(request)
        if target:
            words = _("Kept for later. Nothing is changed until you save it.")
            messages.info(request, words, fail_silently=True)
        return redirect(request, target or url)

    def keep(self, form: RevisionForm) -> None:
        """What is as the settings in force is nothing to keep."""
        if not form.is_bound:
            return
        if not form.differs:
            self.forget()
            return
        values = form.entered()
        seen = _number(values.pop("revision"), most=form.initial["revision"])
        drafts.keep(self.page, self.actor, self.connection, values=values, revision=seen)

    def forget(self) -> None:
        drafts.forget(self.page, self.actor, self.connection)

    def context(self, request: HttpRequest, form: RevisionForm, config: MappingConfig) -> Any:
        """What the page says about it; nothing after a press, which has words of its own."""
        if self.left is None or request.method == "POST" or not form.differs:
            return {"left": None}
        is_outdated = drafts.is_outdated(self.left, config)
        error = services.outdated_by(self.connection) if is_outdated else None
        return {"left": self.left, "left_outdated": translated(error) if error else ""}


def _number(typed: str, *, most: int) -> int:
    is_number = typed.isascii() and typed.isdigit() and len(typed) < LONGEST_NUMBER
    return min(int(typed), most) if is_number else services.NEVER_SAVED
