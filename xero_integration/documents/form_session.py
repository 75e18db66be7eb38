"""One person at one invoice form: the deal, its draft, what was typed and what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from uuid import UUID

from django.http import HttpRequest

from ..access.doors import OpenDeal, may, open_deal
from ..access.permissions import Permission
from ..connections.models import Connection
from ..connections.services import current_connection
from ..exceptions import ConnectionUnavailable
from ..mapping.config import MappingConfig
from ..reference import services as reference
from ..reference.book import ReferenceBook
from . import services
from .deal_address import deal_address
from .draft import SaveAs
from .form_links import Search
from .form_purpose import FormPurpose, NewInvoice
from .form_values import MAX_LINES, Values, all_lines, line_total, merge
from .forms import InvoiceForm
from .matrix import role_may_approve
from .models import InvoiceDraft
from .plan import Plan
from .problems import Problem


@dataclass
class FormSession:
    """``values`` are the raw values as they stand now. ``config`` is at hand when
    the draft was just made from the deal.

    The cursor goes to the field named ``focus``, or to the element ``focus_id``.
    """

    request: HttpRequest
    deal: OpenDeal
    connection: Connection
    row: InvoiceDraft
    values: Values
    purpose: FormPurpose = field(default_factory=NewInvoice)
    config: MappingConfig | None = None
    page: int = 1
    focus: str = ""
    focus_id: str = ""
    search: Search = field(default_factory=Search)
    shown_problems: bool = False

    @property
    def form_url(self) -> str:
        return self.purpose.address(self.deal.ref)

    @property
    def is_on_its_way(self) -> bool:
        """What was sent stays what it was until Xero has answered."""
        return self.row.operation is not None and self.row.operation.is_open

    @property
    def deal_url(self) -> str:
        return self.deal.source.url(self.request, self.deal.obj) or "/"

    @property
    def absolute_deal_url(self) -> str:
        return deal_address(self.request, self.deal.source, self.deal.obj)

    @cached_property
    def may_approve(self) -> bool:
        """Both we and Xero have to allow it."""
        ours = may(self.request, self.deal, Permission.APPROVE)
        return ours and role_may_approve(self.connection.xero_role)

    @cached_property
    def may_email(self) -> bool:
        return may(self.request, self.deal, Permission.EMAIL)

    @cached_property
    def statuses(self) -> Sequence[tuple[str, str]]:
        return self.purpose.statuses(may_approve=self.may_approve, may_email=self.may_email)

    @cached_property
    def book(self) -> ReferenceBook:
        """Read after the last change of the values; a fixed number of queries."""
        item_ids = {line["item_id"] for line in all_lines(self.values)} - {""}
        contact_id = str(self.values.get("contact_id") or "")
        return reference.book(self.connection, contact_id=contact_id, item_ids=item_ids)

    @cached_property
    def form(self) -> InvoiceForm:
        return InvoiceForm(self.values, book=self.book, statuses=self.statuses)

    @cached_property
    def plan(self) -> Plan | None:
        """None while something typed can't be read."""
        if not self.form.is_valid():
            return None
        draft = self.form.draft(
            self.deal.ref,
            self.deal.source.title_of(self.deal.obj),
            str(self.values.get("party_key") or ""),
            _amount(self.values.get("deal_total")),
        )
        return self.purpose.plan(self, draft)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.plan.problems if self.plan else ()

    def keep(self, values: Values) -> None:
        """Save the values and forget what was computed from the old ones."""
        self.values = values
        services.save_values(self.row, values, self.deal.actor)
        self.forget()

    def reload(self) -> None:
        """Take the values that a service wrote to the draft."""
        self.values = dict(self.row.values)
        self.forget()

    def forget(self) -> None:
        for computed in ("book", "form", "plan"):
            self.__dict__.pop(computed, None)

    def line_index(self, arguments: list[str]) -> int | None:
        """The line that a button names, None when there is no such line (any more)."""
        index = _number(arguments[0] if arguments else "", default=MAX_LINES)
        return index if index < line_total(self.values) else None


def open_form(request: HttpRequest, source: str, pk: str) -> FormSession | None:
    """The session of a page's request, with what was typed; None as ``open_session``.

    A submitted form names its draft, so that a form sent twice never starts a second invoice.
    """
    session = open_session(request, source, pk, named=request.POST.get("draft", ""))
    if session is not None:
        take_in(session)
    return session


def open_session(
    request: HttpRequest, source: str, pk: str, *, named: str = ""
) -> FormSession | None:
    """The deal's open draft, or the one that is named; None when that was already created.

    Raises ConnectionUnavailable while no organisation is connected.
    """
    deal = open_deal(request, source, pk, Permission.CREATE_DOCUMENT)
    connection = current_connection(deal.tenant, chosen=request.GET.get("connection", ""))
    return session_in(connection, request, deal, named=named)


def session_in(
    connection: Connection | None, request: HttpRequest, deal: OpenDeal, *, named: str = ""
) -> FormSession | None:
    """As ``open_session``, in an organisation that was chosen before."""
    if connection is None:
        raise ConnectionUnavailable()
    opened = _named_draft(named, deal) if named else services.open_draft(deal, connection)
    if opened is None or opened.row.closed_at is not None:
        return None
    row = opened.row
    session = FormSession(request, deal, row.connection, row, dict(row.values))
    if opened.made_from is not None:
        session.book, session.config = opened.made_from.book, opened.made_from.config
        _keep_within_rights(session)
    return session


def take_in(session: FormSession) -> None:
    """Keep what was typed before anything is done with it; what was sent stays as it is."""
    posted = session.request.POST
    if session.request.method == "POST" and not session.is_on_its_way:
        session.keep(merge(session.row.values, posted.dict()))
        session.page = _number(posted.get("page", ""), default=1)


def _keep_within_rights(session: FormSession) -> None:
    """The company's usual status may be more than this person may do: then the next lesser one."""
    offered = {value for value, _label in session.statuses}
    wanted = session.values["save_as"]
    if wanted not in offered:
        less = [value for value in SaveAs.values if value in offered]
        session.values["save_as"] = less[-1]
        services.save_values(session.row, session.values, session.deal.actor)


def _named_draft(named: str, deal: OpenDeal) -> services.OpenedDraft | None:
    try:
        key = UUID(named)
    except ValueError:
        return None
    mine = InvoiceDraft.objects.filter(
        source=deal.ref.source,
        subject_pk=deal.ref.pk,
        connection__tenant=deal.tenant,
        edits__isnull=True,
    )
    row = mine.select_related("operation", "connection__grant").filter(pk=key).first()
    return services.OpenedDraft(row) if row else None


def _number(text: str, *, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default


def _amount(text: object) -> Decimal | None:
    try:
        return Decimal(str(text)) if text else None
    except InvalidOperation:
        return None
