"""The refusals that are known from the field.

Xero documents few of its sentences; these were seen in public bug reports and recordings of
its API, and are listed with what usually mends them.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .explanations import Explanation, Fix

ACCOUNTS_AND_TAX = (
    Explanation(
        "account_archived",
        r"account (code )?.*(has been|is) (archived|deleted)",
        _("An account that a line uses was archived or deleted in Xero."),
        Fix.LISTS,
    ),
    Explanation(
        "account_not_valid",
        r"account ?(code|id).*not (a )?valid",
        _("An account that a line uses can't be used on a sales document."),
        Fix.FORM,
    ),
    Explanation(
        "account_missing",
        r"account code must be specified|must have an account",
        _("A line has no account. Xero needs one before it approves an invoice."),
        Fix.MAPPING,
    ),
    Explanation(
        "tax_type_not_valid",
        r"taxtype code .*(cannot be used|does not exist|not valid)|tax type .*(cannot|not valid)",
        _("A line's tax rate does not go with its account, or no longer exists."),
        Fix.LISTS,
    ),
    Explanation(
        "tax_type_missing",
        r"tax ?type .*(mandatory|must be specified|required)",
        _("A line has no tax rate, and its account brings none."),
        Fix.FORM,
    ),
)

CONTACTS = (
    Explanation(
        "contact_archived",
        r"archived contact|contact .*(has been|is) archived",
        _("The contact was archived in Xero. Restore it there, or link another contact."),
        Fix.XERO,
    ),
    Explanation(
        "contact_name_taken",
        r"contact name .*already assigned",
        _("Another contact in Xero has this name already. Link that one, or change the name."),
        Fix.FORM,
    ),
    Explanation(
        "contact_number_taken",
        r"(account|contact) number .*already",
        _("Another contact in Xero has this number already."),
        Fix.FORM,
    ),
    Explanation(
        "contact_missing",
        r"contact must contain at least 1|contact .*must be specified",
        _("The invoice names no contact that Xero knows."),
        Fix.FORM,
    ),
    Explanation(
        "contact_people_need_email",
        r"additional (people|persons).*primary|primary .*e-?mail",
        _("The contact has further people in Xero but no e-mail address of its own."),
        Fix.XERO,
    ),
    Explanation(
        "email_not_valid",
        r"e-?mail address must be valid|e-?mail .*not valid",
        _("Xero does not take the e-mail address."),
        Fix.FORM,
    ),
    Explanation(
        "email_limit",
        r"(daily )?e-?mail limit|limit .*e-?mails?",
        _("Xero sends no more e-mails for this organisation today."),
        Fix.XERO,
    ),
)

DOCUMENTS = (
    Explanation(
        "number_taken",
        r"invoice (number|#) must be unique|already (in use|exists).*number",
        _("Another invoice in Xero has this number already."),
        Fix.FORM,
    ),
    Explanation(
        "total_differs",
        r"total does not equal the sum",
        _("The total that was sent differs from the sum of the lines."),
        Fix.FORM,
    ),
    Explanation(
        "total_negative",
        r"total (cannot|can't|must not) be (negative|less than zero)",
        _("The total is below zero. That is a credit note, not an invoice."),
        Fix.FORM,
    ),
    Explanation(
        "money_applied",
        r"payments? or credit notes? allocated",
        _("Money was paid or credited against it. Remove that in Xero first."),
        Fix.XERO,
    ),
    Explanation(
        "status_not_allowed",
        r"not of valid status for modification",
        _("It is paid, voided or deleted in Xero, so it can no longer be changed."),
        Fix.XERO,
    ),
    Explanation(
        "lock_date",
        r"(period lock|end of year lock|lock) date",
        _("The date lies in a period that was closed in Xero. Choose a later date."),
        Fix.FORM,
    ),
    Explanation(
        "due_date_missing",
        r"due ?date must be specified",
        _("An invoice needs a due date before it is approved."),
        Fix.FORM,
    ),
    Explanation(
        "lines_missing",
        r"one or more line items must be specified|description must be specified",
        _("The invoice has no line, or a line says nothing."),
        Fix.FORM,
    ),
    Explanation(
        "approval_limit",
        r"limit of .*approve|maximum number of .*invoices",
        _("The organisation's Xero plan allows no more approved invoices this month."),
        Fix.XERO,
    ),
    Explanation(
        "document_unknown",
        r"existing (invoice|credit note) with the specified .* could not be found",
        _("Xero does not know this document any more."),
        Fix.XERO,
    ),
)

ITEMS_AND_MONEY = (
    Explanation(
        "currency_not_enabled",
        r"not subscribed to currency|currency code is not valid",
        _("The organisation does not use this currency. Add it in Xero, or choose another."),
        Fix.XERO,
    ),
    Explanation(
        "currency_rate_missing",
        r"(exchange|currency) ?rate .*must be",
        _("Xero has no exchange rate for this currency and day."),
        Fix.XERO,
    ),
    Explanation(
        "item_not_valid",
        r"item code .*not valid",
        _("An item that a line uses was deleted, renamed or is not sold."),
        Fix.LISTS,
    ),
    Explanation(
        "item_code_too_long",
        r"(price list|item) code .*30|code field must be 30",
        _("An item's code is longer than 30 characters."),
        Fix.FORM,
    ),
    Explanation(
        "stock_too_low",
        r"(insufficient|not enough) (quantity|stock)|quantity on hand",
        _("There is less in stock than the invoice sells."),
        Fix.XERO,
    ),
    Explanation(
        "discount_not_valid",
        r"discount rate must be|discount .*(credit note|not allowed)",
        _("A line's discount is not between 0 and 100 %, or can't be given here."),
        Fix.FORM,
    ),
)

SHIPPED = (*ACCOUNTS_AND_TAX, *CONTACTS, *DOCUMENTS, *ITEMS_AND_MONEY)
