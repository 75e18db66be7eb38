"""The chart of accounts: list, get, create, update, archive and delete."""

from __future__ import annotations

from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from . import batch
from .call import Call, api
from .records import Account, Organisation
from .refusals import InvalidElementError, Problems, not_found
from .simple_list import list_all
from .where import Fields
from .wire import Json, present, stamp

READ, WRITE = "accounting.settings.read", "accounting.settings"
CLASS_OF = {
    "BANK": "ASSET", "CURRENT": "ASSET", "FIXED": "ASSET", "INVENTORY": "ASSET",
    "NONCURRENT": "ASSET", "PREPAYMENT": "ASSET", "EQUITY": "EQUITY", "DEPRECIATN": "EXPENSE",
    "DIRECTCOSTS": "EXPENSE", "EXPENSE": "EXPENSE", "OVERHEADS": "EXPENSE",
    "CURRLIAB": "LIABILITY", "LIABILITY": "LIABILITY", "TERMLIAB": "LIABILITY",
    "PAYG": "LIABILITY", "OTHERINCOME": "REVENUE", "REVENUE": "REVENUE", "SALES": "REVENUE",
}  # fmt: skip
FIELDS = Fields(
    "Account",
    {
        "AccountID": lambda row: row.account_id,
        "Code": lambda row: row.code or None,
        "Name": lambda row: row.name,
        "Type": lambda row: row.type,
        "Class": lambda row: row.class_,
        "Status": lambda row: row.status,
        "TaxType": lambda row: row.tax_type or None,
        "SystemAccount": lambda row: row.system_account or None,
        "EnablePaymentsToAccount": lambda row: row.payments_enabled,
        "UpdatedDateUTC": lambda row: row.updated,
    },
)


def by_code(organisation: Organisation, code: str) -> Account | None:
    matching = (each for each in organisation.accounts.values() if each.code == code)
    return next(matching, None)


def find(organisation: Organisation, key: str) -> Account | None:
    return organisation.accounts.get(key.lower()) or by_code(organisation, key)


@api(READ)
def list_accounts(call: Call) -> Response:
    rows = sorted(call.organisation.accounts.values(), key=lambda row: (row.code, row.name))
    return list_all(call, "Accounts", rows, fields=FIELDS, render=render)


@api(READ)
def get_account(call: Call, key: str) -> Response:
    account = call.organisation.accounts.get(key.lower()) or not_found()
    return call.envelope("Accounts", [render(account)])


@api(WRITE)
def create_account(call: Call) -> Response:
    elements = batch.elements(call, "Accounts")[:1]
    return batch.run(call, batch.ACCOUNTS, elements, lambda element: _create(call, element))


@api(WRITE)
def update_account(call: Call, key: str) -> Response:
    account = call.organisation.accounts.get(key.lower()) or not_found()
    elements = batch.elements(call, "Accounts")[:1]
    return batch.run(
        call, batch.ACCOUNTS, elements, lambda element: _update(call, account, element)
    )


@api(WRITE)
def delete_account(call: Call, key: str) -> Response:
    account = call.organisation.accounts.get(key.lower()) or not_found()
    if account.system_account:
        return batch.run(call, batch.ACCOUNTS, [{"AccountID": key}], _refuse_system_account)
    account.status, account.updated = "DELETED", call.now
    return call.envelope("Accounts", [render(account)])


def _refuse_system_account(element: Json) -> batch.Written:
    raise InvalidElementError("System accounts cannot be deleted.")


def _create(call: Call, element: Json) -> batch.Written:
    kind = str(element.get("Type", "")).upper()
    problems = Problems()
    _check_texts(call.organisation, element, problems, account=None)
    problems.add_if(not element.get("Name"), "Please enter a unique Name.")
    problems.add_if(kind not in CLASS_OF, "Account type is not valid")
    problems.add_if(kind != "BANK" and not element.get("Code"), "Please enter a unique Code.")
    no_number = kind == "BANK" and not element.get("BankAccountNumber")
    problems.add_if(no_number, "Bank account number must be specified")
    problems.raise_any()
    account = Account(account_id=call.new_id(), name=element["Name"], type=kind,
                      class_=CLASS_OF[kind], updated=call.now)  # fmt: skip
    if kind == "BANK":
        account.bank_account_type = element.get("BankAccountType", "BANK")
        account.currency_code = call.organisation.profile.base_currency
    _apply(account, element)
    call.organisation.accounts[account.account_id] = account
    return batch.Written(render(account))


def _update(call: Call, account: Account, element: Json) -> batch.Written:
    problems = Problems()
    _check_texts(call.organisation, element, problems, account=account)
    archiving = element.get("Status") == "ARCHIVED"
    problems.add_if(archiving and account.system_account, "System accounts cannot be archived.")
    problems.raise_any()
    _apply(account, element)
    account.status = element.get("Status", account.status)
    account.updated = call.now
    return batch.Written(render(account))


def _check_texts(
    organisation: Organisation, element: Json, problems: Problems, *, account: Account | None
) -> None:
    others = [each for each in organisation.accounts.values() if each is not account]
    name, code = str(element.get("Name", "")), str(element.get("Code", ""))
    same_name = any(each.name.lower() == name.lower() for each in others)
    problems.add_if(name and same_name, "Please enter a unique Name.")
    same_code = any(each.code == code for each in others)
    problems.add_if(code and same_code, "Please enter a unique Code.")
    problems.add_if(len(name) > 150, "Name must be 150 characters or fewer.")
    problems.add_if(len(code) > 10, "Code must be 10 characters or fewer.")


def _apply(account: Account, element: Json) -> None:
    for name, attribute in (
        ("Code", "code"),
        ("Name", "name"),
        ("Description", "description"),
        ("TaxType", "tax_type"),
        ("BankAccountNumber", "bank_account_number"),
        ("CurrencyCode", "currency_code"),
        ("EnablePaymentsToAccount", "payments_enabled"),
    ):
        if name in element:
            setattr(account, attribute, element[name])


def render(account: Account) -> Json:
    bank = account.type == "BANK"
    return present(
        {
            "AccountID": account.account_id,
            "Code": account.code or None,
            "Name": account.name,
            "Status": account.status,
            "Type": account.type,
            "TaxType": account.tax_type or "NONE",
            "Description": account.description or None,
            "Class": account.class_,
            "SystemAccount": account.system_account or None,
            "EnablePaymentsToAccount": account.payments_enabled,
            "ShowInExpenseClaims": account.in_expense_claims,
            "BankAccountNumber": account.bank_account_number if bank else None,
            "BankAccountType": account.bank_account_type or "BANK" if bank else None,
            "CurrencyCode": account.currency_code or None if bank else None,
            "HasAttachments": False,
            "UpdatedDateUTC": stamp(account.updated) if account.updated else None,
            "AddToWatchlist": False,
        }
    )


ROUTES = [
    Rule("/api.xro/2.0/Accounts", endpoint=list_accounts, methods=["GET"]),
    Rule("/api.xro/2.0/Accounts", endpoint=create_account, methods=["PUT"]),
    Rule("/api.xro/2.0/Accounts/<key>", endpoint=get_account, methods=["GET"]),
    Rule("/api.xro/2.0/Accounts/<key>", endpoint=update_account, methods=["POST"]),
    Rule("/api.xro/2.0/Accounts/<key>", endpoint=delete_account, methods=["DELETE"]),
]
