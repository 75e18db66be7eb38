"""Hypothesis strategies for what a stranger, a bug or an update of Xero's could send."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

QUICK = settings(
    max_examples=80,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
"""The same examples in every run: what fails here fails everywhere, and nothing is timed."""

FEWER = settings(QUICK, max_examples=40)
"""Where each example is a visit of the worker or of several pages."""

ODD_TEXTS = (
    "", " ", "\x00", "\ud800", "\u202e", "💥", "'", '"', "%s%(a)s%", "{{x}}", "null", "NaN",
    "Infinity", "-1", "0", "1e999", "²", "١٢", "9" * 30, "9" * 5000, "x" * 5000, "\r\nA: b",
    "/Date(0)/", "/Date(-99999999999999+1300)/", "/Date(999999999999999)/", "/Date(NaN)/",
    "9999-12-31", "0001-01-01", "2026-02-30", "2026-11-21T25:61:61", "31/12/2026", "true",
    "00000000-0000-0000-0000-000000000000", "../..", "<x>", "AUTHORISED", "javascript:1",
)  # fmt: skip
ODD_NUMBERS = (0, -1, 10**9, 2**63, -(2**64), 10**40, 0.1, 1e300, -0.0)

texts = st.one_of(st.sampled_from(ODD_TEXTS), st.text(max_size=40))
scalars = st.one_of(st.none(), st.booleans(), st.sampled_from(ODD_NUMBERS), texts)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
broken = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"", b"{", b"[]", b"null", b"0", b'"x"', b"\xff\xfe", b"[" * 5000, b'{"a":' * 3000]
    ),
)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value inside, so that each is as likely to be changed."""
    if isinstance(value, dict):
        return [path, *(each for key in value for each in places_in(value[key], (*path, key)))]
    if isinstance(value, list):
        return [
            path,
            *(each for at, one in enumerate(value) for each in places_in(one, (*path, at))),
        ]
    return [path]


@st.composite
def changed(draw: Any, true: Any) -> Any:
    """The true thing with one to three of its values replaced, left out or doubled."""
    value = copy.deepcopy(true)
    for _again in range(draw(st.integers(1, 3))):
        places = [path for path in places_in(value) if path]
        if not places:
            return draw(values)
        # The deepest are what is read as a value; the others break the whole.
        deep = [path for path in places if len(path) > 2] or places
        *way, last = draw(st.sampled_from(draw(st.sampled_from([places, deep, deep]))))
        owner = value
        for step in way:
            owner = owner[step]
        what = draw(st.sampled_from(["replace", "replace", "drop", "wrap"]))
        if what == "drop":
            del owner[last]
        elif what == "wrap":
            owner[last] = [owner[last], owner[last]]
        else:
            owner[last] = draw(st.one_of(values, alike(owner[last])))
    return value


def alike(value: Any) -> st.SearchStrategy[Any]:
    """Of the right kind, but odd."""
    if isinstance(value, str):
        return texts
    if isinstance(value, int | float):
        return st.one_of(st.sampled_from(ODD_NUMBERS), st.integers(-5, 5))
    return values


def bodies(true: Any) -> st.SearchStrategy[bytes]:
    """What an answer or a delivery could hold instead of the true one."""
    return st.one_of(changed(true).map(as_bytes), changed(true).map(as_bytes), broken)


def as_bytes(value: Any) -> bytes:
    return json.dumps(value).encode()
