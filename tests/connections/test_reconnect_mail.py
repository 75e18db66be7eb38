"""A lost connection is told once to who made it, with a way back that works once."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from tests.connections.world import NAMES, STANDARD, Journey
from xero_integration.access.actors import Actor, actor_record
from xero_integration.connections import services
from xero_integration.connections.checks import check_xero_settings
from xero_integration.connections.models import Connection, Grant, ReconnectLink
from xero_integration.testing.queue import RecordingQueue

pytestmark = pytest.mark.django_db(transaction=True)

SITE = "https://crm.example"
TELL = "xero_integration.connections.tasks.tell_of_loss"


@pytest.fixture(autouse=True)
def site(xero_settings: Callable[..., None]) -> None:
    xero_settings(SITE_URL=f"{SITE}/")


@pytest.fixture
def connected(journey: Journey) -> Journey:
    journey.connect(NAMES[0])
    return journey


def lose(reason: str = "invalid_grant") -> None:
    """As a refresh that Xero refuses does."""
    assert services.mark_needs_sign_in(Grant.objects.get(state="active"), reason)


def work(**delayed: bool) -> None:
    """The worker tells whom it has to tell; nothing else is on its list here."""
    RecordingQueue.tasks[:] = [task for task in RecordingQueue.tasks if task.path == TELL]
    RecordingQueue.run_all(**delayed)


def mailed_link(number: int = 0, message: int = 0) -> str:
    return str(re.findall(rf"{SITE}(\S+)", str(mail.outbox[message].body))[number])


def link_of(connection: Connection) -> ReconnectLink:
    return ReconnectLink.objects.get(connection=connection)


# ---- the mail ------------------------------------------------------------------------------


def test_who_connected_is_told_with_a_link(connected: Journey) -> None:
    lose()
    work()
    (message,) = mail.outbox
    assert message.to == [Connection.objects.get().connected_by_email]
    assert message.to[0].startswith("admin@")
    assert message.subject == f"Xero asks for a new sign-in: {NAMES[0]}"
    assert message.from_email == "webmaster@localhost"
    assert mailed_link().startswith(reverse("xero_integration:reconnect_by_link", args=["x"])[:-2])


def test_the_link_is_kept_as_a_hash_only(connected: Journey) -> None:
    lose()
    work()
    token = mailed_link().rstrip("/").rpartition("/")[2]
    kept = link_of(Connection.objects.get())
    assert token not in str(vars(kept))
    assert len(kept.token_hash) == 64
    assert kept.sent_to == mail.outbox[0].to[0]


def test_one_grant_of_several_organisations_makes_one_mail(connected: Journey) -> None:
    connected.connect(NAMES[1])
    lose()
    work()
    (message,) = mail.outbox
    for name in NAMES[:2]:
        assert name in message.subject
        assert name in message.body
    assert mailed_link(0) != mailed_link(1)


def test_people_who_connected_one_each_get_a_mail_each(
    connected: Journey, sign_in: Callable[..., Any], host: Any
) -> None:
    connected.connect(NAMES[1])
    other = Connection.objects.get(name=NAMES[1])
    Connection.objects.filter(pk=other.pk).update(connected_by_email="other@host.example")
    lose()
    work()
    told = {message.to[0]: message.body for message in mail.outbox}
    assert set(told) == {Connection.objects.get(name=NAMES[0]).connected_by_email} | {
        "other@host.example"
    }
    assert NAMES[0] not in told["other@host.example"]


def test_the_same_loss_is_told_once_however_often_the_task_runs(connected: Journey) -> None:
    lose()
    tasks = [task for task in RecordingQueue.tasks if task.path == TELL]
    work()
    RecordingQueue.tasks.extend(tasks * 3)
    work()
    assert len(mail.outbox) == 1


def test_the_next_loss_is_told_again(connected: Journey) -> None:
    lose()
    work()
    connected.connect(NAMES[0])
    lose()
    work()
    assert len(mail.outbox) == 2


def test_who_reconnects_before_the_worker_comes_is_not_bothered(connected: Journey) -> None:
    lose()
    connected.connect(NAMES[0])
    work()
    assert mail.outbox == []


def test_a_disconnect_tells_nobody(connected: Journey) -> None:
    services.disconnect(Connection.objects.get(), actor=Actor("test:1", "Me"))
    work()
    assert mail.outbox == []


def test_without_an_address_of_the_site_the_mail_says_the_way_in_words(
    connected: Journey, xero_settings: Callable[..., None]
) -> None:
    xero_settings(SITE_URL="")
    lose()
    work()
    body = str(mail.outbox[0].body)
    assert "/reconnect/" not in body
    assert "open the page of the connections to Xero and press Reconnect" in body


def test_a_host_whose_people_have_no_address_tells_who_signed_in_at_xero(
    connected: Journey,
) -> None:
    Connection.objects.update(connected_by_email="")
    lose()
    work()
    assert mail.outbox[0].to == ["adviser@example.com"]


def test_a_name_with_a_line_break_makes_no_second_header(connected: Journey) -> None:
    Connection.objects.update(name="Books\r\nBcc: victim@host.example")
    lose()
    work()
    (message,) = mail.outbox
    assert message.subject == "Xero asks for a new sign-in: Books Bcc: victim@host.example"
    assert message.recipients() == message.to


class BrokenServer(EmailBackend):
    failure: Exception = smtplib.SMTPServerDisconnected("down")

    def send_messages(self, messages: Any) -> int:
        raise self.failure


def test_a_mail_server_that_is_down_is_tried_again_later(connected: Journey, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenServer"
    lose()
    work()
    (again,) = RecordingQueue.tasks
    assert (again.path, again.args[1]) == (TELL, 1)
    assert again.delay
    assert not ReconnectLink.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    work(include_delayed=True)
    assert len(mail.outbox) == 1


def test_a_mail_server_that_stays_down_is_given_up(connected: Journey, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenServer"
    lose()
    work(include_delayed=True)
    assert RecordingQueue.tasks == []
    assert Connection.objects.get().state == "needs_sign_in"


# ---- the link ------------------------------------------------------------------------------


def told(journey: Journey) -> str:
    """Where the mailed link leads: a page whose address does not have the link's token."""
    lose()
    work()
    link = mailed_link()
    page = str(journey.browser.get(link).headers["Location"])
    assert link.rstrip("/").rpartition("/")[2] not in page
    return page


