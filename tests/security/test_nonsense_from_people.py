"""Whatever people type, forge or point a mapping at: a page that says so, never a failure."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.office import Office
from xero_integration.host import paths
from xero_integration.mapping.choices import DueDateKind
from xero_integration.mapping.config import DueDateRule, MappingConfig
from xero_integration.mapping.engine import due_date, fill
from xero_integration.mapping.targets import Target

from .doors import DOORS, Door, open_site
from .nonsense import ODD_TEXTS, QUICK, texts, values

ACTIONS = (
    "refresh", "plan", "create", "add_line", "remove_line:0", "remove_line:99", "remove_line:-1",
    "remove_line:x", "move_up:0", "move_down:²", "page:0", "page:-1", "page:99999999999999999999",
    "pick_contact:", "pick_contact:x", "pick_contact:x:y", "unlink_contact", "create_contact",
    "search_contact", "search_item", "search_item:-1", "search_item:x", "pick_item:0",
    "pick_item:0:x", "pick_item:x:y:z", "unlink_item:²", ":", "::", "create:1", "unknown",
)  # fmt: skip
BESIDE: tuple[str, ...] = (
    "lines-TOTAL",
    "lines-PAGE",
    "page",
    "draft",
    "contact_query",
    "item_query_0",
)
BESIDE += ("lines-99-quantity", "lines--1-quantity", "next", "csrfmiddlewaretoken", "connection")
FILTERS = (
    "page", "state", "kind", "status", "connection", "text", "since", "until", "as_of", "from",
    "to", "currency", "sort", "detached", "saved", "connected", "deal", "next", "error", "code",
)  # fmt: skip
FORMS = [door for door in DOORS if door.method == "POST" and door.name not in {"webhook"}]
READABLE = [door for door in DOORS if door.method == "GET"]

typed = texts.filter(lambda text: "\ud800" not in text)
actions = st.one_of(st.sampled_from(ACTIONS), typed)


def names_on(page: str) -> list[str]:
    return sorted(set(re.findall(r'name="([\w:-]+)"', page)))


def test_nothing_typed_into_the_invoice_form_makes_it_fail(office: Office) -> None:
    deal = office.host.make_deal(tenant=office.tenant)
    true = office.link_everything(deal)
    names = [*true, *BESIDE]

    @QUICK
    @given(st.dictionaries(st.sampled_from(names), typed, max_size=5), actions, st.booleans())
    def press(odd: dict[str, str], action: str, is_fragment: bool) -> None:
        headers = {"HX-Request": "true"} if is_fragment else {}
        sent = {**true, **odd, "action": action}
        answer = office.rep.post(office.form_url(deal), sent, headers=headers)
        assert answer.status_code in {200, 302, 422}, (odd, action)
        office.sandbox.limits.clear()

    press()
    assert office.rep.get(office.form_url(deal)).status_code == 200
    assert office.rep.get(office.panel_url(deal)).status_code == 200


def test_nothing_sent_to_any_other_form_makes_it_fail(office: Office) -> None:
    site, boss = open_site(office), office.admin
    pages = {door.name: boss.get(site.url(door)) for door in READABLE}
    found = {name: page for name, page in pages.items() if not page.streaming}
    names = {name: names_on(page.content.decode()) for name, page in found.items()}
    forms = [door for door in FORMS if door.name != "disconnect"]

    @QUICK
    @given(st.data(), st.sampled_from(forms))
    def press(data: Any, door: Door) -> None:
        known = [*names.get(door.name, []), "action", "next", "seen", "nonce", "text", "revision"]
        odd = data.draw(st.dictionaries(st.sampled_from(known), typed, max_size=6))
        answer = boss.post(site.url(door), {**site.typed(door), **odd})
        assert answer.status_code < 500, (door, odd)
        office.sandbox.limits.clear()

    press()


def test_no_address_makes_a_page_fail(office: Office) -> None:
    site = open_site(office)

    @QUICK
    @given(
        st.sampled_from(READABLE),
        st.dictionaries(st.sampled_from(FILTERS), typed, max_size=4),
        st.sampled_from([{}, {"HX-Request": "true"}, {"Accept": "application/json"}]),
    )
    def look(door: Door, query: dict[str, str], headers: dict[str, str]) -> None:
        answer = office.admin.get(site.url(door), query, headers=headers)
        assert answer.status_code < 500, (door, query)
        office.sandbox.limits.clear()

    look()


def test_no_body_makes_a_door_fail(office: Office) -> None:
    """What is no form at all: JSON, bytes, a body that says it is something else."""
    site = open_site(office)
    kinds = ("application/json", "multipart/form-data; boundary=x", "text/plain", "", "x" * 300)
    bodies = st.one_of(
        st.binary(max_size=80), st.sampled_from([b"[" * 20000, b"{}", b'{"state": 1}', b"null"])
    )

    @QUICK
    @given(st.sampled_from(FORMS), bodies, st.sampled_from(kinds))
    def post(door: Door, body: bytes, kind: str) -> None:
        for browser in (office.rep, Client()):
            answer = browser.post(site.url(door), body, content_type=kind)
            assert answer.status_code < 500, (door, body[:60], kind)

    post()


class Deal:
    """Answers every path with something odd, as a host's own class may."""

    def __init__(self, held: Any) -> None:
        self.held = held
        self.nested = {"held": held, "rows": [held, {"held": held}]}

    def method(self) -> Any:
        return self.held

    def wants(self, more: Any) -> Any:
        raise AssertionError("a method that wants arguments is never called")

    def delete(self) -> None:
        raise AssertionError("what changes data is never called")

    delete.alters_data = True  # type: ignore[attr-defined]

    async def later(self) -> Any:
        raise AssertionError("what has to be awaited is never called")


