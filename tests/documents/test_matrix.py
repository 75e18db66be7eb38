"""Every action in every status for every role: it works, or it is refused for the stated reason.

The table below is written by hand from Xero's rules, so that it can contradict the code's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests.journeys.office import Office, text_of
from xero_integration.documents.matrix import MATRIX, Action
from xero_integration.models import Document

from .acting import JSON, do, in_xero, on_deal, status_in_xero, url

STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")

# Rows in the order of STATUSES: "yes", or why not.
TABLE = """
approve       yes         yes         approved    approved    voided   deleted
submit        yes         submitted   approved    approved    voided   deleted
email         unapproved  unapproved  yes         yes         voided   deleted
pdf           yes         yes         yes         yes         yes      deleted
open_in_xero  yes         yes         yes         yes         yes      yes
online_link   unapproved  unapproved  yes         yes         voided   deleted
edit          yes         yes         yes         settled     voided   deleted
copy          yes         yes         yes         yes         yes      yes
void_and_copy use_copy    use_copy    yes         settled     voided   deleted
void          use_delete  use_delete  yes         settled     voided   deleted
delete        yes         yes         use_void    use_void    voided   deleted
note          yes         yes         yes         yes         yes      yes
detach        yes         yes         yes         yes         yes      yes
refresh       yes         yes         yes         yes         yes      yes
"""
EXPECTED = {
    (row.split()[0], status): code
    for row in TABLE.strip().splitlines()
    for status, code in zip(STATUSES, row.split()[1:], strict=True)
}

ALL = {"viewer", "rep", "approver", "admin"}
WRITERS = ALL - {"viewer"}
DECIDERS = {"approver", "admin"}
MAY = {
    "approve": DECIDERS,
    "submit": WRITERS,
    "email": WRITERS,
    "pdf": ALL,
    "open_in_xero": ALL,
    "online_link": ALL,
    "edit": WRITERS,
    "copy": WRITERS,
    "void_and_copy": DECIDERS,
    "void": DECIDERS,
    "delete": DECIDERS,
    "note": WRITERS,
    "detach": WRITERS,
    "refresh": ALL,
}
ROLES = ("norights", "viewer", "rep", "approver", "admin")

BECOMES = {"approve": "AUTHORISED", "submit": "SUBMITTED", "void": "VOIDED", "delete": "DELETED"}
HIDDEN = {"approved", "submitted", "voided", "deleted", "use_delete", "use_void", "use_copy"}


def may(role: str, action: str, status: str) -> bool:
    if (action, status) == ("edit", "AUTHORISED"):
        return role in DECIDERS  # who changes what was approved approves it anew
    return role in MAY[action]


@dataclass
class Case:
    """A deal for each status, with a document for each action, as one person meets them."""

    office: Office
    role: str
    browser: Client
    deals: dict[str, Any]
    documents: dict[tuple[str, str], Document]


@pytest.fixture
def case(office: Office, sign_in: Callable[..., Client]) -> Callable[[str], Case]:
    office.organisation.daily_email_cap = 1000

    def made(role: str) -> Case:
        deals = {
            status: office.host.make_deal(tenant=office.tenant, title=status) for status in STATUSES
        }
        documents: dict[tuple[str, str], Document] = {}
        for status, deal in deals.items():
            xero_ids = [in_xero(office, status) for _action in Action]
            found = on_deal(office, deal, *xero_ids)
            documents |= {
                (action.value, status): document
                for action, document in zip(Action, found, strict=True)
            }
        browser = sign_in(role, tenant=office.tenant)
        return Case(office, role, browser, deals, documents)

    return made


def test_the_table_knows_every_action_in_every_status() -> None:
    assert set(EXPECTED) == {(action.value, status) for action in Action for status in STATUSES}
    assert set(MAY) == set(Action.values)


def test_the_codes_own_table_says_the_same() -> None:
    own = {(a.value, s): MATRIX[a][s] or "yes" for a in Action for s in STATUSES}
    assert own == EXPECTED


@pytest.mark.parametrize("role", ROLES)
def test_the_whole_matrix(case: Callable[[str], Case], role: str) -> None:
    """One set-up per role, as each cell has a document of its own."""
    met = case(role)
    wrong = []
    for (action, status), document in met.documents.items():
        said = pressed(met, action, status, document)
        wanted = answer_to(role, action, status)
        if said is not None and said != wanted:
            wrong.append(f"{role} {action} {status}: wanted {wanted}, got {said}")
    assert wrong == []


def answer_to(role: str, action: str, status: str) -> str:
    if role == "norights" or not may(role, action, status):
        return "forbidden"
    return EXPECTED[action, status]


def pressed(met: Case, action: str, status: str, document: Document) -> str | None:
    """Forge the request, whatever the page offers; "yes" only if Xero says so too."""
    calls = len(met.office.sandbox.log.entries)
    answer = sent(met, action, met.deals[status], document)
    if answer is None:
        return None
    if answer.status_code in {403, 404}:
        assert len(met.office.sandbox.log.entries) == calls
        assert status_in_xero(met.office, document) == status
        return "forbidden"
    if answer.status_code == 409:
        assert len(met.office.sandbox.log.entries) == calls
        return str(answer.json()["code"])
    assert answer.status_code in {200, 302}, (action, status, text_of(answer))
    assert status_in_xero(met.office, document) == BECOMES.get(action, status)
    return "yes"


def sent(met: Case, action: str, deal: Any, document: Document) -> Any:
    """None for what has no address of its own yet."""
    office, browser = met.office, met.browser
    if action in {"pdf", "online_link"}:
        name = {"pdf": "document_pdf", "online_link": "document_online"}[action]
        return browser.get(url(office, deal, name, document.pk), headers=JSON)
    if action == "detach":
        return browser.post(url(office, deal, "document_detach", document.pk))
    if action == "refresh":
        return browser.post(url(office, deal, "deal_refresh"))
    if action in {"edit", "copy"}:
        return browser.get(url(office, deal, f"document_{action}", document.pk), headers=JSON)
    if action in {"void_and_copy", "open_in_xero"}:
        return None  # a button of the copy's page, and a link that Xero answers
    return do(browser, url(office, deal, "document_action", document.pk, action), text="Hello")


@pytest.mark.parametrize("role", ["viewer", "rep", "admin"])
def test_programs_are_told_the_same_by_the_panel(case: Callable[[str], Case], role: str) -> None:
    met = case(role)
    for status, deal in met.deals.items():
        told = met.browser.get(met.office.panel_url(deal), headers=JSON).json()
        for row in told["documents"]:
            for action, verdict in row["actions"].items():
                wanted = answer_to(role, action, status)
                said = "yes" if verdict["allowed"] else verdict["code"]
                assert said == wanted.replace("forbidden", "permission"), (action, status)
                assert bool(verdict["message"]) != verdict["allowed"]


@pytest.mark.parametrize("role", ["viewer", "rep", "admin"])
def test_the_menu_offers_what_works_and_explains_what_could(
    case: Callable[[str], Case], role: str
) -> None:
    met = case(role)
    for status, deal in met.deals.items():
        page = met.browser.get(met.office.panel_url(deal)).content.decode()
        row = page[page.index("xi-menu__items") :].partition("</details>")[0]
        for action in Action:
            wanted = answer_to(role, action, status)
            offered = f"xi-do-{action}-" in row
            assert offered == (wanted == "yes" and is_in_menu(action, role, status)), (
                action,
                status,
            )
            named = f"<span>{action.label}</span>" in row
            unsaid = {"yes", "forbidden", *HIDDEN}
            assert named == (wanted not in unsaid and action != "void_and_copy"), (action, status)


def is_in_menu(action: Action, role: str, status: str) -> bool:
    """The refresh stands below the list; a copy is the lesser of two where voiding works too."""
    if action == Action.COPY and answer_to(role, "void_and_copy", status) == "yes":
        return False
    return action != Action.REFRESH


def test_there_is_no_way_back_from_a_void() -> None:
    changes = [Action.APPROVE, Action.SUBMIT, Action.EDIT, Action.EMAIL, Action.VOID, Action.DELETE]
    for ended in ("VOIDED", "DELETED"):
        assert all(MATRIX[action][ended] for action in changes)


def test_a_status_that_xero_invents_is_read_but_not_changed(office: Office, sign_in: Any) -> None:
    deal = office.host.make_deal(tenant=office.tenant)
    (document,) = on_deal(office, deal, in_xero(office, "DRAFT"))
    Document.objects.update(status="HIBERNATING")
    browser = sign_in("admin", tenant=office.tenant)
    told = browser.get(office.panel_url(deal), headers=JSON).json()["documents"][0]["actions"]
    allowed = {name for name, verdict in told.items() if verdict["allowed"]}
    assert allowed == {"pdf", "open_in_xero", "note", "detach", "refresh"}
    answer = do(browser, url(office, deal, "document_action", document.pk, "approve"))
    assert (answer.status_code, answer.json()["code"]) == (409, "unknown_status")
