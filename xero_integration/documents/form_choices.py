"""The lists an invoice form offers, from the reference book and the caller's rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..reference.book import ReferenceBook, TrackingInfo
from .draft import LineAmountTypes
from .form_fields import Options


@dataclass(frozen=True)
class TrackingChoice:
    """One of the two tracking fields of a line."""

    category_id: str
    label: str
    options: Options


@dataclass(frozen=True)
class FormChoices:
    accounts: Options
    tax_rates: Options
    themes: Options
    currencies: Options
    tax_modes: Options
    save_as: Options
    discount_kinds: Options
    tracking: tuple[TrackingChoice, ...] = ()


def form_choices(book: ReferenceBook, *, statuses: Sequence[tuple[str, str]]) -> FormChoices:
    """``statuses`` are what the invoice may be saved as."""
    return FormChoices(
        accounts=Options(_accounts(book), blank=_("From the item")),
        tax_rates=Options(_tax_rates(book), blank=_("From the account")),
        themes=Options(_themes(book), blank=_("Xero’s standard template")),
        currencies=Options(_currencies(book), blank=_("Choose a currency")),
        tax_modes=Options([(str(value), str(label)) for value, label in LineAmountTypes.choices]),
        save_as=Options(statuses),
        discount_kinds=Options([("percent", "%"), ("amount", _("amount"))]),
        tracking=tuple(_tracking(category) for category in book.tracking[:2]),
    )


def _accounts(book: ReferenceBook) -> list[tuple[str, str]]:
    ordered = sorted(book.accounts, key=lambda account: (not account.suits_sales, account.code))
    return [(account.code, account.label) for account in ordered if account.code]


def _tax_rates(book: ReferenceBook) -> list[tuple[str, str]]:
    return [(rate.tax_type, rate.name) for rate in book.tax_rates]


def _themes(book: ReferenceBook) -> list[tuple[str, str]]:
    return [(theme.id, theme.name) for theme in book.themes]


def _currencies(book: ReferenceBook) -> list[tuple[str, str]]:
    known = [(money.code, f"{money.code} – {money.description}") for money in book.currencies]
    return known or _base_currency(book)


def _base_currency(book: ReferenceBook) -> list[tuple[str, str]]:
    """An organisation without multi-currency has only its own."""
    base = book.organisation.base_currency if book.organisation else ""
    return [(base, base)] if base else []


def _tracking(category: TrackingInfo) -> TrackingChoice:
    options = [(option.id, option.name) for option in category.options]
    return TrackingChoice(
        category.id, category.name, Options(options, blank=pgettext("tracking option", "None"))
    )
