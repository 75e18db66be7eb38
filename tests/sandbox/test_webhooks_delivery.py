"""Webhooks: what a post looks like, what counts as received, and what happens when it is not."""

from __future__ import annotations

import re

import pytest

from tests.sandbox.webhook_fixtures import KEY, Subscriber
from xero_integration.sandbox import webhooks
from xero_integration.sandbox.webhooks import Answer, wire

MINUTE = 60
HOUR = 3_600


@pytest.fixture
def world():
    return Subscriber()


def test_an_event_arrives_signed_and_in_camel_case(world):
    world.subscribe()
    world.happens("invoice-1", "CREATE")
    world.deliver()
    ((body, _, good),) = world.posts
    (event,) = body["events"]
    assert good
    assert set(body) == {"events", "firstEventSequence", "lastEventSequence", "entropy"}
    assert set(event) == {
        "resourceUrl",
        "resourceId",
        "tenantId",
        "tenantType",
        "eventCategory",
        "eventType",
        "eventDateUtc",
    }
    assert event["resourceUrl"].endswith("/api.xro/2.0/Invoices/invoice-1")
    assert event["eventDateUtc"] == "2026-11-20T12:00:00.000"


def test_the_json_is_oddly_spaced_so_only_raw_bytes_verify():
    body = wire.payload([], "http://x")
    pattern = (
        rb'\{"events":\[\],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "[A-Z]+"\}'
    )
    assert re.fullmatch(pattern, body)


def test_the_signature_is_what_openssl_makes_of_the_same_text():
    assert wire.signature("key", b"body") == "UVquEztDXUAAlWcx9orlz164XU8NxqVG0r/NNZXsGuE="


def test_one_character_off_differs_in_one_letter_only():
    good = wire.signature(KEY, b"body")
    for near in (0, 21, 41):
        bad = wire.one_character_off(good, near)
        assert sum(a != b for a, b in zip(good, bad, strict=True)) == 1
        assert bad.lower() == good.lower()


def test_only_organisations_of_the_app_and_wanted_categories_are_told(world):
    world.subscribe(categories=["INVOICE"])
    world.happens("contact-1", category="CONTACT")
    world.sandbox.notify(world.app.tenant(1), "INVOICE", "elsewhere", "UPDATE")
    world.happens("invoice-1")
    world.deliver()
    assert world.received() == ["invoice-1"]


def test_nothing_from_before_the_subscription_is_told(world):
    world.happens("early")
    world.subscribe()
    world.happens("late")
    world.deliver()
    assert world.received() == ["late"]


def test_sequence_numbers_are_contiguous_across_posts(world):
    world.subscribe()
    for number in range(3):
        world.happens(f"invoice-{number}")
        if number:
            world.deliver()
    assert [(b["firstEventSequence"], b["lastEventSequence"]) for b, _, _ in world.posts] == [
        (1, 2),
        (3, 3),
    ]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "No answer"),
        (Answer(200, seconds=5.1), "longer than five seconds"),
        (Answer(200, sets_cookie=True), "cookie"),
        (Answer(200, body=b"ok"), "body"),
        (Answer(500), "status 500"),
        (Answer(302), "status 302"),
    ],
)
def test_what_does_not_count_as_received_is_tried_again_at_once(world, answer, reason):
    world.subscribe()
    world.happens()
    world.answers = [answer]
    first, second = world.deliver()
    assert (first.accepted, second.accepted) == (False, True)
    assert reason in first.reason
    assert first.body.split("entropy")[0] == second.body.split("entropy")[0]
    assert first.body != second.body


def test_any_2xx_counts(world):
    world.subscribe()
    world.happens()
    world.answers = [Answer(204)]
    assert [each.accepted for each in world.deliver()] == [True]


def test_a_failed_post_waits_fifteen_minutes(world):
    subscription = world.subscribe()
    world.happens("invoice-1")
    world.is_down = True
    assert len(world.deliver()) == 2
    world.is_down = False
    world.happens("invoice-2")
    world.sandbox.clock.advance(15 * MINUTE - 1)
    assert world.deliver() == []
    world.sandbox.clock.advance(1)
    world.deliver()
    assert world.received() == ["invoice-1", "invoice-2"]
    assert subscription.attempts == 0


def test_after_a_day_of_failures_the_subscription_is_disabled_and_keeps_its_events(world):
    subscription = world.subscribe()
    world.happens("invoice-1")
    world.is_down = True
    posts = 0
    for _ in range(4 * 24 + 3):
        posts += len(world.deliver())
        world.sandbox.clock.advance(15 * MINUTE)
    assert subscription.status == "DISABLED"
    assert posts == 2 + 4 * 24
    world.is_down = False
    world.happens("invoice-2")
    assert world.deliver() == []
    webhooks.enable(world.sandbox, subscription.id)
    world.deliver()
    assert subscription.status == "OK"
    assert world.received() == ["invoice-1", "invoice-2"]


def test_undelivered_events_are_forgotten_after_thirty_one_days(world):
    subscription = world.subscribe()
    world.happens("old")
    world.is_down = True
    world.deliver()
    subscription.status = "DISABLED"
    world.sandbox.clock.advance(31 * 24 * HOUR + 1)
    world.happens("new")
    world.is_down = False
    webhooks.enable(world.sandbox, subscription.id)
    world.deliver()
    assert world.received() == ["new"]


def test_the_intent_to_receive_mixes_good_and_bad_signatures(world):
    subscription = world.subscribe(verify=True)
    made = world.deliver()
    assert [good for _, _, good in world.posts] == [False, True, False, False]
    assert all(body["events"] == [] for body, _, _ in world.posts)
    assert all(each.accepted for each in made)
    assert subscription.status == "OK"


@pytest.mark.parametrize("careless", [Answer(200), Answer(401), None, Answer(200, body=b"x")])
def test_who_answers_all_posts_alike_is_refused(world, careless):
    subscription = world.subscribe(verify=True)
    world.answers = [careless] * 4
    world.deliver()
    assert subscription.status == "REFUSED"
    world.happens()
    assert world.deliver() == []


def test_events_can_be_repeated_in_any_order(world):
    subscription = world.subscribe()
    for name in "abc":
        world.happens(name)
    world.deliver()
    webhooks.repeat(world.sandbox, subscription.id, [3, 1])
    world.deliver()
    assert world.received() == ["a", "b", "c", "c", "a"]


def test_a_new_address_replaces_the_old_one_and_keeps_the_sequence(world):
    world.subscribe()
    world.happens("a")
    world.deliver()
    world.subscribe()
    world.happens("b")
    world.deliver()
    assert [body["firstEventSequence"] for body, _, _ in world.posts] == [1, 2]


def test_plain_http_is_for_this_machine_only(world):
    with pytest.raises(ValueError, match="https"):
        webhooks.subscribe(world.sandbox, "http://crm.example.com/hook", key=KEY)


def test_a_long_queue_is_sent_in_batches_in_order(world):
    world.subscribe()
    names = [f"invoice-{number}" for number in range(120)]
    for name in names:
        world.happens(name)
    world.deliver()
    assert world.received() == names
    assert len(world.posts) == 3
