"""How a place is sorted: the state of the link and of the mirror → a verdict, row by row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xero_integration.upkeep.records import Evidence, Known, Place, Standing, Use, Verdict
from xero_integration.upkeep.sorting import sort

CUSTOMER = Use(Place.CUSTOMER, "company:1", "old", "Harbour", name="Harbour Ltd")
PRODUCT = Use(Place.PRODUCT, "product:1", "old", "Oven", "OVEN", "Bread oven")
ACCOUNT = Use(Place.ACCOUNT, "", "old", code="200")
TAX = Use(Place.TAX_CODE, "vat", "old", "vat")
THEME = Use(Place.THEME, "", "old")

GONE, ARCHIVED = Standing.GONE, Standing.ARCHIVED
MAIL = {Evidence.EMAIL: "a@harbour.example"}


def known(**values) -> Known:
    return Known("old", **values)


def new(**values) -> Known:
    return Known("new", **values)


ROWS = {
    "a contact as it was": (CUSTOMER, known(name="Harbour Ltd"), [], "fine", "", ()),
    "a contact whose name was never known": (
        Use(Place.CUSTOMER, "company:1", "old"), known(name="Harbour"), [], "fine", "", (),
    ),
    "a contact of another name": (
        CUSTOMER, known(name="Harbour Works"), [], "renamed", "certain", (),
    ),
    "an archived contact": (CUSTOMER, known(standing=ARCHIVED), [], "archived", "", ()),
    "an archived contact and one of its name": (
        CUSTOMER, known(name="Harbour Ltd", standing=ARCHIVED), [new(name="harbour ltd")],
        "archived", "new", ("name",),
    ),
    "an archived contact and one of its address": (
        CUSTOMER, known(standing=ARCHIVED, traits=MAIL), [new(traits=MAIL)],
        "archived", "new", ("email",),
    ),
    "two empty addresses are no evidence": (
        CUSTOMER, known(standing=ARCHIVED, traits={Evidence.EMAIL: ""}),
        [new(traits={Evidence.EMAIL: ""})], "archived", "", (),
    ),
    "a contact merged into one that can't be used": (
        CUSTOMER, known(is_merged=True, standing=ARCHIVED), [], "merged", "", (),
    ),
    "a contact that the mirror never held": (CUSTOMER, None, [], "lost", "", ()),
    "an item of another code": (
        PRODUCT, known(code="OVEN-2", name="Bread oven"), [], "renamed", "certain", (),
    ),
    "an item that is not sold": (
        PRODUCT, known(code="OVEN", standing=ARCHIVED), [], "archived", "", (),
    ),
    "an item made again": (
        PRODUCT, known(code="OVEN", standing=GONE), [new(code="OVEN", name="Oven")],
        "recreated", "certain", ("code",),
    ),
    "an item like the deleted one": (
        PRODUCT, known(code="OVEN", name="Oven", standing=GONE), [new(code="O", name="Oven")],
        "recreated", "new", ("name",),
    ),
    "a deleted item": (PRODUCT, known(code="OVEN", standing=GONE), [], "lost", "", ()),
    "a renumbered account": (ACCOUNT, known(code="4000"), [], "renamed", "certain", ()),
    "an archived account and one of its code": (
        ACCOUNT, known(code="200", group="SALES", standing=ARCHIVED),
        [new(code="200", group="SALES")], "archived", "new", ("code", "type"),
    ),
    "an archived account and only others": (
        ACCOUNT, known(code="200", group="SALES", standing=ARCHIVED),
        [new(code="400", group="EXPENSE")], "archived", "", (),
    ),
    "a deleted tax rate and one of its height": (
        TAX, known(rate=Decimal(15), standing=GONE), [new(rate=Decimal(15))],
        "lost", "new", ("rate",),
    ),
    "a tax rate of the name but another height": (
        TAX, known(name="GST", rate=Decimal(15), standing=GONE),
        [new(name="GST", rate=Decimal("12.5"))], "lost", "", (),
    ),
    "a deleted theme and the default": (
        THEME, known(name="Blue", standing=GONE), [new(name="Standard", is_default=True)],
        "lost", "new", ("default",),
    ),
    "a theme made again": (
        THEME, known(name="Blue", standing=GONE), [new(name="Blue")],
        "recreated", "new", ("name",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_each_state_has_its_verdict(row):
    use, record, choices, verdict, successor, evidence = ROWS[row]
    found = sort(use, record, choices)
    assert found.verdict == verdict
    assert found.is_certain == (successor == "certain")
    assert found.is_open == (verdict not in {"fine", "renamed"} and successor != "certain")
    proposed = found.suggestion.record.xero_id if found.suggestion else ""
    assert proposed == {"certain": proposed}.get(successor, successor)
    assert tuple(found.suggestion.evidence if found.suggestion else ()) == evidence


def test_a_merged_contact_goes_where_the_merges_end():
    merged = known(name="Harbour Ltd", is_merged=True, standing=ARCHIVED)
    found = sort(CUSTOMER, merged, survivor=new(name="Harbour Group"))
    assert (found.verdict, found.is_certain) == (Verdict.MERGED, True)
    assert found.suggestion.record.name == "Harbour Group"


def test_a_merge_that_ends_at_an_archived_contact_is_for_a_person():
    merged = known(name="Harbour Ltd", is_merged=True, standing=ARCHIVED)
    found = sort(CUSTOMER, merged, survivor=new(standing=ARCHIVED))
    assert (found.verdict, found.is_open) == (Verdict.MERGED, True)


def test_of_equal_accounts_the_one_used_most_is_proposed():
    sales = [Known(code, code, group="SALES", used=used) for code, used in (("a", 3), ("b", 40))]
    lost = known(code="200", group="SALES", standing=ARCHIVED)
    found = sort(ACCOUNT, lost, sales)
    assert found.suggestion.record.code == "b"
    assert found.suggestion.evidence == (Evidence.TYPE, Evidence.USED)


def test_the_stronger_evidence_wins_over_more_of_the_weaker():
    by_code = Known("a", code="200")
    by_name = Known("b", name="Sales", group="SALES", used=99)
    lost = known(code="200", name="Sales", group="SALES", standing=ARCHIVED)
    assert sort(ACCOUNT, lost, [by_name, by_code]).suggestion.record is by_code