def test_the_token_is_left_behind_even_before_a_sign_in(connected: Journey, client: Any) -> None:
    page = told(connected)
    for ask in (client.get, client.head, client.post, client.put):
        answer = ask(mailed_link())
        assert (answer.status_code, answer.headers["Location"]) == (302, page)


def test_opening_the_link_uses_nothing_up_and_names_the_organisation(connected: Journey) -> None:
    link = told(connected)
    for _scanner in range(3):
        answer = connected.browser.get(link)
        assert answer.status_code == 200
        assert f"Reconnect {NAMES[0]}" in answer.content.decode()
    assert link_of(Connection.objects.get()).used_at is None


def test_pressing_goes_to_xero_and_back_to_the_same_connection(connected: Journey) -> None:
    before = Connection.objects.get()
    start = connected.browser.post(told(connected))
    assert start.status_code == 302
    back = connected.come_back(connected.xero.consent(start.headers["Location"]))
    assert back.status_code == 302
    after = Connection.objects.get()
    assert (after.pk, after.name, after.state) == (before.pk, before.name, "active")


def test_the_link_works_once(connected: Journey) -> None:
    link = told(connected)
    connected.browser.post(link)
    for answer in (connected.browser.post(link), connected.browser.get(link)):
        assert answer.status_code == 410
        assert "This link is over" in answer.content.decode()


def test_the_link_works_for_seven_days(connected: Journey) -> None:
    link = told(connected)
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23), tick=True):
        assert connected.browser.get(link).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=True):
        assert connected.browser.get(link).status_code == 410
        assert connected.browser.post(link).status_code == 410


def test_a_reconnect_by_another_way_closes_the_link(connected: Journey) -> None:
    link = told(connected)
    connected.connect(NAMES[0])
    answer = connected.browser.get(link)
    assert answer.status_code == 410
    assert f"{NAMES[0]} is connected again" in answer.content.decode()


def test_a_link_nobody_made_is_not_found(connected: Journey) -> None:
    url = reverse("xero_integration:reconnect_by_link", args=["nonsense"])
    assert connected.browser.get(url).status_code == 404
    assert connected.browser.post(url).status_code == 404


def test_an_anonymous_reader_of_the_mail_signs_in_first(connected: Journey, client: Any) -> None:
    link = told(connected)
    answer = client.get(link)
    assert answer.status_code == 302
    assert link in answer.headers["Location"]
    assert client.post(link).status_code == 302
    assert link_of(Connection.objects.get()).used_at is None


