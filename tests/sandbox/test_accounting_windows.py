"""Pages of generated rows: worked out, and the same as looking at every row."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from tests.sandbox.accounting_fixtures import Xero
from xero_integration.sandbox import Sandbox
from xero_integration.sandbox.accounting.records import Document
from xero_integration.sandbox.bulk import seed

COUNT = 150
FILTERS = {
    "all": None,
    "open": lambda row: row.status == "AUTHORISED",
    "drafts and voided ones": lambda row: row.status in {"DRAFT", "VOIDED"},
    "paid": lambda row: row.status == "PAID",
}


@pytest.fixture
def table(sandbox: Sandbox, xero: Xero) -> Any:
    """Invoices of which some were read, some changed in place, and some moved to the end."""
    seed(sandbox, xero.tenant, invoices=COUNT)
    table = xero.books.invoices
    dice = Random(3)
    for number in dice.sample(range(COUNT), 40):
        row = table[table.series.key(number)]
        row.status = dice.choice(["AUTHORISED", "PAID", "DRAFT", row.status])
        if dice.random() < 0.4:
            row.updated = sandbox.now() + timedelta(seconds=number)
    return table


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("skipped", [0, 1, 70, COUNT + 20])
def test_a_page_is_what_looking_at_every_row_gives(table, name, skipped):
    accepts = FILTERS[name] or (lambda row: True)
    since = table.series.updated(0) + skipped * timedelta(seconds=7)
    expected = [row.document_id for row in table.scan(since, accepts)]
    for offset in range(0, len(expected) + 7, 7):
        total, rows = table.window(since, offset, 7, FILTERS[name])
        assert total == len(expected)
        assert [row.document_id for row in rows] == expected[offset : offset + 7]


def test_a_filter_that_needs_each_row_is_not_worked_out(table):
    def recent(row: Document) -> bool:
        return row.date.year > 2020

    assert table.window(None, 0, 10, recent) is None
