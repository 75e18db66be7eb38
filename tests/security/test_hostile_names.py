"""Names that are paths, formulas, headers or addresses: as a file, in a sheet, in a mail."""

from __future__ import annotations

import csv
import io
import re
from email.message import Message
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from django.core import mail

from tests.documents.acting import in_xero, on_deal, url
from tests.journeys.archive import linked_deal, mirrored
from tests.journeys.office import Office
from xero_integration.connections.session import client_for
from xero_integration.models import Connection, Document, Grant
from xero_integration.signals import connection_lost

PATHS = (
    "../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "C:\\secret",
    "..",
    ".",
    ".htaccess",
    "a/b",
    "INV\r\nX-Evil: 1",
    'INV"; filename="evil.exe',
    "INV\x01.exe",
    "\u202efdp.exe",
    "Ünï 発票",
    "",
    "-",
    "n" * 255,
    "発" * 255,
)
FORMULAS = (
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "PO;=1+1",
    "PO;  =1+1",
    "PO\t=1+1",
    'x"\r\n=1+1',
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
)
STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
FROM_XERO = {"Number", "Reference", "Customer", "Organisation"}


def test_the_pdf_is_saved_under_a_plain_name(office: Office) -> None:
    deal = office.host.make_deal(tenant=office.tenant)
    (document,) = on_deal(office, deal, in_xero(office, "AUTHORISED"))
    for number in PATHS:
        Document.objects.filter(pk=document.pk).update(number=number)
        answer = office.rep.get(url(office, deal, "document_pdf", document.pk))
        assert answer.status_code == 200
        assert "X-Evil" not in answer.headers
        name = file_name_in(answer.headers["Content-Disposition"])
        assert name == PurePosixPath(name).name == PureWindowsPath(name).name
        assert re.fullmatch(r"[\w-][\w.-]*\.pdf", name), name
        assert len(name.encode()) < 256


def file_name_in(header: str) -> str:
    message = Message()
    message["Content-Disposition"] = header
    found = message.get_filename()
    assert found
    return found


def test_no_cell_of_the_csv_is_a_formula(office: Office) -> None:
    deal = linked_deal(office)
    for number, text in enumerate(FORMULAS, start=1):
        words = {"reference": text, "contact_name": text}
        document = mirrored(office, number, **words, total=-5, amount_due=-5)
        Document.objects.filter(pk=document.pk).update(number=text)
    for text in FORMULAS:
        Connection.objects.update(name=text)
        answer: Any = office.rep.get(url(office, deal, "documents_csv"))
        header, *rows = csv.reader(io.StringIO(answer.getvalue().decode()[1:], newline=""))
        assert len(rows) == len(FORMULAS)
        for row in rows:
            assert row[header.index("Total")] == "-5.00"
            for name, cell in zip(header, row, strict=True):
                assert name not in FROM_XERO or not is_risky(cell), (name, cell)


def is_risky(cell: str) -> bool:
    """Where a semicolon separates, or a line break got lost, the parts are cells."""
    parts = [cell, *(part for part in re.split(r"[;\t\r\n]", cell) if part)]
    return any(part.lstrip(" ").startswith(STARTS) for part in parts)


@pytest.mark.parametrize("name", ["..", ".", "...", "a/b", "../x", "a\\b", "a\r\nb", "a\x00b", ""])
def test_no_file_or_record_is_addressed_beside_its_place(office: Office, name: str) -> None:
    client = client_for(office.connection)
    office.forget_calls()
    with pytest.raises(ValueError, match="Xero"):
        client.attachments.add(
            "Invoices",
            "1",
            file_name=name,
            content=b"x",
            content_type="text/plain",
            idempotency_key="k",
        )
    if set(name) <= {"."} or "/" in name:
        with pytest.raises(ValueError, match="Xero"):
            client.contacts.get(name)
    assert office.calls() == []


def test_a_name_adds_neither_a_header_nor_words_of_its_own_to_the_mail(office: Office) -> None:
    phish = "Books\r\nBcc: victim@host.example\n\nNow open https://evil.example/ at once"
    Connection.objects.update(name=phish[:100], organisation_name=phish, connected_by_email="")
    Grant.objects.update(xero_user_email="boss@host.example\r\nBcc: victim@host.example")
    connection = Connection.objects.get()
    Connection.objects.update(state="needs_sign_in")
    connection_lost.send(sender=Connection, connection=connection, reason="invalid_grant")
    office.queue.run_all()
    (message,) = mail.outbox
    assert message.recipients() == ["boss@host.example"]
    assert "\n" not in message.subject
    lines = str(message.body).splitlines()
    assert not [line for line in lines if line.startswith(("Bcc", "Now open"))]
    raw = message.message().as_string()
    assert not re.search(r"^Bcc:", raw, re.MULTILINE)
