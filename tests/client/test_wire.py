"""Dates, decimals and JSON as they travel."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_integration.client import wire

_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
_LATEST = datetime(9999, 12, 30, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/Date(1789378199100+0000)/", datetime(2026, 9, 14, 9, 29, 59, 100_000, UTC)),
        ("/Date(1789378199100)/", datetime(2026, 9, 14, 9, 29, 59, 100_000, UTC)),
        (r"\/Date(1789378199100+0000)\/", datetime(2026, 9, 14, 9, 29, 59, 100_000, UTC)),
        ("/Date(0+0000)/", _EPOCH),
        ("/Date(-86400000+0000)/", datetime(1969, 12, 31, tzinfo=UTC)),
        ("/Date(1426849200000+1300)/", datetime(2015, 3, 20, 11, tzinfo=UTC)),
        ("2026-09-14T09:29:59Z", datetime(2026, 9, 14, 9, 29, 59, tzinfo=UTC)),
        ("2026-09-14T09:29:59", datetime(2026, 9, 14, 9, 29, 59, tzinfo=UTC)),
        ("2026-09-14T09:29:59.1234567", datetime(2026, 9, 14, 9, 29, 59, 123_456, UTC)),
        ("2026-09-14T21:29:59+12:00", datetime(2026, 9, 14, 9, 29, 59, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_utc(text: str, expected: datetime) -> None:
    moment = wire.moment(text)
    assert moment == expected
    assert moment is not None
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/Date(1789344000000+0000)/", date(2026, 9, 14)),
        ("/Date(1426849200000+1300)/", date(2015, 3, 21)),
        ("/Date(1426863600000-0500)/", date(2015, 3, 20)),
        ("/Date(-1+0000)/", date(1969, 12, 31)),
        ("2026-09-14T00:00:00", date(2026, 9, 14)),
        ("2026-09-14", date(2026, 9, 14)),
        ("2026-09-14T23:59:59+13:00", date(2026, 9, 14)),
    ],
)
def test_a_document_date_stays_on_its_day(text: str, expected: date) -> None:
    assert wire.day(text) == expected


@pytest.mark.parametrize("absent", [None, ""])
def test_an_absent_date_is_none(absent: str | None) -> None:
    assert wire.moment(absent) is None
    assert wire.day(absent) is None


@given(st.text(max_size=40) | st.from_regex(r"/Date\(-?\d{1,20}[+-]\d{4}\)/", fullmatch=True))
def test_any_other_text_is_a_value_error_and_nothing_else(text: str) -> None:
    try:
        moment = wire.moment(text)
        day = wire.day(text)
    except ValueError as error:
        assert len(str(error)) < 200
    else:
        assert moment is None or moment.tzinfo is UTC
        assert day is None or isinstance(day, date)


@given(
    st.datetimes(_EARLIEST.replace(tzinfo=None), _LATEST.replace(tzinfo=None)),
    st.sampled_from(["", "+0000"]),
)
def test_every_millisecond_survives_the_wire(naive: datetime, offset: str) -> None:
    moment = naive.replace(tzinfo=UTC, microsecond=naive.microsecond // 1000 * 1000)
    milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
    assert wire.moment(f"/Date({milliseconds}{offset})/") == moment


@given(st.dates(date(2, 1, 1), date(9998, 12, 31)), st.integers(-12, 14))
def test_midnight_in_any_offset_is_that_day(day: date, hours: int) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(hours=hours)))
    milliseconds = (midnight - _EPOCH) // timedelta(milliseconds=1)
    sign = "-" if hours < 0 else "+"
    assert wire.day(f"/Date({milliseconds}{sign}{abs(hours):02}00)/") == day


def test_if_modified_since_is_utc_to_the_second() -> None:
    moment = datetime(2026, 9, 14, 21, 30, 1, 999_999, tzinfo=timezone(timedelta(hours=12)))
    assert wire.modified_since_header(moment) == "2026-09-14T09:30:01"


def test_if_modified_since_refuses_a_naive_time() -> None:
    with pytest.raises(ValueError, match="aware"):
        wire.modified_since_header(datetime(2026, 9, 14))


def test_amounts_go_out_as_numbers_with_their_places() -> None:
    body = {"Quantity": Decimal("1.0000"), "UnitAmount": Decimal("40.00"), "Day": 1}
    assert wire.encode(body) == b'{"Quantity":1.0000,"UnitAmount":40.00,"Day":1}'


@pytest.mark.parametrize(
    ("amount", "written"),
    [("1E+2", b"100"), ("0E-10", b"0.0000000000"), ("-0.10", b"-0.10"), ("1E-7", b"0.0000001")],
)
def test_amounts_go_out_without_exponents(amount: str, written: bytes) -> None:
    assert wire.encode([Decimal(amount)]) == b"[" + written + b"]"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_an_amount_is_the_same_after_a_round_trip(amount: Decimal) -> None:
    assert wire.plain(wire.encode([amount]))[0] == amount


def test_days_and_ids_go_out_in_xeros_forms() -> None:
    body = {"Date": date(2026, 9, 4), "ContactID": UUID(int=7), "SentToContact": True}
    assert wire.encode(body) == (
        b'{"Date":"2026-09-04","ContactID":"00000000-0000-0000-0000-000000000007",'
        b'"SentToContact":true}'
    )


def test_literal_json_goes_out_untouched() -> None:
    literal = msgspec.Raw(b'{"Total": 1.50,  "X": "\\u00e9"}')
    assert wire.encode({"Invoices": [literal]}) == b'{"Invoices":[' + bytes(literal) + b"]}"


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_not_sent(amount: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        wire.encode({"UnitAmount": Decimal(amount)})


def test_a_float_is_not_sent_however_deep_it_hides() -> None:
    with pytest.raises(TypeError, match="float"):
        wire.encode({"LineItems": [{"UnitAmount": 0.1}]})