@pytest.mark.parametrize("role", ["norights", "viewer", "rep", "approver"])
def test_the_link_alone_is_not_enough(
    connected: Journey, sign_in: Callable[..., Any], role: str
) -> None:
    link = told(connected)
    browser = sign_in(role)
    assert browser.get(link).status_code == 403
    assert browser.post(link).status_code == 403
    assert link_of(Connection.objects.get()).used_at is None


def test_another_tenants_administrator_finds_no_such_link(connected: Journey) -> None:
    link = told(connected)
    Connection.objects.update(tenant="somebody-else")
    assert connected.browser.get(link).status_code == 404
    assert connected.browser.post(link).status_code == 404


def test_the_press_needs_the_token_of_the_page(
    connected: Journey, sign_in: Callable[..., Any]
) -> None:
    link = told(connected)
    assert sign_in("admin", csrf=True).post(link).status_code == 403
    assert link_of(Connection.objects.get()).used_at is None


def test_a_setting_that_is_wrong_does_not_use_the_link_up(
    connected: Journey, xero_settings: Callable[..., None]
) -> None:
    link = told(connected)
    xero_settings(CLIENT_ID="")
    assert connected.browser.post(link).status_code == 500
    assert link_of(Connection.objects.get()).used_at is None


# ---- an organisation that was removed at Xero ----------------------------------------------


def remove_at_xero(journey: Journey, name: str) -> None:
    """Somebody disconnects the app in Xero, for one organisation."""
    gone = journey.xero.tenant_id(name)
    listed = journey.xero.box.world.identity.connections.values()
    next(each for each in listed if each.tenant_id == gone).active = False


def test_an_organisation_that_was_removed_is_lost_alone(connected: Journey) -> None:
    connected.connect(NAMES[1])
    remove_at_xero(connected, NAMES[0])
    gone = Connection.objects.get(name=NAMES[0])
    assert services.check_still_connected(gone) is False
    gone.refresh_from_db()
    assert (gone.state, gone.state_reason) == ("needs_sign_in", "tenant_forbidden")
    assert Connection.objects.get(name=NAMES[1]).state == "active"
    assert Grant.objects.get().state == "active"
    work()
    assert [message.subject for message in mail.outbox] == [
        f"Xero asks for a new sign-in: {NAMES[0]}"
    ]


def test_all_that_were_removed_are_told_in_one_mail(connected: Journey) -> None:
    connected.connect(NAMES[1])
    remove_at_xero(connected, NAMES[0])
    remove_at_xero(connected, NAMES[1])
    assert services.check_still_connected(Connection.objects.get(name=NAMES[1])) is False
    work()
    assert len(mail.outbox) == 1
    assert not Connection.objects.filter(state="active").exists()


def test_a_refusal_for_another_reason_loses_nothing(connected: Journey) -> None:
    assert services.check_still_connected(Connection.objects.get()) is True
    assert Connection.objects.get().state == "active"
    work()
    assert mail.outbox == []


def test_when_xero_can_not_say_nothing_is_lost(connected: Journey) -> None:
    remove_at_xero(connected, NAMES[0])
    connected.xero.fail("/connections", status=503, times=5)
    assert services.check_still_connected(Connection.objects.get()) is True
    assert Connection.objects.get().state == "active"


def test_a_reconnect_by_another_xero_user_repairs_it(connected: Journey) -> None:
    remove_at_xero(connected, NAMES[0])
    services.check_still_connected(Connection.objects.get())
    connected.connect(NAMES[0], user=STANDARD)
    assert Connection.objects.get().state == "active"
    assert services.check_still_connected(Connection.objects.get()) is True


# ---- whose address, which site -------------------------------------------------------------


class Clerk:
    pk = 7
    mailbox = " clerk@host.example, second@host.example"

    @classmethod
    def get_email_field_name(cls) -> str:
        return "mailbox"


def test_the_address_is_read_from_the_field_that_the_host_names() -> None:
    assert actor_record(Clerk()).email == "clerk@host.example"


@pytest.mark.parametrize("given", [None, "", "no address", "x" * 300 + "@host.example"])
def test_what_is_no_address_is_left_out(given: Any) -> None:
    clerk = Clerk()
    clerk.mailbox = given
    assert actor_record(clerk).email == ""


@pytest.mark.parametrize(
    ("url", "is_right"),
    [("", True), (SITE, True), ("crm.example", False), ("//crm.example", False)],
)
def test_an_address_without_a_scheme_is_told_by_the_checks(
    xero_settings: Callable[..., None], url: str, is_right: bool
) -> None:
    xero_settings(SITE_URL=url)
    found = [each.id for each in check_xero_settings()]
    assert ("xero_integration.E014" in found) != is_right
