"""The menu of one document on the panel: what can be done now, and why something can't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from ..host.records import SubjectRef
from .actions import KIND_OF
from .matrix import Action, Verdict
from .panel import PanelDocument

DIALOG, TAB, FILE = "dialog", "tab", "file"

ORDER = (
    Action.APPROVE,
    Action.SUBMIT,
    Action.EMAIL,
    Action.PDF,
    Action.OPEN_IN_XERO,
    Action.ONLINE_LINK,
    Action.EDIT,
    Action.VOID,
    Action.DELETE,
    Action.VOID_AND_COPY,
    Action.COPY,
    Action.NOTE,
    Action.DETACH,
)

WAYS: Mapping[Action, tuple[str, str]] = {
    Action.PDF: ("document_pdf", FILE),
    Action.ONLINE_LINK: ("document_online", DIALOG),
    Action.EDIT: ("document_edit", DIALOG),
    Action.VOID_AND_COPY: ("document_copy", DIALOG),
    Action.COPY: ("document_copy", DIALOG),
    Action.DETACH: ("document_detach", DIALOG),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """``way`` is dialog, tab or file. ``reason`` stands where the action can't work now;
    ``url`` then leads to a page that tells more, if there is one.
    """

    action: str
    label: str
    url: str
    way: str
    reason: str = ""

    @property
    def is_danger(self) -> bool:
        return self.action in {Action.VOID, Action.DELETE}


@dataclass(frozen=True, slots=True)
class PanelRow:
    """``approve_url`` is the button beside the row, "" when it can't work now."""

    document: PanelDocument
    menu: Sequence[Entry]
    approve_url: str
    history_url: str
    operation: dict[str, Any] | None


def panel_row(
    ref: SubjectRef, document: PanelDocument, operation: dict[str, Any] | None
) -> PanelRow:
    entries = [
        entry
        for action in ORDER
        if (entry := _entry(ref, document, action, document.verdicts[action])) is not None
    ]
    approve = next((each for each in entries if each.action == Action.APPROVE), None)
    return PanelRow(
        document=document,
        menu=entries,
        approve_url=approve.url if approve and not approve.reason else "",
        history_url=_address("document", ref, document),
        operation=operation,
    )


def _entry(
    ref: SubjectRef, document: PanelDocument, action: Action, verdict: Verdict
) -> Entry | None:
    """None for what nobody would look for here."""
    if not verdict.is_worth_saying or _is_lesser(document, action):
        return None
    label = str(action.label)
    if not verdict.allowed:
        more = (
            _address("document_action", ref, document, action) if verdict.code == "settled" else ""
        )
        is_page = action in KIND_OF
        return Entry(action, label, more if is_page else "", DIALOG, verdict.message)
    url, way = _way(ref, document, action)
    return Entry(action, label, url, way) if url else None


def _is_lesser(document: PanelDocument, action: Action) -> bool:
    """Of the two ways to a copy one is shown: with the void where that is possible."""
    can_void = document.verdicts[Action.VOID_AND_COPY].allowed
    return (action == Action.COPY and can_void) or (action == Action.VOID_AND_COPY and not can_void)


def _way(ref: SubjectRef, document: PanelDocument, action: Action) -> tuple[str, str]:
    if action == Action.OPEN_IN_XERO:
        return document.open_in_xero_url, TAB
    if action in KIND_OF:
        return _address("document_action", ref, document, action), DIALOG
    name, way = WAYS[action]
    return _address(name, ref, document), way


def _address(name: str, ref: SubjectRef, document: PanelDocument, *more: str) -> str:
    return reverse(f"xero_integration:{name}", args=[ref.source, ref.pk, document.id, *more])
