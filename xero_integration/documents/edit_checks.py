"""What can stand in the way of changing an invoice in Xero, beside what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from ..client.records import Invoice
from ..reference.book import ReferenceBook
from .draft import Draft
from .matrix import Verdict
from .problems import Problem


def edit_problems(
    draft: Draft, book: ReferenceBook, invoice: Invoice, *, verdict: Verdict, has_changed: bool
) -> Iterator[Problem]:
    """``verdict`` is on editing now; ``has_changed``: Xero holds what the form never showed."""
    if not verdict.allowed:
        yield Problem(verdict.code, "%(reason)s", params={"reason": verdict.message})
    if has_changed:
        yield Problem(
            "changed_in_xero",
            _("It has changed in Xero since this form was opened. Choose which one counts."),
        )
    locked = book.organisation.lock_date if book.organisation else None
    if locked and invoice.date and invoice.date <= locked:
        yield Problem(
            "invoice_locked",
            _("Xero is locked up to %(date)s, and the invoice is from before. Ask your adviser."),
            field="issue_date",
            params={"date": locked.isoformat()},
        )
    if invoice.due_date and draft.due_date is None and draft.save_as == "DRAFT":
        yield Problem(
            "due_date_stays",
            _("Xero keeps a due date once there is one. Enter another instead."),
            field="due_date",
        )
