"""Reads the header of a document and checks everything but its lines."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlsplit

from xero_integration.sandbox.accounting.context import Context
from xero_integration.sandbox.accounting.records import Document
from xero_integration.sandbox.accounting.refusals import InvalidElementError, Problems
from xero_integration.sandbox.accounting.wire import Json

from .currencies import day_rate, looks_wrong
from .kinds import kind_of
from .status import APPROVAL
from .values import read_date, read_number, read_text

LINE_AMOUNT_TYPES = ("Exclusive", "Inclusive", "NoTax")
MAX_TEXT = 255
TEXTS = (("Reference", "reference"), ("Url", "url"), ("BrandingThemeID", "branding_theme_id"))
DATES = (
    ("Date", "date"),
    ("DueDate", "due_date"),
    ("ExpectedPaymentDate", "expected_payment_date"),
    ("PlannedPaymentDate", "planned_payment_date"),
)


def fill_header(context: Context, document: Document, element: Json) -> None:
    """Take over what was sent; what was not keeps its value."""
    for name, attribute in DATES:
        day = read_date(element, name)
        if day is not None:
            setattr(document, attribute, day)
    for name, attribute in TEXTS:
        text = read_text(element, name)
        if text is not None:
            setattr(document, attribute, text)
    number = read_text(element, kind_of(document).number_field)
    document.number = number if number else document.number
    if "LineAmountTypes" in element:
        document.line_amount_types = _line_amount_types(element["LineAmountTypes"])
    _fill_currency(context, document, element)
    if element.get("SentToContact") is not None and document.status not in ("DRAFT", "SUBMITTED"):
        document.sent_to_contact = bool(element["SentToContact"])


def _line_amount_types(text: object) -> str:
    known = {each.lower(): each for each in LINE_AMOUNT_TYPES}
    if str(text).lower() not in known:
        raise InvalidElementError(f"Line amount type '{text}' is not valid")
    return known[str(text).lower()]


def _fill_currency(context: Context, document: Document, element: Json) -> None:
    organisation = context.organisation
    code = str(element.get("CurrencyCode", document.currency_code)).upper()
    code = code or organisation.profile.base_currency
    changed = code != document.currency_code
    if code not in organisation.currencies:
        raise InvalidElementError(f"Organisation is not subscribed to currency {code}")
    document.currency_code = code
    sent = read_number(element, "CurrencyRate")
    if code == organisation.profile.base_currency:
        document.currency_rate = Decimal(1)
    elif sent is not None:
        document.currency_rate = sent
    elif changed:
        document.currency_rate = day_rate(organisation, code)


def warnings(context: Context, document: Document) -> list[str]:
    rate = document.currency_rate
    if looks_wrong(context.organisation, document.currency_code, rate):
        return [f"The currency rate {rate} differs a lot from the market rate."]
    return []


def check_header(context: Context, document: Document, problems: Problems) -> None:
    organisation = context.organisation
    needs_due = document.status in APPROVAL and not document.is_credit_note
    problems.add_if(needs_due and document.due_date is None, "The Due Date must be specified.")
    theme = document.branding_theme_id.lower()
    problems.add_if(
        theme and theme not in organisation.themes, "The BrandingThemeID could not be found."
    )
    _check_url(document.url, problems)
    for name, text in (("Number", document.number), ("Reference", document.reference)):
        too_long = len(text) > MAX_TEXT
        problems.add_if(too_long, f"{name} must be {MAX_TEXT} characters or fewer.")


def _check_url(url: str, problems: Problems) -> None:
    if not url:
        return
    parts = urlsplit(url)
    valid = parts.scheme in ("http", "https") and bool(parts.netloc)
    problems.add_if(not valid, "Url must be a valid absolute URL.")
    problems.add_if("xero" in url.lower(), "Url must not contain 'xero'.")
