"""What is checked on each line. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from ..reference.book import AccountInfo, ReferenceBook
from .draft import Draft, DraftLine, LineAmountTypes, SaveAs
from .facts import PlanFacts
from .payload import account_code, tax_type
from .problems import Problem

LONGEST_DESCRIPTION = 4000


def line_problems(
    line: DraftLine, draft: Draft, book: ReferenceBook, facts: PlanFacts
) -> Iterator[Problem]:
    """Every finding about one line; fields are named as in the form."""
    if not line.description.strip():
        yield _problem(line, "description", "description_missing", _("Describe this line."))
    elif len(line.description) > LONGEST_DESCRIPTION:
        yield _problem(
            line,
            "description",
            "description_too_long",
            _("Xero takes at most 4,000 characters here."),
        )
    if line.is_text_only:
        return
    yield from _item_problems(line, book, facts)
    yield from _account_problems(line, draft, book)
    yield from _tracking_problems(line, book)


def _problem(line: DraftLine, field: str, code: str, message: object, **more: object) -> Problem:
    return Problem(code, message, field=f"lines-{line.position}-{field}", **more)  # type: ignore[arg-type]


def _item_problems(line: DraftLine, book: ReferenceBook, facts: PlanFacts) -> Iterator[Problem]:
    if not line.item_id:
        if line.product_key and facts.items_must_be_linked:
            yield _problem(
                line,
                "item_id",
                "item_unlinked",
                _("Link “%(product)s” to an item in Xero; it will be remembered."),
                params={"product": line.product_name or line.description},
            )
        return
    item = book.items.get(line.item_id)
    if item is None or item.is_gone:
        yield _problem(
            line,
            "item_id",
            "item_gone",
            _("The linked item was deleted in Xero. Link another one."),
            about=line.item_id,
        )
    elif not item.is_sold:
        yield _problem(
            line,
            "item_id",
            "item_not_sold",
            _("The item %(code)s is not marked as sold in Xero. Link another one."),
            params={"code": item.code},
            about=line.item_id,
        )


def _account_problems(line: DraftLine, draft: Draft, book: ReferenceBook) -> Iterator[Problem]:
    code = account_code(line, book)
    account = book.accounts_by_code.get(code)
    if not code:
        # Xero keeps drafts without an account, but never approves them.
        yield _problem(
            line,
            "account_code",
            "account_missing",
            _("Choose an account for this line."),
            blocking=draft.save_as != SaveAs.DRAFT,
        )
    elif account is None:
        yield _problem(
            line,
            "account_code",
            "account_not_usable",
            _("The account %(code)s is archived, or can't stand on an invoice. Choose another."),
            params={"code": code},
            about=code,
        )
    if draft.line_amount_types != LineAmountTypes.NO_TAX:
        yield from _tax_problems(line, account, book)


def _tax_problems(
    line: DraftLine, account: AccountInfo | None, book: ReferenceBook
) -> Iterator[Problem]:
    chosen = tax_type(line, book)
    rate = book.tax_rates_by_type.get(chosen)
    if chosen and rate is None:
        yield _problem(
            line,
            "tax_type",
            "tax_rate_not_usable",
            _("The tax rate %(rate)s is no longer active in Xero. Choose another."),
            params={"rate": chosen},
            about=chosen,
        )
    elif rate and account and not rate.fits(account):
        yield _problem(
            line,
            "tax_type",
            "tax_rate_does_not_fit",
            _("The tax rate %(rate)s can't be used with the account %(account)s."),
            params={"rate": rate.name, "account": account.label},
        )


def _tracking_problems(line: DraftLine, book: ReferenceBook) -> Iterator[Problem]:
    for index, (category_id, option_id) in enumerate(line.tracking, start=1):
        category = book.tracking_by_id.get(category_id)
        if category is None or all(option.id != option_id for option in category.options):
            yield _problem(
                line,
                f"tracking_{index}",
                "tracking_not_usable",
                _("This tracking option is no longer active in Xero. Choose another."),
            )
