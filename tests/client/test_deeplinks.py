"""Links into Xero's own pages."""

from __future__ import annotations

import pytest

from xero_integration.client import deeplinks

ID = "2f1a0b7e-0000-4000-8000-000000000009"


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("ACCREC", f"https://go.xero.com/app/!Qj35V/invoicing/view/{ID}"),
        (
            "ACCPAY",
            "https://go.xero.com/organisationlogin/default.aspx?shortcode=!Qj35V"
            f"&redirecturl=/AccountsPayable/Edit.aspx?InvoiceID={ID}",
        ),
        (
            "ACCRECCREDIT",
            "https://go.xero.com/organisationlogin/default.aspx?shortcode=!Qj35V"
            f"&redirecturl=/AccountsReceivable/ViewCreditNote.aspx?creditNoteID={ID}",
        ),
        (
            "ACCPAYCREDIT",
            "https://go.xero.com/organisationlogin/default.aspx?shortcode=!Qj35V"
            f"&redirecturl=/AccountsPayable/ViewCreditNote.aspx?creditNoteID={ID}",
        ),
    ],
)
def test_a_document_opens_in_its_own_page(kind: str, url: str) -> None:
    assert deeplinks.document(kind, "!Qj35V", ID) == url


def test_contacts_and_quotes_open_too() -> None:
    assert (
        deeplinks.contact("!Qj35V", ID) == f"https://go.xero.com/app/!Qj35V/contacts/contact/{ID}"
    )
    assert deeplinks.quote("!Qj35V", ID) == f"https://go.xero.com/app/!Qj35V/quotes/view/{ID}"


def test_links_follow_a_stand_in_and_odd_codes_stay_inside_the_path() -> None:
    link = deeplinks.contact("a/../b?", ID, "http://127.0.0.1:8020/")
    assert link == f"http://127.0.0.1:8020/app/a%2F..%2Fb%3F/contacts/contact/{ID}"
