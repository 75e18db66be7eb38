"""What nobody foresaw about one list is that list's trouble: everything else is read as ever."""

from __future__ import annotations

import pytest

from tests.sync.books import LISTS, later
from xero_integration.models import Contact, PollState, WebhookEvent
from xero_integration.sandbox.transport import SandboxTransport
from xero_integration.sync import tasks
from xero_integration.testing import world


class BreakingTransport(SandboxTransport):
    """A host's own way to Xero that has a fault of its own about invoices."""

    def send(self, request, *args, **kwargs):
        if request.path_url.startswith("/api.xro/2.0/Invoices"):
            raise ZeroDivisionError("a fault of the host's transport")
        return super().send(request, *args, **kwargs)


def transport() -> BreakingTransport:
    return BreakingTransport(world.transport().sandbox)


@pytest.fixture
def break_invoices(settings):
    """Until the ``whole`` settings are put back."""
    whole = settings.XERO_INTEGRATION
    broken = {**whole, "TRANSPORT": f"{__name__}.transport"}

    def switch(*, on: bool) -> None:
        settings.XERO_INTEGRATION = broken if on else whole

    return switch


def test_the_inbox_of_the_others_is_read_and_the_rest_later(line, break_invoices):
    line.subscribe()
    books = line.books
    contact_id = next(iter(books.office.organisation.contacts))
    xero_id = books.invoice()
    books.act("rename_contact", contact_id=contact_id, name="Another Name Ltd")
    break_invoices(on=True)
    line.hear()
    assert Contact.objects.get(xero_id=contact_id).name == "Another Name Ltd"
    assert WebhookEvent.objects.get(state="waiting").resource_id == xero_id
    break_invoices(on=False)
    with later(1):
        tasks.drain_webhooks()
    assert books.mirrored(xero_id).status == "DRAFT"
    assert not WebhookEvent.objects.filter(state="waiting").exists()


def test_the_other_polls_are_made_and_this_one_comes_back(books, break_invoices):
    break_invoices(on=True)
    books.office.forget_calls()
    books.poll(minutes=60)
    assert {LISTS["contacts"], LISTS["credit_notes"]} <= set(books.office.calls())
    broken = PollState.objects.exclude(error_code="")
    assert list(broken.values_list("resource", "error_code")) == [("invoices", "internal")]
    break_invoices(on=False)
    xero_id = books.invoice()
    books.poll(minutes=120)
    assert books.mirrored(xero_id).status == "DRAFT"
