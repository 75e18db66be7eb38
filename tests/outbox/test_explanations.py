"""The sentences with which Xero refuses, as seen in the field, and what is known of them."""

from __future__ import annotations

import pytest
from django.utils import translation

from tools.errors_page import PAGE, page
from xero_integration.outbox.explanations import explain
from xero_integration.outbox.explanations_shipped import SHIPPED

SEEN = [
    ("Account code '200' has been archived, or has been deleted.", "account_archived"),
    ("Account code '999' is not a valid code for this document.", "account_not_valid"),
    ("The AccountID is not valid for this document.", "account_not_valid"),
    ("Account code must be specified", "account_missing"),
    ("The TaxType code 'X' cannot be used with account code '200'.", "tax_type_not_valid"),
    ("The TaxType code 'X' does not exist or cannot be used for this type.", "tax_type_not_valid"),
    ("The TaxType field is mandatory", "tax_type_missing"),
    (
        "The specified contact details matched an archived contact. "
        "Archived contacts cannot currently be edited via the API.",
        "contact_archived",
    ),
    (
        "The contact name A is already assigned to another contact. "
        "The contact name must be unique across all active contacts.",
        "contact_name_taken",
    ),
    ("The account number A1 already exists. Please enter another.", "contact_number_taken"),
    (
        "The Contact must contain at least 1 of the following elements to identify the contact: "
        "Name, ContactID, ContactNumber",
        "contact_missing",
    ),
    ("Additional people cannot be added without a primary person", "contact_people_need_email"),
    ("Email address must be valid.", "email_not_valid"),
    ("The daily email limit has been reached", "email_limit"),
    ("Invoice # must be unique.", "number_taken"),
    ("The document total does not equal the sum of the lines.", "total_differs"),
    ("The document total cannot be negative.", "total_negative"),
    (
        "This document cannot be edited as it has a payment or credit note allocated to it.",
        "money_applied",
    ),
    (
        "The status VOIDED cannot be applied to the invoice because it has payments or credit "
        "notes allocated to it.",
        "money_applied",
    ),
    ("Invoice not of valid status for modification", "status_not_allowed"),
    ("The document date cannot be before the end of year lock date, currently set", "lock_date"),
    ("The document date cannot be before the period lock date", "lock_date"),
    ("The Due Date must be specified.", "due_date_missing"),
    ("One or more line items must be specified", "lines_missing"),
    ("You have reached the limit of invoices you can approve", "approval_limit"),
    (
        "An existing Invoice with the specified InvoiceID could not be found",
        "document_unknown",
    ),
    ("Organisation is not subscribed to currency EUR", "currency_not_enabled"),
    ("The exchange rate must be specified", "currency_rate_missing"),
    ("Item code 'OVEN' is not valid", "item_not_valid"),
    ("Price List Code must not be longer than 30 characters", "item_code_too_long"),
    ("Insufficient quantity of OVEN on hand", "stock_too_low"),
    ("Discount rate must be between 0 and 100.", "discount_not_valid"),
]


@pytest.mark.parametrize(("sentence", "code"), SEEN, ids=[sentence[:40] for sentence, _ in SEEN])
def test_a_sentence_that_was_seen_is_explained(sentence, code):
    found = explain(sentence)
    assert found is not None
    assert found.code == code


def test_every_explanation_knows_a_sentence_that_was_seen():
    assert {code for _sentence, code in SEEN} == {each.code for each in SHIPPED}


@pytest.mark.gate
def test_the_reference_page_is_the_one_that_the_code_gives():
    with translation.override("en"):
        assert PAGE.read_text() == page(), "run python -m tools.errors_page"
