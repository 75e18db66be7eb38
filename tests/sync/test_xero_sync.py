"""``manage.py xero_sync``: what an administrator asks for by hand."""

from __future__ import annotations

import io
import time
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.sync.books import Books
from tests.sync.outside import kill, outside
from xero_integration.connections.models import CallBudget
from xero_integration.models import Connection, Document, PollState
from xero_integration.sandbox import bulk
from xero_integration.sync.models import Repair, Sweep


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def sync(*arguments: str, screen: io.StringIO | None = None) -> str:
    said = screen or io.StringIO()
    call_command("xero_sync", *arguments, stdout=said, stderr=said, no_color=True)
    return said.getvalue()


def test_it_reads_everything_and_says_so_in_plain_lines(books):
    said = sync()
    assert books.differences() == []
    assert books.connection.name in said
    count = Document.objects.filter(kind="ACCREC").count()
    assert f"Invoices: {count} read" in said
    assert "\r" not in said
    for label in ("Credit notes", "Payments", "Contacts", "Items"):
        assert f"{label}: " in said


def test_the_next_one_reads_what_changed_only(books):
    sync()
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        new = books.approved_invoice()
        assert "Invoices: 1 read" in sync()
    assert books.mirrored(new)


def test_a_terminal_sees_a_bar(books):
    screen = Screen()
    sync(screen=screen)
    assert "\r" in screen.getvalue()
    assert "█" in screen.getvalue()


def test_it_can_be_quiet(books):
    assert sync("--verbosity", "0") == ""


def test_full_reads_from_the_beginning_and_compares(books):
    sync()
    closed = Document.objects.filter(status="PAID").first()
    wrong = Document.objects.filter(status="AUTHORISED", kind="ACCREC").first()
    for document in (closed, wrong):
        Document.objects.filter(pk=document.pk).update(total=1, raw_digest="")
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=True):
        said = sync("--full")
    assert Document.objects.get(pk=closed.pk).total == closed.total
    assert books.differences() == []
    assert Sweep.objects.get().finished_at is not None
    assert " compared, 0 repaired" in said
    assert not Repair.objects.exists()


def test_since_reads_again_what_changed_since_a_day(books):
    sync()
    with time_machine.travel(timezone.now() + timedelta(days=20), tick=True):
        books.approved_invoice()
        sync()
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=True):
        day = (timezone.localtime() - timedelta(days=25)).date()
        assert "Invoices: 1 read" in sync("--since", day.isoformat())
        assert "Invoices: 0 read" in sync()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("yesterday", "write a date like 2026-11-01"),
        ("2026-02-30", "day"),
        ("2999-01-01", "in the future"),
    ],
)
def test_a_bad_date_is_refused_before_anything_is_asked(books, text, why):
    books.office.forget_calls()
    with pytest.raises(CommandError, match=why):
        sync("--since", text)
    assert books.office.calls() == []


def test_a_connection_is_found_by_any_of_its_names(books):
    connection = books.connection
    for name in (connection.name.upper(), connection.organisation_name, str(connection.pk)):
        assert "Invoices" in sync("--connection", name)


def test_an_unknown_connection_is_refused_with_the_known_ones(books):
    with pytest.raises(
        CommandError, match=f'No connection is called "Acme".*{books.connection}'[:40]
    ):
        sync("--connection", "Acme")


def test_two_connections_of_one_name_have_to_be_told_apart(books):
    Connection.objects.create(
        name=books.connection.name, xero_tenant_id="other", tenant="elsewhere"
    )
    with pytest.raises(CommandError, match="give one of the ids"):
        sync("--connection", books.connection.name)


def test_without_a_connection_it_says_so(db):
    with pytest.raises(CommandError, match="No organisation is connected"):
        sync()


def test_one_that_needs_a_sign_in_fails_the_command_and_not_the_others(books):
    Connection.objects.create(
        name="Broken", xero_tenant_id="other", tenant="elsewhere", state="needs_sign_in"
    )
    said = io.StringIO()
    with pytest.raises(CommandError, match="Not everything was read: Broken"):
        sync(screen=said)
    assert "Xero asks for a new sign-in" in said.getvalue()
    assert books.differences() == []


def test_what_xero_refuses_is_named_and_the_rest_is_read(books):
    books.office.sandbox.faults.add_fault(path="CreditNotes", status=403, times=None)
    said = io.StringIO()
    with pytest.raises(CommandError, match="Not everything"):
        sync(screen=said)
    assert "Credit notes: forbidden" in said.getvalue()
    assert "Payments: " in said.getvalue()


def test_when_the_day_is_spent_it_says_from_when_it_goes_on(books):
    CallBudget.objects.update(day_left=50, seen_at=timezone.now())
    said = io.StringIO()
    with pytest.raises(CommandError):
        sync(screen=said)
    assert "Xero allows no more calls before" in said.getvalue()


def test_it_waits_for_another_process_and_then_does_its_own(books):
    soon = timezone.now() + timedelta(seconds=4)
    PollState.objects.filter(resource="invoices").update(lease_until=soon)
    said = sync()
    assert said.count("Invoices: waiting, another process is at it") == 1
    assert timezone.now() >= soon
    assert books.differences() == []


def test_a_call_that_fails_in_passing_is_made_again(books):
    books.office.sandbox.faults.add_fault(path="Payments", status=503)
    assert "Payments: waiting, unavailable" in sync()


MANY = 5_000


@pytest.fixture
def many(books) -> Books:
    bulk.seed(books.office.sandbox, books.connection.xero_tenant_id, invoices=MANY)
    return books


def test_killed_anywhere_it_goes_on_with_its_page(many, tmp_path):
    """SIGKILL after some pages; an hour later, when its leases are over, it is run again."""
    sandbox = many.office.sandbox
    with outside(sandbox, tmp_path) as there:
        there.go_out()
        many.office.forget_calls()
        process = there.start("xero_sync", "--full")
        wait_for_pages(many, 2)
        kill(process)
        there.come_home()
        stopped = PollState.objects.get(resource="invoices")
        assert stopped.first_read_at is None
        assert 0 < Document.objects.count() < MANY
        PollState.objects.update(lease_until=timezone.now())
        there.go_out()
        many.office.forget_calls()
        code, said = there.run("xero_sync", "--full")
        there.come_home()
    assert code == 0, said
    assert "compared, 0 repaired" in said
    assert many.differences() == []
    pages = [call for call in many.office.calls() if call == "GET /api.xro/2.0/Invoices"]
    left = MANY // 1000 + 1 - stopped.read // 1000
    compared = 1 + Sweep.objects.get().compared // 1000
    assert len(pages) <= left + compared + 2


def wait_for_pages(books: Books, count: int) -> None:
    until = time.monotonic() + 60
    while books.office.calls().count("GET /api.xro/2.0/Invoices") < count:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_failure_is_exit_status_1(books, tmp_path):
    with outside(books.office.sandbox, tmp_path) as there:
        there.go_out()
        code, said = there.run("xero_sync", "--connection", "Acme")
    assert code == 1
    assert 'No connection is called "Acme"' in said
