"""Everything that is checked before a draft may become an invoice. Pure.

Each check reads like the rule it states and yields problems in the order of the form.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ..exceptions import ReadOnly
from ..reference.book import ReferenceBook
from .checks_lines import line_problems
from .draft import Draft, SaveAs
from .facts import PlanFacts
from .money import Totals
from .problems import Problem


def all_problems(
    draft: Draft, book: ReferenceBook, facts: PlanFacts, sums: Totals
) -> Iterator[Problem]:
    """Every finding about this draft, blocking ones and warnings."""
    yield from connection_problems(book, facts)
    yield from customer_problems(draft, book, facts)
    yield from detail_problems(draft, book, facts)
    yield from date_problems(draft, book)
    for line in draft.lines:
        yield from line_problems(line, draft, book, facts)
    yield from total_problems(draft, sums)


def connection_problems(book: ReferenceBook, facts: PlanFacts) -> Iterator[Problem]:
    if not facts.connection_usable:
        yield Problem(
            "connection_broken",
            _("Xero needs a new sign-in. Connect again; what you typed is kept."),
            fix="connections",
        )
    elif facts.read_only:
        yield Problem("read_only", _(ReadOnly.default_message), fix="connections", complete=True)
    if book.organisation is None:
        yield Problem(
            "reference_missing",
            _("The accounts and tax rates of Xero are still being copied. Try again shortly."),
            fix="connections",
            complete=True,
        )
    if facts.missing_scopes:
        yield Problem(
            "scope_missing",
            _("The connection lacks a permission in Xero (%(scopes)s). Connect again."),
            params={"scopes": ", ".join(sorted(facts.missing_scopes))},
            fix="connections",
        )


def customer_problems(draft: Draft, book: ReferenceBook, facts: PlanFacts) -> Iterator[Problem]:
    customer, contact = draft.customer, book.contact
    if not customer.contact_id:
        if not customer.create:
            yield Problem(
                "contact_missing",
                _("Link the customer to a contact in Xero, or choose to create a new one."),
                field="contact_id",
            )
        elif not customer.name.strip():
            yield Problem(
                "contact_name_missing",
                _("A new contact needs a name."),
                field="customer_name",
            )
        elif facts.contact_name_is_taken:
            yield Problem(
                "contact_name_taken",
                _("Xero already has a contact named “%(name)s”. Link it, or change the name."),
                field="customer_name",
                params={"name": customer.name},
            )
    elif contact is None or not contact.is_active:
        yield Problem(
            "contact_not_usable",
            _("The linked contact is archived, merged or gone in Xero. Link another one."),
            field="contact_id",
            about=customer.contact_id,
        )


def detail_problems(draft: Draft, book: ReferenceBook, facts: PlanFacts) -> Iterator[Problem]:
    if draft.currency and draft.currency not in book.currency_codes:
        yield Problem(
            "currency_not_enabled",
            _("Xero is not set up for %(currency)s. Add the currency in Xero, or choose another."),
            field="currency",
            params={"currency": draft.currency},
        )
    if draft.branding_theme_id and draft.branding_theme_id not in book.themes_by_id:
        yield Problem(
            "theme_unknown",
            _("The chosen template no longer exists in Xero. Choose another one."),
            field="branding_theme_id",
            about=draft.branding_theme_id,
        )
    if facts.number_is_taken:
        yield Problem(
            "number_taken",
            _("The number %(number)s is already used. Choose another, or leave it to Xero."),
            field="number",
            params={"number": draft.number},
        )
    yield from save_problems(draft, book, facts)
    if facts.earlier:
        yield Problem(
            "already_invoiced",
            _("This deal already has %(documents)s."),
            params={"documents": ", ".join(facts.earlier)},
            blocking=False,
        )


def save_problems(draft: Draft, book: ReferenceBook, facts: PlanFacts) -> Iterator[Problem]:
    """What is wrong with how the invoice shall be saved."""
    if draft.status == SaveAs.AUTHORISED and not facts.may_approve:
        yield Problem(
            "approve_not_allowed",
            _("You may not approve invoices. Save a draft or submit it for approval."),
            field="save_as",
        )
    elif draft.is_mailed and not facts.may_email:
        yield Problem(
            "email_not_allowed",
            _("You may not e-mail invoices. Approve it without sending it."),
            field="save_as",
        )
    elif draft.is_mailed and not _address(draft, book):
        yield Problem(
            "email_address_missing",
            _(
                "The contact has no e-mail address in Xero. Enter one and let the contact be "
                "updated, or approve without sending."
            ),
            field="customer_email",
        )


def _address(draft: Draft, book: ReferenceBook) -> str:
    """Where Xero will send it: Xero knows only the contact's own address."""
    customer = draft.customer
    written = customer.create or (customer.update_contact and customer.email)
    return customer.email if written else book.contact.email if book.contact else ""


def date_problems(draft: Draft, book: ReferenceBook) -> Iterator[Problem]:
    locked = book.organisation.lock_date if book.organisation else None
    if locked and draft.issue_date <= locked:
        yield Problem(
            "period_locked",
            _("Xero is locked up to %(date)s. Choose a later date, or ask your adviser."),
            field="issue_date",
            params={"date": date_format(locked, "DATE_FORMAT")},
        )
    if draft.due_date is None:
        if draft.save_as != SaveAs.DRAFT:
            yield Problem(
                "due_date_missing",
                _("An invoice that leaves draft needs a due date."),
                field="due_date",
            )
    elif draft.due_date < draft.issue_date:
        yield Problem(
            "due_before_issue",
            _("The due date is before the issue date."),
            field="due_date",
        )


def total_problems(draft: Draft, sums: Totals) -> Iterator[Problem]:
    if not any(not line.is_text_only for line in draft.lines):
        yield Problem("lines_missing", _("Add at least one line with a price."), field="lines")
    if sums.total < 0:
        yield Problem(
            "total_negative",
            _("The total is below zero. Use a credit note instead of an invoice."),
            field="lines",
        )
    if draft.deal_total is not None and sums.of_lines != draft.deal_total:
        yield Problem(
            "deal_total_differs",
            _("The deal says %(deal)s, the lines add up to %(invoice)s."),
            params={"deal": draft.deal_total, "invoice": sums.of_lines},
            blocking=False,
        )
