"""What a person is shown before an invoice is copied: what ends with it, what would be replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..outbox.models import Operation
from .action_page import in_the_way
from .actions import version_of
from .edit_copy import unfinished_draft
from .edit_session import OpenDocument
from .matrix import Action, Verdict
from .models import InvoiceDraft
from .status import DocumentStatus
from .verdicts import verdict_now

END, KEEP = "end", "keep"

ENDINGS: Mapping[str, Action] = {
    DocumentStatus.DRAFT: Action.DELETE,
    DocumentStatus.SUBMITTED: Action.DELETE,
    DocumentStatus.AUTHORISED: Action.VOID,
}
"""How an invoice ends that its copy is to replace."""

BUTTONS: Mapping[Action, Any] = {
    Action.VOID: _("Void and copy"),
    Action.DELETE: _("Delete and copy"),
}
WARNINGS: Mapping[Action, Any] = {
    Action.VOID: _("Voiding can't be undone, not in Xero either. The copy begins afterwards."),
    Action.DELETE: _("Deleting can't be undone, not in Xero either. The copy begins afterwards."),
}
ENDED: Mapping[Action, Any] = {
    Action.VOID: _("%(document)s was voided in Xero. This is its copy; nothing of it is sent yet."),
    Action.DELETE: _(
        "%(document)s was deleted in Xero. This is its copy; nothing of it is sent yet."
    ),
}


@dataclass(frozen=True)
class CopyPage:
    opened: OpenDocument

    @property
    def name(self) -> str:
        document = self.opened.document
        return str(document.number or document.get_kind_display())

    @cached_property
    def verdict(self) -> Verdict:
        return verdict_now(Action.COPY, self.opened.document, self.opened.rights)

    @cached_property
    def ending(self) -> Action | None:
        return ENDINGS.get(self.opened.document.status)

    @cached_property
    def end_verdict(self) -> Verdict | None:
        """Whether the invoice can be ended with it; None where it has ended."""
        if self.ending is None:
            return None
        return verdict_now(self.ending, self.opened.document, self.opened.rights)

    @cached_property
    def unfinished(self) -> InvoiceDraft | None:
        """Another draft in the way; the copy itself is not in its own way."""
        row = unfinished_draft(self.opened.deal, self.opened.document)
        return row if row and row.copied_from_id != self.opened.document.pk else None

    @property
    def is_sending(self) -> bool:
        row = self.unfinished
        return bool(row and row.operation and row.operation.is_open)

    @property
    def form_url(self) -> str:
        """The deal's form, in the organisation of the invoice."""
        ref, connection = self.opened.deal.ref, self.opened.document.connection_id
        address = reverse("xero_integration:invoice_form", args=[ref.source, ref.pk])
        return f"{address}?connection={connection}"

    def context(self, *, problem: str = "", refused: Operation | None = None) -> dict[str, Any]:
        end = self.end_verdict
        return {
            "document": self.opened.document,
            "name": self.name,
            "deal_url": self.opened.deal_url,
            "verdict": self.verdict,
            "seen": version_of(self.opened.document),
            "can_end": bool(end and end.allowed),
            "end_reason": end.message if end and not end.allowed and end.is_worth_saying else "",
            "end_button": BUTTONS[self.ending] if self.ending else "",
            "end_warning": WARNINGS[self.ending] if self.ending else "",
            "unfinished": self.unfinished,
            "is_sending": self.is_sending,
            "problem": problem,
            "refused": refused.error_message.splitlines() if refused else [],
            "settlements": in_the_way(self.opened.document) if end and not end.allowed else [],
        }
