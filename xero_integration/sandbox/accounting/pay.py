"""Adds and removes payments, for the API and for the accountant alike."""

from __future__ import annotations

from decimal import Decimal

from . import accounts
from .context import Context
from .documents.locks import check_lock
from .documents.values import read_date, read_number
from .records import ZERO, Account, Document, Payment
from .refusals import InvalidElementError, Problems
from .settlement import settle
from .wire import Json, money

TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
}


def add_payment(context: Context, document: Document, element: Json) -> Payment:
    problems = Problems()
    account = _account(context, element, problems)
    amount = read_number(element, "Amount") or ZERO
    _check(context, document, amount, problems)
    day = read_date(element, "Date") or context.today
    check_lock(context.organisation, day, problems)
    problems.raise_any()
    payment = Payment(
        payment_id=context.new_id(),
        document_id=document.document_id,
        account_id=account.account_id if account else "",
        date=day,
        amount=money(amount),
        updated=context.now,
        bank_amount=read_number(element, "BankAmount"),
        currency_rate=read_number(element, "CurrencyRate") or document.currency_rate,
        reference=str(element.get("Reference", "")),
        payment_type=TYPES[document.type],
        is_reconciled=bool(element.get("IsReconciled", False)),
        created_by=context.app,
    )
    context.organisation.payments[payment.payment_id] = payment
    document.payment_ids.append(payment.payment_id)
    settle(context, document, day)
    _note(context, document, payment.amount)
    return payment


def remove_payment(context: Context, payment: Payment) -> None:
    if payment.status != "AUTHORISED":
        raise InvalidElementError("Payment not of valid status for modification")
    problems = Problems()
    check_lock(context.organisation, payment.date, problems)
    problems.raise_any()
    payment.status, payment.updated = "DELETED", context.now
    organisation = context.organisation
    invoices, notes = organisation.invoices, organisation.credit_notes
    table = invoices if payment.document_id in invoices else notes
    document = table[payment.document_id]
    settle(context, document, payment.date)
    context.note(document.document_id, "Payment removed", f"Payment of {payment.amount} removed.")


def _account(context: Context, element: Json, problems: Problems) -> Account | None:
    block = element.get("Account", {})
    key = block.get("AccountID") or block.get("Code") or element.get("Code") or ""
    account = accounts.find(context.organisation, str(key)) if key else None
    usable = account is not None and account.status == "ACTIVE"
    problems.add_if(not usable, "Account could not be found")
    takes = account is not None and (account.type == "BANK" or account.payments_enabled)
    problems.add_if(usable and not takes, "Account type is invalid for payments")
    return account


def _check(context: Context, document: Document, amount: Decimal, problems: Problems) -> None:
    if document.status != "AUTHORISED":
        problems.add("Payments can only be made against Authorised documents")
        return
    problems.add_if(amount <= 0, "Payment amount must be greater than zero")
    exceeds = amount > document.amount_due
    problems.add_if(exceeds, "Payment amount exceeds the amount outstanding on this document")


def _note(context: Context, document: Document, amount: Decimal) -> None:
    contact = context.organisation.contacts.peek(document.contact_id)
    who = contact.name if contact else ""
    words = "Paid" if document.status == "PAID" else "Part paid"
    context.note(document.document_id, words, f"Payment of {amount} from {who}.")