STEPS: tuple[str, ...] = (
    "held",
    "nested",
    "rows",
    "method",
    "wants",
    "delete",
    "later",
    "__class__",
    "_private",
)
STEPS += ("0", "1", "-1", "²", "9" * 5000, "mro", "pk", "all", "x", "", " ", "|", "held|nested")


@QUICK
@given(values, st.lists(st.one_of(st.sampled_from(STEPS), texts), max_size=6).map(".".join))
def test_a_path_may_point_anywhere(held: Any, path: str) -> None:
    for record in (Deal(held), held, {"held": held}, [held]):
        found = paths.read(record, path)
        assert isinstance(paths.as_text(found), str)
        assert found is not type(record)


@QUICK
@given(
    st.dictionaries(st.sampled_from(list(Target)), st.lists(texts, max_size=3), max_size=4),
    st.dictionaries(texts, texts, max_size=4),
)
def test_any_mapping_fills_every_target_with_text(
    fields: dict[Target, list[str]], read: dict[str, str]
) -> None:
    config = MappingConfig(fields={target: tuple(found) for target, found in fields.items()})
    kept = MappingConfig.from_json(config.to_json())
    assert kept == config
    filled = fill(kept, {**dict.fromkeys(kept.paths, "a\nb\nc"), **read})
    assert set(filled) == set(Target)
    assert all(isinstance(each.value, str) for each in filled.values())


@QUICK
@given(st.dates(max_value=dt.date(2999, 12, 31)), st.sampled_from(DueDateKind), st.integers(1, 366))
def test_every_day_of_issue_has_a_due_date(issued: dt.date, kind: DueDateKind, day: int) -> None:
    rule = DueDateRule(kind, day)
    assert not rule.is_valid or due_date(issued, rule) >= issued


def test_the_odd_numbers_are_odd_to_decimal_too() -> None:
    """The samples hold what breaks a careless ``int`` or ``Decimal``."""
    assert [text for text in ODD_TEXTS if text.isdigit() and not text.isascii()]
    assert Decimal("NaN").is_nan() and "NaN" in ODD_TEXTS
