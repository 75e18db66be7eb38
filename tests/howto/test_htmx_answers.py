"""Each row of the how-to's table: what a request that htmx makes is answered with."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.documents.acting import in_xero, on_deal, url
from tests.journeys.archive import linked_deal
from tests.journeys.office import Office, text_of
from xero_integration.models import Connection, Operation

from .blocks import HOWTO

HTMX = {"HX-Request": "true"}
ROW = re.compile(r"^\| (?P<asked>[^|]+) \| (?P<status>\d{3}) \| (?P<answer>.+) \|$", re.M)
TABLE = [found.groups() for found in ROW.finditer((HOWTO / "htmx-deals.md").read_text())]


def get(office: Office, address: str, browser: Client | None = None) -> Any:
    return (browser or office.rep).get(address, headers=HTMX)


def is_fragment(answer: Any) -> bool:
    return "<html" not in answer.content.decode() and bool(text_of(answer))


def a_page(office: Office) -> Any:
    answer = get(office, office.form_url(linked_deal(office)))
    assert is_fragment(answer)
    return answer


def sent(office: Office, values: dict[str, str], deal: Any) -> Any:
    return office.rep.post(office.form_url(deal), {**values, "action": "create"}, headers=HTMX)


def a_form_that_is_sent(office: Office) -> Any:
    deal = linked_deal(office)
    answer = sent(office, office.link_everything(deal), deal)
    assert answer.headers["HX-Redirect"] == office.host.deal_url(deal)
    return answer


def a_form_with_problems(office: Office) -> Any:
    deal = linked_deal(office)
    answer = sent(office, {**office.link_everything(deal), "issue_date": "soon"}, deal)
    assert is_fragment(answer)
    assert "aria-invalid" in answer.content.decode()
    assert Operation.objects.count() == 0
    return answer


def pressed(office: Office, status: str, action: str, **headers: str) -> tuple[Any, Any]:
    deal = linked_deal(office)
    (document,) = on_deal(office, deal, in_xero(office, status))
    address = url(office, deal, "document_action", document.pk, action)
    return office.admin.post(address, headers={**HTMX, **headers}), deal


def an_action_that_is_done(office: Office) -> Any:
    answer, deal = pressed(office, "DRAFT", "submit")
    told = json.loads(answer.headers["HX-Trigger"])["xi:done"]
    assert told == {
        "message": "It was submitted for approval in Xero.",
        "url": office.host.deal_url(deal),
    }
    return answer


def an_action_that_is_refused(office: Office) -> Any:
    answer, _deal = pressed(office, "AUTHORISED", "submit")
    assert is_fragment(answer)
    return answer


def an_action_on_the_panel(office: Office) -> Any:
    deal = linked_deal(office)
    (document,) = on_deal(office, deal, in_xero(office, "DRAFT"))
    panel = get(office, office.panel_url(deal)).content.decode()
    name = panel.partition('id="')[2].partition('"')[0]
    address = url(office, deal, "document_action", document.pk, "submit")
    answer = office.admin.post(address, headers={**HTMX, "HX-Target": name})
    assert answer.headers["HX-Trigger"] == "xi:news"
    assert "data-xi-panel" in answer.content.decode()
    return answer


def look(office: Office, deal: Any) -> str:
    panel = get(office, office.panel_url(deal))
    assert panel.headers["HX-Trigger"] == "xi:news"
    state = panel.content.decode().partition("?state=")[2].partition('"')[0]
    return f"{office.panel_url(deal)}?state={state}"


def a_look_that_shows_the_same(office: Office) -> Any:
    return get(office, look(office, linked_deal(office)))


def a_look_by_nobody(office: Office) -> Any:
    answer = get(office, look(office, linked_deal(office)), Client())
    assert "HX-Redirect" not in answer.headers
    return answer


def a_page_for_nobody(office: Office) -> Any:
    answer = get(office, office.form_url(linked_deal(office)), Client())
    assert "login" in answer.headers["HX-Redirect"]
    return answer


def what_is_not_permitted(office: Office) -> Any:
    deal = linked_deal(office)
    (document,) = on_deal(office, deal, in_xero(office, "AUTHORISED"))
    answer = get(office, url(office, deal, "document_action", document.pk, "void"))
    assert is_fragment(answer)
    return answer


def without_an_organisation(office: Office) -> Any:
    deal = linked_deal(office)
    Connection.objects.update(state="disconnected")
    answer = get(office, office.form_url(deal))
    assert is_fragment(answer)
    return answer


def a_deal_that_is_no_invoice(office: Office) -> Any:
    # Each host has its own reason: one asks for lines, the other knows what a currency is.
    deal = office.host.make_deal(lines=[], currency="dollars", tenant=office.tenant)
    answer = get(office, office.form_url(deal))
    assert is_fragment(answer)
    return answer


def what_is_not_there(office: Office) -> Any:
    deal = linked_deal(office)
    address = office.panel_url(deal).replace(str(deal.pk), office.host.unknown_pk())
    return get(office, address)


DOES: dict[str, Callable[[Office], Any]] = {
    "a page of the app": a_page,
    "a form that is sent": a_form_that_is_sent,
    "a form with problems, or one that Xero refuses": a_form_with_problems,
    "an action that is done": an_action_that_is_done,
    "an action that is refused": an_action_that_is_refused,
    "an action pressed on the panel itself": an_action_on_the_panel,
    "a look at a panel that shows the same": a_look_that_shows_the_same,
    "a look at a panel by who is not signed in any more": a_look_by_nobody,
    "anything else by who is not signed in any more": a_page_for_nobody,
    "what the person may not do": what_is_not_permitted,
    "what needs an organisation while none is connected": without_an_organisation,
    "a deal that can't be read as an invoice": a_deal_that_is_no_invoice,
    "a deal that is not there, or not for this person": what_is_not_there,
}


@pytest.mark.parametrize(("asked", "status", "answer"), TABLE, ids=[row[0] for row in TABLE])
def test_the_answer_is_that_of_the_table(
    office: Office, asked: str, status: str, answer: str
) -> None:
    answered = DOES[asked](office)
    assert answered.status_code == int(status), text_of(answered)
    if answer.startswith(("nothing", "`HX-Redirect`")):
        assert answered.content == b""


def test_every_row_is_asked() -> None:
    assert [asked for asked, _status, _answer in TABLE] == list(DOES)
