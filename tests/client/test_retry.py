"""What answers and failures mean, and how long to wait."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from xero_integration.client import retry
from xero_integration.exceptions import (
    NotFound,
    NotSent,
    OutcomeUnknown,
    Refused,
    ScopeMissing,
    TenantForbidden,
    Throttled,
    TokenRejected,
    Unavailable,
    ValidationRefused,
    XeroError,
)

JSON = {"Content-Type": "application/json"}


def error(
    status: int, body: Any = b"", *, method: str = "PUT", headers: dict[str, str] | None = None
) -> XeroError:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return retry.error_for(method, status, headers or JSON, content)


def validation(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": list(elements),
        **more,
    }


class TestValidation:
    def test_xeros_sentences_come_in_order_and_once(self) -> None:
        first = {"ValidationErrors": [{"Message": "B is wrong."}, {"Message": "A is wrong."}]}
        second = {"ValidationErrors": [{"Message": "B is wrong."}]}
        refused = error(400, validation(first, second))
        assert isinstance(refused, ValidationRefused)
        assert refused.messages == ("B is wrong.", "A is wrong.")
        assert refused.code == "validation"
        assert not refused.retryable

    def test_sentences_of_lines_and_descriptions_count_too(self) -> None:
        line = {"ValidationErrors": [{"Description": "Account code '1' is not valid."}]}
        refused = error(400, validation({"LineItems": [line]}))
        assert isinstance(refused, ValidationRefused)
        assert refused.messages == ("Account code '1' is not valid.",)

    def test_the_sentence_at_the_top_is_kept_when_it_says_something(self) -> None:
        body = {"ErrorNumber": 16, "Type": "QueryParseException", "Message": "No property X"}
        refused = error(400, body, method="GET")
        assert isinstance(refused, ValidationRefused)
        assert refused.messages == ("No property X",)
        assert "QueryParseException" not in refused.messages

    def test_the_generic_sentence_is_better_than_none(self) -> None:
        refused = error(400, validation())
        assert isinstance(refused, ValidationRefused)
        assert refused.messages == ("A validation exception occurred",)

    @pytest.mark.parametrize("place", ["top", "element"])
    def test_a_reused_key_has_a_code_of_its_own(self, place: str) -> None:
        said = "The Idempotency-Key is used with a different request."
        element = {"ValidationErrors": [{"Message": said}]}
        body = {"Message": said} if place == "top" else validation(element)
        assert error(400, body).code == "idempotency_mismatch"


class TestRefusals:
    @pytest.mark.parametrize(
        ("detail", "headers", "kind"),
        [
            ("TokenExpired: token expired at 04/09/2023 05:16:59", {}, TokenRejected),
            ("AuthenticationUnsuccessful", {}, TokenRejected),
            ("AuthorizationUnsuccessful", {}, ScopeMissing),
            ("", {"WWW-Authenticate": "Bearer error=insufficent_scope"}, ScopeMissing),
            ("", {"www-authenticate": "Bearer error=insufficient_scope"}, ScopeMissing),
            ("", {"WWW-Authenticate": "Bearer error=invalid_token"}, TokenRejected),
        ],
    )
    def test_401_is_told_apart(
        self, detail: str, headers: dict[str, str], kind: type[XeroError]
    ) -> None:
        body = {"Type": None, "Title": "Unauthorized", "Status": 401, "Detail": detail}
        assert type(error(401, body, headers={**JSON, **headers})) is kind

    def test_403_names_the_organisation(self) -> None:
        body = {"Title": "Forbidden", "Detail": "AuthenticationUnsuccessful", "Instance": "i-1"}
        refused = error(403, body)
        assert type(refused) is TenantForbidden
        assert refused.correlation_id == "i-1"

    def test_404_comes_as_empty_html(self) -> None:
        assert type(error(404, b"", headers={"Content-Type": "text/html"})) is NotFound

    @pytest.mark.parametrize("status", [405, 409, 412, 415, 418, 501])
    def test_other_refusals_are_definite(self, status: int) -> None:
        refused = error(status)
        assert type(refused) is Refused
        assert refused.code == f"http_{status}"
        assert not refused.retryable

    def test_the_correlation_header_wins(self) -> None:
        refused = error(404, headers={"xero-correlation-id": "c-1"})
        assert refused.correlation_id == "c-1"
        assert "c-1" in str(refused)


class TestThrottling:
    @pytest.mark.parametrize(
        ("problem", "limit"),
        [
            ("minute", "minute"),
            ("Day", "day"),
            ("concurrent", "concurrent"),
            ("appminute", "app_minute"),
            ("", ""),
            ("something new", ""),
        ],
    )
    def test_429_says_which_limit(self, problem: str, limit: str) -> None:
        throttled = error(429, headers={"X-Rate-Limit-Problem": problem, "Retry-After": "26"})
        assert isinstance(throttled, Throttled)
        assert (throttled.limit, throttled.retry_after) == (limit, 26)

    @pytest.mark.parametrize("text", ["", "soon", "-5", "1.5", "9" * 400])
    def test_a_senseless_retry_after_is_unsaid(self, text: str) -> None:
        throttled = error(429, headers={"Retry-After": text})
        assert isinstance(throttled, Throttled)
        assert throttled.retry_after is None


class TestServerTrouble:
    @pytest.mark.parametrize("status", [500, 502, 503, 504, 302, 408])
    def test_a_write_may_have_happened(self, status: int) -> None:
        assert type(error(status)) is OutcomeUnknown
        assert type(error(status, method="DELETE")) is OutcomeUnknown

    @pytest.mark.parametrize("status", [500, 502, 503, 504, 302, 408])
    def test_a_read_can_simply_be_repeated(self, status: int) -> None:
        assert type(error(status, method="GET")) is Unavailable

    def test_xeros_own_offline_sentence_is_certain(self) -> None:
        plain = {"Content-Type": "text/plain"}
        assert type(error(503, b"The Organisation is offline", headers=plain)) is Unavailable

    @pytest.mark.parametrize("status", [500, 502, 504])
    def test_the_offline_sentence_means_nothing_under_another_status(self, status: int) -> None:
        assert type(error(status, b"The Organisation is offline")) is OutcomeUnknown


class TestFailures:
    """Failures as ``requests`` raises them, built the way urllib3 builds them."""

    def test_no_connection_means_not_sent(self) -> None:
        pool: Any = None  # neither error looks at where it is said to come from
        refused = NewConnectionError(pool, "refused")
        failure = requests.ConnectionError(MaxRetryError(pool, "/", refused))
        assert type(retry.error_from("PUT", failure)) is NotSent

    @pytest.mark.parametrize(
        "failure", [requests.ConnectTimeout("slow"), requests.exceptions.ProxyError("no")]
    )
    def test_no_handshake_means_not_sent(self, failure: requests.RequestException) -> None:
        assert type(retry.error_from("POST", failure)) is NotSent

    def test_an_untrusted_certificate_means_not_sent(self) -> None:
        failure = requests.exceptions.SSLError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed")
        assert type(retry.error_from("PUT", failure)) is NotSent

    @pytest.mark.parametrize(
        "failure",
        [
            requests.ReadTimeout("slow"),
            requests.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError())),
            requests.ConnectionError("Connection aborted."),
            requests.exceptions.ChunkedEncodingError("short"),
            requests.exceptions.ContentDecodingError("garbled"),
            requests.exceptions.SSLError("bad record mac"),
        ],
    )
    def test_a_broken_exchange_leaves_a_write_unknown(
        self, failure: requests.RequestException
    ) -> None:
        assert type(retry.error_from("PUT", failure)) is OutcomeUnknown
        assert type(retry.error_from("GET", failure)) is Unavailable


@given(
    st.sampled_from(["GET", "PUT", "POST", "DELETE"]),
    st.integers(300, 599),
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["Elements", "ValidationErrors", "Message", "Type", "Detail"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
    st.dictionaries(
        st.sampled_from(["Retry-After", "X-Rate-Limit-Problem", "WWW-Authenticate", "X"]),
        st.text(max_size=20),
    ),
)
def test_any_bytes_become_an_error_that_can_speak(
    method: str, status: int, body: bytes, headers: dict[str, str]
) -> None:
    found = retry.error_for(method, status, headers, body)
    assert isinstance(found, XeroError)
    assert found.status == status
    assert str(found)


def test_bottomless_json_is_bearable() -> None:
    assert isinstance(error(400, b"[" * 200_000), ValidationRefused)


class TestWaiting:
    def test_xeros_date_wins_and_waiting_jobs_scatter(self) -> None:
        waits = {
            retry.wait_before(9, Throttled(retry_after=26), Random(seed)) for seed in range(20)
        }
        assert all(timedelta(seconds=26) <= wait <= timedelta(seconds=29) for wait in waits)
        assert len(waits) == 20

    def test_no_wait_is_longer_than_the_longest_window(self) -> None:
        wait = retry.wait_before(1, Throttled(retry_after=999_999_999), Random(1))
        assert wait == timedelta(days=1)

    def test_a_spent_day_without_a_date_is_tried_hourly(self) -> None:
        wait = retry.wait_before(1, Throttled(limit="day"), Random(1))
        assert timedelta(hours=1) <= wait <= timedelta(minutes=66)

    @pytest.mark.parametrize(
        ("attempt", "slot"), [(0, 2), (1, 2), (2, 4), (5, 32), (20, 900), (10**6, 900)]
    )
    def test_other_waits_double_up_to_a_quarter_of_an_hour(self, attempt: int, slot: int) -> None:
        for seed in range(10):
            wait = retry.wait_before(attempt, Unavailable(), Random(seed))
            assert timedelta(seconds=slot / 2) <= wait <= timedelta(seconds=slot)
