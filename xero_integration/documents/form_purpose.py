"""What the invoice form is for: a new invoice here; ``edit_purpose`` changes one of Xero.

Everything in which the two differ is a method or a word of the purpose; the form asks it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from ..access.permissions import Permission
from ..host.records import SubjectRef
from ..outbox.models import Operation
from ..pages import page_url
from . import services
from .draft import Draft, SaveAs
from .plan import Plan
from .recovering import attach_forgotten

if TYPE_CHECKING:
    from .form_session import FormSession

Rights = Collection[Permission]


@dataclass(frozen=True, slots=True)
class Words:
    """``buttons`` say what the button does, by the status to save as."""

    title: Any
    restart: Any
    number_hint: Any
    save_as: Any
    ready: Any
    closed: Any
    on_its_way: Any
    not_sent: Any
    refused: Any
    blocked: Any
    done: Any
    buttons: Mapping[str, Any]
    button: Any


NEW = Words(
    title=_("New invoice"),
    restart=_("Start over from the deal"),
    number_hint=_("Leave empty and Xero numbers it."),
    save_as=_("When created"),
    ready=_("Ready to create."),
    closed=_("This invoice was already created. Close this window to see it on the deal."),
    on_its_way=_("This invoice is on its way to Xero"),
    not_sent=_("This invoice was not sent. Change it, or press the button to send it after all."),
    refused=_("Xero did not accept this. No invoice was created."),
    blocked=_("This invoice can’t be created yet. Nothing was sent to Xero."),
    done=_("The invoice was created in Xero."),
    buttons={
        SaveAs.DRAFT.value: _("Create draft"),
        SaveAs.SUBMITTED.value: _("Create and submit for approval"),
        SaveAs.AUTHORISED.value: _("Create and approve"),
        SaveAs.EMAILED.value: _("Create, approve and e-mail"),
    },
    button=_("Create invoice"),
)


class FormPurpose(ABC):
    @property
    @abstractmethod
    def words(self) -> Words:
        """What the page says."""

    @abstractmethod
    def address(self, ref: SubjectRef) -> str:
        """Where this form lives."""

    @abstractmethod
    def statuses(self, *, may_approve: bool, may_email: bool) -> Sequence[tuple[str, str]]:
        """What the invoice may be saved as, with the words of the list."""

    @abstractmethod
    def plan(self, session: FormSession, draft: Draft) -> Plan:
        """What pressing the button would do."""

    @abstractmethod
    def send(self, session: FormSession, plan: Plan) -> Operation:
        """Do it and wait for Xero's answer."""

    @abstractmethod
    def restart(self, session: FormSession) -> None:
        """Throw away what was typed and read again what the form began with."""

    @abstractmethod
    def overwrite(self, session: FormSession) -> None:
        """Keep what was typed although what the form began with has changed since."""

    def is_needless(self, session: FormSession, plan: Plan) -> bool:
        """Whether sending would change nothing at all."""
        return False

    def finds_forgotten(self, session: FormSession) -> bool:
        """Whether Xero has an invoice of this deal that we did not know; the deal has it now."""
        return False

    def context(self, session: FormSession, plan: Plan | None) -> dict[str, Any]:
        """What else the templates show."""
        return {}


class NewInvoice(FormPurpose):
    @property
    def words(self) -> Words:
        return NEW

    def address(self, ref: SubjectRef) -> str:
        return page_url("invoice_form", ref.source, ref.pk)

    def statuses(self, *, may_approve: bool, may_email: bool) -> Sequence[tuple[str, str]]:
        return allowed(SaveAs.choices, may_approve=may_approve, may_email=may_email)

    def plan(self, session: FormSession, draft: Draft) -> Plan:
        return services.plan_for(
            session.row,
            draft,
            session.book,
            may_approve=session.may_approve,
            may_email=session.may_email,
            deal_url=session.absolute_deal_url,
            config=session.config,
        )

    def finds_forgotten(self, session: FormSession) -> bool:
        found = attach_forgotten(session.deal, session.connection, session.absolute_deal_url)
        return bool(found)

    def send(self, session: FormSession, plan: Plan) -> Operation:
        return services.create_invoice(session.row, plan, actor=session.deal.actor)

    def overwrite(self, session: FormSession) -> None:
        """The deal may change as it likes: a new invoice says what was typed."""

    def context(self, session: FormSession, plan: Plan | None) -> dict[str, Any]:
        row = session.row
        return {"copied_from": row.copied_from if row.copied_from_id else None}

    def restart(self, session: FormSession) -> None:
        session.row = services.restart(session.row, session.deal)


def allowed(
    choices: Sequence[tuple[str, Any]], *, may_approve: bool, may_email: bool
) -> list[tuple[str, str]]:
    """Those of the statuses that this person may save as."""
    missing = set() if may_approve else {SaveAs.AUTHORISED.value, SaveAs.EMAILED.value}
    missing |= set() if may_email else {SaveAs.EMAILED.value}
    return [(value, str(label)) for value, label in choices if value not in missing]
