"""Telling Xero's deliveries from others."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_integration.client import webhooks

KEY = "c2VjcmV0LWtleQ=="
# As Xero writes it, uneven spaces included.
CHECK = b'{"events":[],"firstEventSequence": 0,"lastEventSequence": 0, "entropy": "LUWD"}'
DELIVERY = b"""{"events": [{"resourceUrl": "https://api.xero.com/api.xro/2.0/Invoices/1",
 "resourceId": "2f1a0b7e-0000-4000-8000-000000000009", "eventDateUtc": "2025-12-02T00:44:09.923",
 "eventType": "Update", "eventCategory": "invoice",
 "tenantId": "2f1a0b7e-0000-4000-8000-000000000001", "tenantType": "ORGANISATION"}],
 "firstEventSequence": 7, "lastEventSequence": 7, "entropy": "ABCD"}"""


def signed(body: bytes, key: str = KEY) -> str:
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def test_a_body_signed_with_the_key_as_text_is_genuine() -> None:
    assert webhooks.verify(CHECK, signed(CHECK), KEY)


@given(st.integers(0, 43), st.sampled_from("Aa9+/=é"))
def test_one_wrong_character_is_enough(position: int, character: str) -> None:
    right = signed(CHECK)
    wrong = right[:position] + character + right[position + 1 :]
    assert webhooks.verify(CHECK, wrong, KEY) is (wrong == right)


@pytest.mark.parametrize("given_signature", ["", "é", "a" * 10_000])
def test_nonsense_is_not_genuine(given_signature: str) -> None:
    assert not webhooks.verify(CHECK, given_signature, KEY)


def test_another_body_or_key_is_not_genuine() -> None:
    assert not webhooks.verify(CHECK.replace(b" ", b""), signed(CHECK), KEY)
    assert not webhooks.verify(CHECK, signed(CHECK), "another key")


def test_without_a_key_nothing_is_genuine() -> None:
    assert not webhooks.verify(CHECK, signed(CHECK, ""), "")


def test_the_intent_to_receive_check_has_no_events() -> None:
    delivery = webhooks.parse(CHECK)
    assert delivery.events == []
    assert (delivery.first_event_sequence, delivery.entropy) == (0, "LUWD")


def test_an_event_names_resource_tenant_kind_and_time() -> None:
    (event,) = webhooks.parse(DELIVERY).events
    assert event.category == "INVOICE"
    assert event.kind == "UPDATE"
    assert event.resource_id == UUID("2f1a0b7e-0000-4000-8000-000000000009")
    assert event.tenant_id == UUID("2f1a0b7e-0000-4000-8000-000000000001")
    assert event.event_date_utc == datetime(2025, 12, 2, 0, 44, 9, 923_000, UTC)


def test_a_repeated_delivery_has_the_same_key() -> None:
    first, again = (webhooks.parse(DELIVERY.replace(b"ABCD", e)) for e in (b"1", b"2"))
    assert first.events[0].key == again.events[0].key


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"events": 1}', b"\xff"])
def test_anything_else_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError):
        webhooks.parse(body)
