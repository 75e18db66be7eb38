"""A deal as the raw values of the invoice form, each with where it came from. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..host.records import HostDraft, HostLine
from ..mapping.choices import DueDateKind
from ..mapping.config import DueDateRule, MappingConfig
from ..mapping.engine import Filled, due_date
from ..mapping.standing_in import of_the_draft
from ..mapping.targets import AnyTarget, MappingTarget, Target
from ..reference.book import ReferenceBook
from .draft import LineAmountTypes
from .prefill_lines import line_values

FIELD_OF_TARGET = {
    Target.NAME: "customer_name",
    Target.EMAIL: "customer_email",
    Target.ADDRESS_LINE_1: "address_line1",
    Target.ADDRESS_LINE_2: "address_line2",
    Target.CITY: "city",
    Target.REGION: "region",
    Target.POSTAL_CODE: "postal_code",
    Target.COUNTRY: "country",
    Target.TAX_NUMBER: "tax_number",
    Target.REFERENCE: "reference",
}


@dataclass(frozen=True, slots=True)
class PrefillInput:
    """All that goes into a prefilled form. ``item_ids``: product key → linked Xero item."""

    deal: HostDraft
    filled: Mapping[AnyTarget, Filled]
    labels: Mapping[str, str]
    config: MappingConfig
    book: ReferenceBook
    today: date
    contact_id: str = ""
    item_ids: Mapping[str, str] = field(default_factory=dict)


def prefilled_values(given: PrefillInput) -> dict[str, Any]:
    """Raw form values; ``origins`` tells per field which of the host's fields filled it."""
    values: dict[str, Any] = {
        name: given.filled[target].value for target, name in FIELD_OF_TARGET.items()
    }
    values["origins"] = {
        name: given.labels.get(path, path)
        for target, name in FIELD_OF_TARGET.items()
        if (path := given.filled[target].path)
    }
    for target, text in of_the_draft(given.deal).items():
        name = FIELD_OF_TARGET[target]
        values[name] = values[name] or text
    values |= _details(given)
    for index, line in enumerate(given.deal.lines):
        for name, value in _line(line, given).items():
            values[f"lines-{index}-{name}"] = value
    values["lines-TOTAL"] = str(len(given.deal.lines))
    return _with_targets_of_the_host(values, given)


def _with_targets_of_the_host(values: dict[str, Any], given: PrefillInput) -> dict[str, Any]:
    """Last, as they may say more of what is there, such as of each line."""
    for target, found in given.filled.items():
        if isinstance(target, MappingTarget) and found.value:
            before = dict(values)
            target.fill(values, found.value)
            changed = [name for name in values if values[name] != before.get(name)]
            label = given.labels.get(found.path, found.path)
            values["origins"] = values["origins"] | dict.fromkeys(changed, label)
    return values


def _details(given: PrefillInput) -> dict[str, str]:
    config, book = given.config, given.book
    base_currency = book.organisation.base_currency if book.organisation else ""
    theme = config.branding_theme_id or (book.default_theme.id if book.default_theme else "")
    return {
        "contact_id": given.contact_id,
        "contact_create": "",
        "update_contact": "",
        "number": "",
        "issue_date": given.today.isoformat(),
        "due_date": due_date(given.today, payment_terms(given)).isoformat(),
        "line_amount_types": _tax_mode(given),
        "currency": given.deal.currency or base_currency,
        "branding_theme_id": theme,
        "save_as": config.status.value,
        "deal_total": "" if given.deal.total is None else str(given.deal.total),
    }


def payment_terms(given: PrefillInput) -> DueDateRule:
    """The contact's own terms in Xero win over the company's rule."""
    contact = given.book.contact
    if contact is None or contact.terms is None or contact.terms.type not in DueDateKind.values:
        return given.config.due_date
    own = DueDateRule(DueDateKind(contact.terms.type), contact.terms.day)
    return own if own.is_valid else given.config.due_date


def _tax_mode(given: PrefillInput) -> str:
    """What the deal says, else the company's setting."""
    if given.deal.tax_inclusive is None:
        return given.config.tax_mode.value
    inclusive = given.deal.tax_inclusive
    return (LineAmountTypes.INCLUSIVE if inclusive else LineAmountTypes.EXCLUSIVE).value


def _line(line: HostLine, given: PrefillInput) -> Mapping[str, str]:
    item_id = given.item_ids.get(line.product.key, "") if line.product else ""
    return line_values(
        line,
        given.book.items.get(item_id),
        account_code=default_account_code(given.config, given.book),
        tax_type=given.config.tax_types.get(line.tax_key, "") if line.tax_key else "",
        default_tax_type=given.config.tax_type,
    )


def default_account_code(config: MappingConfig, book: ReferenceBook) -> str:
    """Accounts are remembered by id: a code may have changed since."""
    account = book.accounts_by_id.get(config.account_id)
    return account.code if account else config.account_code
