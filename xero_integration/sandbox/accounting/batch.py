"""Writes of one or many elements: reading the body and answering per element or as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from werkzeug.wrappers import Response

from .call import Call
from .records import ZERO_GUID
from .refusals import InvalidElementError, bad_body, error_messages, no_data, validation
from .wire import Json, decode

MAX_BODY = 3_500_000


@dataclass(frozen=True)
class Noun:
    """How one resource is spelt in bodies and in error elements."""

    plural: str
    id_field: str
    error_flag: str | None = None


@dataclass
class Written:
    """A saved element and the warnings that go with it."""

    body: Json
    warnings: list[str] = field(default_factory=list)


ACCOUNTS = Noun("Accounts", "AccountID")
TAX_RATES = Noun("TaxRates", "TaxType")
CONTACTS = Noun("Contacts", "ContactID", "HasValidationErrors")
ITEMS = Noun("Items", "ItemID")
INVOICES = Noun("Invoices", "InvoiceID", "HasErrors")
CREDIT_NOTES = Noun("CreditNotes", "CreditNoteID", "HasErrors")
PAYMENTS = Noun("Payments", "PaymentID", "HasValidationErrors")
CURRENCIES = Noun("Currencies", "Code")
TRACKING = Noun("TrackingCategories", "TrackingCategoryID")
OPTIONS = Noun("Options", "TrackingOptionID")
ALLOCATIONS = Noun("Allocations", "AllocationID")
HISTORY = Noun("HistoryRecords", "Details")


def elements(call: Call, plural: str) -> list[Json]:
    """Read `{"Invoices": [...]}` or one bare object; the key's case does not matter."""
    body = read_object(call)
    wrapped = next((value for name, value in body.items() if name.lower() == plural.lower()), body)
    found = wrapped if isinstance(wrapped, list) else [wrapped]
    if not found or found == [{}]:
        no_data()
    if not all(isinstance(element, dict) for element in found):
        bad_body("An array of objects was expected.")
    return [without_nulls(element) for element in found]


def read_object(call: Call) -> Json:
    data = call.request.get_data()
    if len(data) > MAX_BODY:
        bad_body("The request is larger than 3.5 MB.")
    try:
        body = decode(data)
    except msgspec.DecodeError as problem:
        bad_body(str(problem))
    if not isinstance(body, dict):
        bad_body("An object was expected.")
    return body


def without_nulls(element: Json) -> Json:
    """Xero reads a null as if the field were not there."""
    return {name: _clean(value) for name, value in element.items() if value is not None}


def _clean(value: object) -> object:
    if isinstance(value, dict):
        return without_nulls(value)
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return value


def run(call: Call, noun: Noun, items: list[Json], save: Callable[[Json], Written]) -> Response:
    """Save what can be saved; a failed element never undoes the good ones."""
    results = [_attempt(noun, element, save) for element in items]
    if call.request.args.get("summarizeErrors", "").lower() == "false":
        return call.envelope(noun.plural, [body | status for body, status in results])
    failed = [body for body, status in results if status["StatusAttributeString"] == "ERROR"]
    if failed:
        return validation(failed)
    return call.envelope(noun.plural, [body for body, _ in results])


def _attempt(noun: Noun, element: Json, save: Callable[[Json], Written]) -> tuple[Json, Json]:
    try:
        written = save(element)
    except InvalidElementError as problem:
        return _failed(noun, element, problem), {"StatusAttributeString": "ERROR"}
    body = written.body
    if written.warnings:
        body = body | {"Warnings": error_messages(written.warnings)}
    return body, {"StatusAttributeString": "WARNING" if written.warnings else "OK"}


def _failed(noun: Noun, element: Json, problem: InvalidElementError) -> Json:
    """The element as it was asked for, not as it is stored."""
    echo: Json = {noun.id_field: ZERO_GUID} if noun.id_field.endswith("ID") else {}
    echo |= element
    if noun.error_flag:
        echo[noun.error_flag] = True
    echo["ValidationErrors"] = error_messages(problem.messages)
    return echo
