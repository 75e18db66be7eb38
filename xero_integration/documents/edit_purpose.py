"""The invoice form as an editor of an invoice in Xero."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..host.records import SubjectRef
from ..outbox.models import Operation
from ..pages import page_url
from . import edit_services
from .draft import Draft, SaveAs
from .edit_checks import edit_problems
from .edit_holds import holds
from .edit_payload import lines_by_id, update_payload, with_kept_taxes
from .edit_preview import changes_between, planned_changes
from .edit_services import Held
from .edit_values import content_of
from .facts import PlanFacts
from .form_purpose import FormPurpose, Words, allowed
from .matrix import Verdict
from .models import Document, InvoiceDraft
from .plan import Plan
from .planning import plan_for
from .timeline_changes import Change
from .verdicts import Rights

if TYPE_CHECKING:
    from .form_session import FormSession

SHOWN = 20

WORDS = Words(
    title="",
    restart=_("Start over from Xero"),
    number_hint=_("Leave empty and it keeps its number."),
    save_as=_("When saved"),
    ready=_("Ready to save."),
    closed=_("These changes were saved already. Close this window to see them on the deal."),
    on_its_way=_("These changes are on their way to Xero"),
    not_sent=_("These changes were not sent. Press the button to send them after all."),
    refused=_("Xero did not accept this. Nothing was changed."),
    blocked=_("These changes can’t be saved yet. Nothing was sent to Xero."),
    done=_("The changes were saved in Xero."),
    buttons={
        SaveAs.DRAFT.value: _("Save draft"),
        SaveAs.SUBMITTED.value: _("Save and submit for approval"),
        SaveAs.AUTHORISED.value: _("Save and approve"),
        SaveAs.EMAILED.value: _("Save, approve and e-mail"),
    },
    button=_("Save changes"),
)

# By what the invoice is: what it may become, as Xero's table of statuses has it.
STATUSES: dict[str, Sequence[tuple[str, Any]]] = {
    "DRAFT": (
        (SaveAs.DRAFT.value, _("Keep as draft")),
        *SaveAs.choices[1:],
    ),
    "SUBMITTED": (
        (SaveAs.SUBMITTED.value, _("Keep awaiting approval")),
        (SaveAs.DRAFT.value, _("Back to draft")),
        *SaveAs.choices[2:],
    ),
    "AUTHORISED": (
        (SaveAs.AUTHORISED.value, _("Keep approved")),
        (SaveAs.EMAILED.value, _("Keep approved and e-mail")),
    ),
}
KEPT_APPROVED = {
    SaveAs.AUTHORISED.value: _("Save changes"),
    SaveAs.EMAILED.value: _("Save and e-mail"),
}


@dataclass
class EditInvoice(FormPurpose):
    """``row`` is the open draft, ``rights`` are the caller's, ``verdict`` is on editing now."""

    document: Document
    rights: Rights
    row: InvoiceDraft
    held: Held
    verdict: Verdict

    @cached_property
    def words(self) -> Words:
        name = self.document.number or self.document.get_kind_display()
        approved = self.document.status == SaveAs.AUTHORISED
        return dataclasses.replace(
            WORDS,
            title=gettext("Edit %(document)s") % {"document": name},
            buttons=KEPT_APPROVED if approved else WORDS.buttons,
        )

    @cached_property
    def base(self) -> Held | None:
        """What the form began with, None when that is no longer kept."""
        began_with = self.row.values.get("began_with")
        same = began_with == self.held.version
        return self.held if same else edit_services.held_in(began_with)

    @cached_property
    def has_changed(self) -> bool:
        """In what the form shows; a mail that went out is no reason to ask anybody."""
        if self.base is None:
            return True
        return self.base is not self.held and (
            content_of(self.base.invoice) != content_of(self.held.invoice)
        )

    def address(self, ref: SubjectRef) -> str:
        return page_url("document_edit", ref.source, ref.pk, self.document.pk)

    def statuses(self, *, may_approve: bool, may_email: bool) -> Sequence[tuple[str, str]]:
        offered = STATUSES.get(self.document.status, SaveAs.choices)
        return allowed(offered, may_approve=may_approve, may_email=may_email)

    def plan(self, session: FormSession, draft: Draft) -> Plan:
        invoice, book = self.held.invoice, session.book
        drafted = with_kept_taxes(draft, book, invoice)
        plan = plan_for(
            session.row,
            drafted,
            book,
            may_approve=session.may_approve,
            may_email=session.may_email,
            deal_url=session.absolute_deal_url,
            own_number=invoice.invoice_number,
        )
        mark = str(PlanFacts(operation_id=session.row.pk).contact_operation_id)
        found = edit_problems(
            drafted,
            book,
            invoice,
            verdict=self.verdict,
            has_changed=self.has_changed,
        )
        return dataclasses.replace(
            plan,
            payload=update_payload(drafted, book, invoice, contact_mark=mark),
            problems=(*found, *plan.problems),
        )

    def send(self, session: FormSession, plan: Plan) -> Operation:
        edit_services.follow(session.row, self.held)
        return edit_services.save_changes(
            session.row, self.document, plan, actor=session.deal.actor, rights=self.rights
        )

    def restart(self, session: FormSession) -> None:
        edit_services.restart(session.row, self.document, self.held)
        self.forget()

    def overwrite(self, session: FormSession) -> None:
        offered = {value for value, _label in session.statuses}
        edit_services.accept(session.row, self.held, offered)
        self.forget()

    def forget(self) -> None:
        for computed in ("base", "has_changed"):
            self.__dict__.pop(computed, None)

    def is_needless(self, session: FormSession, plan: Plan) -> bool:
        invoice = self.held.invoice
        same = holds(invoice, plan.payload, known=lines_by_id(invoice))
        return same and not plan.is_mailed and not plan.contact

    def context(self, session: FormSession, plan: Plan | None) -> dict[str, Any]:
        told = self.changes(session, plan) if plan else []
        news = self.news()
        return {
            "edited": self.document,
            "changes": told[:SHOWN],
            "more_changes": len(told) - SHOWN,
            "news": None if news is None else {"changes": news[:SHOWN]},
            "is_unchanged": plan is not None and self.is_needless(session, plan),
        }

    def changes(self, session: FormSession, plan: Plan) -> list[Change]:
        """What saving would change in Xero."""
        return planned_changes(self.held.raw, plan, session.book)

    def news(self) -> list[Change] | None:
        """What somebody changed in Xero since the form was opened; None for nothing.

        Empty when it is no longer known what the form began with.
        """
        if not self.has_changed:
            return None
        return changes_between(self.base.raw, self.held.raw) if self.base else []
