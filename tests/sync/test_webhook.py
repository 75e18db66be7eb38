"""The webhook's address: what Xero signed is kept and answered 200, everything else is 401."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.sync.line import KEY, delivery_of
from xero_integration.client.webhooks import signature
from xero_integration.models import PollState, UnreadDelivery, WebhookEvent, WebhookStatus

STRANGER = "99999999-0000-4000-8000-000000000001"


def is_bare(answer) -> bool:
    return not answer.content and not answer.cookies and "Set-Cookie" not in answer.headers


def test_the_intent_to_receive_is_given(line):
    subscription = line.subscribe(verify=True)
    statuses = [delivery.status for delivery in line.deliver()]
    assert sorted(statuses) == [200, 401, 401, 401]
    assert subscription.status == "OK"
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("place", [0, 1, 20, 42])
def test_one_wrong_character_of_the_signature_is_refused(line, place):
    body = delivery_of(line.event())
    good = signature(body, KEY)
    wrong = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
    answer = line.post(body, signed=wrong)
    assert answer.status_code == 401
    assert is_bare(answer)
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("signed", ["", "é", "a" * 10_000])
def test_a_missing_or_odd_signature_is_refused(line, signed):
    answer = line.post(delivery_of(line.event()), signed=signed)
    assert answer.status_code == 401
    assert is_bare(answer)


def test_without_a_key_nothing_is_genuine(line, settings):
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "WEBHOOK_KEYS": []}
    body = delivery_of(line.event())
    assert line.post(body, signed=signature(body, "")).status_code == 401


def test_an_old_key_counts_while_it_is_listed(line, settings):
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "WEBHOOK_KEYS": ["new", KEY]}
    assert line.announce(line.event()).status_code == 200


def test_a_genuine_delivery_is_kept_and_answered_with_nothing(line):
    answer = line.announce(line.event(), line.event())
    assert answer.status_code == 200
    assert is_bare(answer)
    assert WebhookEvent.objects.filter(state="waiting").count() == 2


def test_the_database_is_not_asked_before_the_signature_is_proven(line, django_assert_num_queries):
    with django_assert_num_queries(0):
        line.post(delivery_of(line.event()), signed="wrong")


def test_a_replay_is_one_event(line):
    body = delivery_of(line.event())
    line.post(body)
    assert line.post(body).status_code == 200
    assert WebhookEvent.objects.count() == 1


def test_the_same_event_delivered_again_with_another_entropy_is_one_event(line):
    event = line.event()
    line.announce(event)
    line.announce({**event, "eventType": "Update"})
    assert WebhookEvent.objects.count() == 1


def test_unknown_categories_are_kept_and_not_refused(line):
    answer = line.announce(line.event(eventCategory="BANKRULE"), line.event())
    assert answer.status_code == 200
    assert sorted(WebhookEvent.objects.values_list("category", "state")) == [
        ("BANKRULE", "unused"),
        ("INVOICE", "waiting"),
    ]


def test_events_of_an_unknown_organisation_are_kept(line):
    assert line.announce(line.event(tenantId=STRANGER)).status_code == 200
    line.books.office.queue.run_all()
    assert WebhookEvent.objects.get().state == "unknown"


@pytest.mark.parametrize("body", [b"not json", b"[1, 2]", b'{"events": 7}', b"\xff\xfe", b""])
def test_a_genuine_body_that_can_not_be_read_is_kept_as_it_is(line, body):
    answer = line.post(body)
    assert answer.status_code == 200
    assert is_bare(answer)
    assert bytes(UnreadDelivery.objects.get().body) == body


def test_one_event_of_an_odd_shape_does_not_hide_the_others(line):
    answer = line.announce(line.event(resourceId="not-a-uuid"), line.event())
    assert answer.status_code == 200
    assert WebhookEvent.objects.count() == 1
    assert UnreadDelivery.objects.count() == 1


def test_a_megabyte_of_events_is_taken_in(line, django_assert_max_num_queries):
    events = [line.event(eventCategory="USER") for _ in range(4200)]
    body = delivery_of(*events)
    assert len(body) > 1_000_000
    with django_assert_max_num_queries(10):
        assert line.post(body).status_code == 200
    assert UnreadDelivery.objects.count() == 1
    line.books.office.queue.run_all()
    assert WebhookEvent.objects.count() == 4200
    assert not UnreadDelivery.objects.exists()


def test_a_megabyte_that_can_not_be_read_is_kept(line):
    assert line.post(b"x" * 1_000_000).status_code == 200
    line.books.office.queue.run_all()
    assert len(UnreadDelivery.objects.get().body) == 1_000_000


def test_more_than_any_delivery_is_refused_unread(line):
    answer = line.post(b"x" * 3_000_000)
    assert answer.status_code == 413
    assert is_bare(answer)


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_posts_are_taken(line, method):
    answer = getattr(line.browser, method)(line.url)
    assert answer.status_code == 405
    assert is_bare(answer)


def test_a_burst_asks_for_one_drain(line):
    line.books.office.queue.tasks.clear()
    for _ in range(20):
        line.announce(line.event())
    assert len(line.books.office.queue.tasks) == 1


def test_a_drain_that_never_came_is_asked_for_again(line):
    line.announce(line.event())
    line.books.office.queue.tasks.clear()
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=True):
        line.announce(line.event())
    assert len(line.books.office.queue.tasks) == 1


def test_a_gap_in_the_sequence_has_every_organisation_polled_at_once(line):
    work = line.books.office.queue.run_all
    line.post(delivery_of(line.event(), first=1))
    work()
    now = timezone.now()
    PollState.objects.update(
        next_at=now + timedelta(hours=1), last_polled_at=now - timedelta(hours=1)
    )
    line.post(delivery_of(line.event(), first=5))
    work()
    assert WebhookStatus.objects.get().gaps == 1
    due = PollState.objects.filter(next_at__lte=timezone.now())
    assert set(due.values_list("resource", flat=True)) == {"invoices", "credit_notes"}


def test_events_that_nobody_reads_are_no_gap(line):
    work = line.books.office.queue.run_all
    line.post(delivery_of(line.event(), line.event(eventCategory="PREPAYMENT"), first=1))
    work()
    line.post(delivery_of(line.event(), first=3))
    work()
    assert WebhookStatus.objects.get().gaps == 0


@pytest.mark.parametrize("moment", ["rubbish", "0001-01-01T00:00:00+13:00"])
def test_an_event_with_an_odd_moment_does_not_hide_the_others(line, moment):
    answer = line.announce(line.event(eventDateUtc=moment), line.event())
    assert answer.status_code == 200
    assert WebhookEvent.objects.count() == 1
    assert UnreadDelivery.objects.count() == 1
