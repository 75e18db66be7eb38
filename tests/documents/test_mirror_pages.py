"""Whole pages: what is the same is not even looked at, what differs is written once."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.db.models.constants import OnConflict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from xero_integration.client import wire
from xero_integration.client.answers import Element
from xero_integration.client.records import Invoice
from xero_integration.connections.session import client_for
from xero_integration.documents import bulk, mirror
from xero_integration.documents.mirror_rows import NAMES
from xero_integration.models import (
    Document,
    DocumentLine,
    DocumentVersion,
    Settlement,
)
from xero_integration.sandbox import bulk as generated

from .accountant import POLL, Accountant, nothing_written


def listed(accountant: Accountant, **query: Any) -> Element[Invoice]:
    """The invoice as a list tells it, which is another form than the single document."""
    query = {"IDs": [accountant.invoice], **query}
    (page,) = client_for(accountant.company.connection).invoices.pages(**query)
    (element,) = page
    return element


def pks(rows: Any) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


# The same


def test_what_reads_the_same_costs_one_question(accountant):
    told = [accountant.told(), Accountant(accountant.company).told()]
    mirror.take_in(accountant.company.connection, told, POLL)
    with CaptureQueriesContext(database) as captured:
        taken = mirror.take_in(accountant.company.connection, told, POLL)
    assert len(captured) == 1
    assert (len(taken.pks), taken.changed) == (2, 0)


@pytest.mark.parametrize("steps", [[], ["approve"], ["approve", "pay"]])
def test_another_form_of_the_same_document_is_not_a_change(accountant, announced, steps):
    for step in steps:
        accountant.act(step)
    accountant.hear()
    announced.clear()
    spaced = wire.encode(wire.plain(accountant.told().raw)).replace(b'":', b'": ')
    for form in (listed(accountant), Element(Invoice, spaced)):
        with nothing_written():
            mirror.apply(accountant.company.connection, [form], POLL)
    assert announced == []


def test_a_list_of_heads_forgets_neither_lines_nor_payments(accountant):
    accountant.act("approve")
    accountant.act("pay", amount=100)
    accountant.hear()
    accountant.act("pay", amount=30)
    head = listed(accountant, summaryOnly=True)
    document = accountant.hear(head)
    assert document.amount_paid == 130
    assert (document.lines.count(), document.settlements.count()) == (2, 1)
    assert accountant.hear().settlements.count() == 2


# What differs


def test_lines_are_written_again_only_when_they_differ(accountant):
    accountant.act("approve")
    accountant.hear()
    lines = pks(DocumentLine.objects)
    accountant.act("pay")
    accountant.hear()
    assert pks(DocumentLine.objects) == lines


def test_payments_are_written_again_only_when_they_differ(accountant):
    accountant.act("approve")
    accountant.act("pay", amount=30)
    accountant.hear()
    payments = pks(Settlement.objects)
    accountant.act("mark_sent")
    assert accountant.hear().sent_to_contact
    assert pks(Settlement.objects) == payments


def test_lines_that_come_later_are_added(accountant):
    accountant.hear(accountant.told(LineItems=[]))
    assert not DocumentLine.objects.exists()
    accountant.hear()
    assert DocumentLine.objects.count() == 2


def test_what_was_mirrored_before_there_were_digests_is_mended_not_doubled(accountant):
    accountant.act("approve")
    accountant.act("pay", amount=30)
    accountant.hear()
    Document.objects.update(raw_digest="", lines_digest="", settlements_digest="", updated_at=None)
    accountant.hear()
    assert (DocumentLine.objects.count(), Settlement.objects.count()) == (2, 1)


def test_odd_texts_arrive_as_they_are(accountant):
    odd = 'Tab\there, line\nbreak, back\\slash, \\N, "quotes", 100 %s, ☃ and 🧾'
    lines = [{"Description": odd, "Quantity": 1, "UnitAmount": 1, "AccountCode": "200"}]
    document = accountant.hear(accountant.told(Reference=odd, LineItems=lines))
    assert document.reference == odd
    assert document.lines.get().description == odd
    assert wire.plain(document.versions.get().raw)["Reference"] == odd


def test_a_text_that_is_too_long_is_cut_instead_of_stopping_the_page(accountant):
    document = accountant.hear(accountant.told(Reference="x" * 300))
    assert document.reference == "x" * 255


def test_more_documents_than_a_statement_has_parameters(company):
    tenant = company.connection.xero_tenant_id
    generated.seed(company.sandbox, tenant, contacts=50, invoices=2100)
    invoices = client_for(company.connection).invoices
    everything = [element for page in invoices.pages() for element in page]
    taken = mirror.take_in(company.connection, everything, POLL)
    ours = {each.document_id for each in company.books.invoices.values() if each.is_sale}
    assert taken.changed == len(ours) > 2000
    assert set(Document.objects.values_list("xero_id", flat=True)) == ours
    assert DocumentVersion.objects.count() == len(ours)
    assert mirror.take_in(company.connection, everything, POLL).changed == 0
    assert len(mirror.apply(company.connection, everything, POLL)) == len(ours)


# What is not ours, or not readable


@pytest.mark.parametrize("kind", ["ACCPAY", "ACCPAYCREDIT", "SOMETHING"])
def test_what_is_no_sale_is_not_kept(accountant, kind):
    told = accountant.told(Type=kind)
    assert mirror.apply(accountant.company.connection, [told], POLL) == []
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "odd",
    [{"Date": "the day after"}, {"LineItems": [{"Quantity": "many"}]}, {"Total": {}}],
)
def test_a_document_that_cannot_be_read_does_not_hide_the_others(accountant, caplog, odd):
    good = Accountant(accountant.company)
    page = [accountant.told(**odd), good.told()]
    (document,) = mirror.apply(accountant.company.connection, page, POLL)
    assert document.xero_id == good.invoice
    (logged,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert logged.xero_id == accountant.invoice


def test_json_that_is_none_does_not_hide_the_others(accountant, caplog):
    page = [Element(Invoice, b"<html>"), accountant.told()]
    assert len(mirror.apply(accountant.company.connection, page, POLL)) == 1
    assert "can't be read at all" in caplog.text


def test_blanks_where_dates_and_numbers_belong_are_nothing(accountant):
    document = accountant.hear(accountant.told(DueDate="", AmountPaid=None, BrandingThemeID=None))
    assert (document.due_date, document.amount_paid) == (None, 0)


def test_a_new_status_is_logged_once(accountant, caplog):
    accountant.hear(accountant.told(Status="SNOOZED"))
    other = Accountant(accountant.company)
    other.hear(other.told(Status="SNOOZED"))
    noted = [each for each in caplog.records if getattr(each, "xero_status", "") == "SNOOZED"]
    assert len(noted) == 1


# Missing


def test_a_document_that_xero_forgot_is_marked_until_xero_tells_of_it_again(accountant):
    told = accountant.told()
    accountant.hear(told)
    connection = accountant.company.connection
    assert mirror.mark_missing(connection, [accountant.invoice, "unknown"], POLL) == 1
    first = Document.objects.get().missing_since
    assert first is not None
    assert mirror.mark_missing(connection, [accountant.invoice], POLL) == 0
    assert Document.objects.get().missing_since == first
    accountant.hear(told)
    assert Document.objects.get().missing_since is None
    assert DocumentVersion.objects.count() == 1


# Other databases


def test_databases_without_a_faster_way_write_the_same(accountant):
    quick = accountant.hear()
    row = [getattr(quick, name) for name in NAMES]
    later = timezone.now() + timedelta(days=1)
    changed = dict(zip(NAMES, row, strict=True)) | {"status": "PAID", "learned_at": later}
    rows = [tuple(changed.values())]
    bulk.insert_portably(database, Document, NAMES, rows, OnConflict.IGNORE)
    assert Document.objects.get().status == "DRAFT"
    bulk.insert_portably(database, Document, NAMES, rows, OnConflict.UPDATE)
    portable = Document.objects.get()
    assert (portable.status, portable.learned_at) == ("PAID", later)
    bulk.overwrite(Document, NAMES, [tuple(row)])
    again = Document.objects.get()
    assert [getattr(again, name) for name in NAMES] == row
