"""What Xero accepts on a line: texts, account, tax rate, item, discount."""

from __future__ import annotations

from decimal import Decimal

from xero_integration.sandbox.accounting import accounts, items, tax_rates
from xero_integration.sandbox.accounting.records import ZERO, Document, Line, Organisation
from xero_integration.sandbox.accounting.refusals import Problems

from .status import APPROVAL

MAX_DESCRIPTION = 4000
MAX_AMOUNT = Decimal("9999999999.99")
# Ledgers that Xero itself writes to.
CLOSED_LEDGERS = {
    "DEBTORS", "CREDITORS", "GST", "HISTORICAL", "RETAINEDEARNINGS", "BANKCURRENCYGAIN",
    "REALISEDCURRENCYGAIN", "UNREALISEDCURRENCYGAIN", "TRACKINGTRANSFERS", "UNPAIDEXPCLM",
}  # fmt: skip


def check_lines(organisation: Organisation, document: Document, problems: Problems) -> None:
    problems.add_if(not document.lines, "One or more line items must be specified")
    for line in document.lines:
        _check_line(organisation, document, line, problems)


def _check_line(
    organisation: Organisation, document: Document, line: Line, problems: Problems
) -> None:
    problems.add_if(not line.description, "Description must be specified")
    too_long = len(line.description) > MAX_DESCRIPTION
    problems.add_if(too_long, "Description must be 4000 characters or fewer.")
    amount = abs((line.quantity or ZERO) * (line.unit_amount or ZERO))
    problems.add_if(amount > MAX_AMOUNT, "The line amount is too large.")
    _check_item(organisation, document, line, problems)
    _check_account(organisation, document, line, problems)
    _check_tax(organisation, document, line, problems)
    _check_discount(document, line, problems)


def _check_item(
    organisation: Organisation, document: Document, line: Line, problems: Problems
) -> None:
    if not line.item_code:
        return
    item = items.by_code(organisation, line.item_code)
    usable = item is not None and (item.is_sold if document.is_sale else item.is_purchased)
    problems.add_if(not usable, f"Item code '{line.item_code}' is not valid")


def _check_account(
    organisation: Organisation, document: Document, line: Line, problems: Problems
) -> None:
    code = line.account_code
    if not code:
        priced = line.unit_amount is not None
        needed = priced and document.status in APPROVAL
        problems.add_if(needed, "Account code must be specified")
        return
    account = accounts.by_code(organisation, code)
    if account is not None and account.status in ("ARCHIVED", "DELETED"):
        problems.add(
            f"Account code '{code}' has been archived, or has been deleted. "
            "Please select another account code."
        )
        return
    unusable = account is None or account.type == "BANK" or account.system_account in CLOSED_LEDGERS
    problems.add_if(unusable, f"Account code '{code}' is not a valid code for this document.")


def _check_tax(
    organisation: Organisation, document: Document, line: Line, problems: Problems
) -> None:
    if not line.tax_type or document.line_amount_types == "NoTax":
        return
    rate = organisation.tax_rates.get(line.tax_type)
    if rate is None or rate.status != "ACTIVE":
        problems.add(
            f"The TaxType code '{line.tax_type}' does not exist or cannot be used for this "
            "type of transaction."
        )
        return
    account = accounts.by_code(organisation, line.account_code) if line.account_code else None
    misfit = account is not None and not tax_rates.fits(rate, account)
    problems.add_if(
        misfit,
        f"The TaxType code '{line.tax_type}' cannot be used with account code "
        f"'{line.account_code}'.",
    )


def _check_discount(document: Document, line: Line, problems: Problems) -> None:
    discounted = line.discount_rate is not None or line.discount_amount is not None
    if not discounted:
        return
    zero = not line.discount_rate and not line.discount_amount
    problems.add_if(
        document.type != "ACCREC" and not zero,
        "Discounts can only be applied to sales invoices and quotes.",
    )
    rate = line.discount_rate
    problems.add_if(
        rate is not None and not 0 <= rate <= 100, "Discount rate must be between 0 and 100."
    )
    both = line.discount_rate and line.discount_amount
    problems.add_if(both, "Only one of DiscountRate and DiscountAmount can be specified.")
