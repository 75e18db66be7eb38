"""Keys are changed while the site works, and a wrong key is an error that people are told of."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.urls import reverse

from tests.documents.acting import JSON, do, in_xero, on_deal, status_in_xero, url
from tests.journeys.office import Office, text_of
from xero_integration.connections.encryption import seal
from xero_integration.connections.models import Grant
from xero_integration.models import ConnectAttempt, Operation
from xero_integration.testing.queue import RecordingQueue

KEYS = "ENCRYPTION_KEYS"
TOLD = "can't be read with the current encryption keys"


def use_keys(settings: Any, *keys: str) -> None:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, KEYS: list(keys)}


def nightly() -> None:
    """The worker does what the schedule of the keys names."""
    call_command("xero_schedules", verbosity=0)
    task, _minutes = RecordingQueue.schedules["xero-keys"]
    RecordingQueue().enqueue(task, (), None)
    RecordingQueue.run_all()


def secrets() -> dict[str, str]:
    """Every secret that is stored, opened."""
    grant, attempt = Grant.objects.get(), ConnectAttempt.objects.latest("created_at")
    sealed = (grant.token_set, grant.previous_token_set, attempt.verifier)
    return {str(number): str(each.open()) for number, each in enumerate(sealed)}


@pytest.fixture
def filled(office: Office) -> Office:
    """A secret in each column: one sign-in used, one refreshed before, one under way."""
    Grant.objects.update(previous_token_set=seal("the one before"))
    assert office.admin.post(reverse("xero_integration:connect")).status_code == 302
    return office


def test_a_new_key_takes_over_by_itself_and_the_old_one_can_go(
    filled: Office, settings: Any
) -> None:
    old, new = settings.XERO_INTEGRATION[KEYS][0], Fernet.generate_key().decode()
    before = secrets()
    use_keys(settings, new, old)
    nightly()
    use_keys(settings, new)
    assert secrets() == before
    filled.read_news()


def test_what_the_newest_key_wrote_is_left_as_it_is(filled: Office) -> None:
    at_rest = Grant.objects.get().token_set
    nightly()
    assert Grant.objects.get().token_set == at_rest


def test_a_key_removed_too_early_loses_nothing(filled: Office, settings: Any) -> None:
    old, new = settings.XERO_INTEGRATION[KEYS][0], Fernet.generate_key().decode()
    before = secrets()
    use_keys(settings, new)
    nightly()
    use_keys(settings, new, old)
    assert secrets() == before


def test_with_a_wrong_key_people_are_told_and_nothing_is_lost(
    office: Office, settings: Any
) -> None:
    deal = office.host.make_deal(tenant=office.tenant)
    (document,) = on_deal(office, deal, in_xero(office, "AUTHORISED"))
    sealed = str(Grant.objects.get().token_set)
    use_keys(settings, Fernet.generate_key().decode())
    office.forget_calls()
    for browser in (office.rep, office.admin):
        answer = browser.get(url(office, deal, "document_pdf", document.pk))
        assert answer.status_code == 500
        assert TOLD in text_of(answer)
        assert sealed not in answer.content.decode()
    told = office.rep.get(url(office, deal, "document_pdf", document.pk), headers=JSON).json()
    assert told["code"] == "encryption_key"
    pages = [reverse("xero_integration:connections")]
    pages.append(reverse("xero_integration:connection", args=[office.connection.pk]))
    for page in pages:
        answer = office.admin.get(page)
        assert TOLD in text_of(answer)
        assert sealed not in answer.content.decode()
    assert office.calls() == []
    assert Grant.objects.get().token_set == sealed


def test_what_is_sent_with_a_wrong_key_goes_out_once_the_right_one_is_back(
    office: Office, settings: Any
) -> None:
    deal = office.host.make_deal(tenant=office.tenant)
    (document,) = on_deal(office, deal, in_xero(office, "DRAFT"))
    right = settings.XERO_INTEGRATION[KEYS]
    use_keys(settings, Fernet.generate_key().decode())
    approve = url(office, deal, "document_action", document.pk, "approve")
    told = do(office.admin, approve).json()
    assert told["code"] == "encryption_key"
    assert status_in_xero(office, document) == "DRAFT"
    assert sent_on_its_page(office).status_code == 302
    assert status_in_xero(office, document) == "DRAFT"
    use_keys(settings, *right)
    assert sent_on_its_page(office).status_code == 302
    assert status_in_xero(office, document) == "AUTHORISED"


def sent_on_its_page(office: Office) -> Any:
    (operation,) = Operation.objects.all()
    return office.admin.post(reverse("xero_integration:operation_retry", args=[operation.pk]))
