"""The accountant's page: what it shows, and what its buttons really do to the books."""

from __future__ import annotations

from decimal import Decimal
from html.parser import HTMLParser

import pytest

from tests.sandbox.control_fixtures import Developer
from tests.sandbox.identity_fixtures import BASE
from xero_integration.sandbox.accounting import acts


class Forms(HTMLParser):
    """Every form of a page as (address, fields), with its button's label."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[dict] = []
        self._in_button = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        field = dict(attrs)
        if tag == "form":
            self.found.append({"action": field["action"], "fields": {}, "label": ""})
        elif tag in ("input", "select") and self.found:
            self.found[-1]["fields"][field["name"]] = field.get("value", "")
        elif tag == "button":
            self._in_button = True

    def handle_endtag(self, tag):
        self._in_button = self._in_button and tag != "button"

    def handle_data(self, data):
        if self._in_button and self.found:
            self.found[-1]["label"] += data.strip()


class Accountant(Developer):
    def __init__(self) -> None:
        super().__init__()
        self.tenant, self.books = next(iter(self.sandbox.world.organisations.items()))
        self.home = f"/app/{self.books.profile.short_code}"

    def create(self, **fields):
        contact = next(iter(self.books.contacts))
        element = {
            "Type": "ACCREC",
            "Contact": {"ContactID": contact},
            "DueDate": "2026-12-15",
            "LineItems": [
                {
                    "Description": "Phase one",
                    "Quantity": "2",
                    "UnitAmount": "617.28",
                    "AccountCode": "200",
                    "TaxType": "NONE",
                }
            ],
        } | fields
        return acts.create_invoice(self.sandbox, self.tenant, element=element)

    def status(self, document):
        return self.books.invoices[document.document_id].status

    def see(self, path, status=200):
        answer = self.http.get(f"{BASE}{path}")
        assert answer.status_code == status, answer.text
        return answer.text

    def view(self, document):
        return self.see(f"{self.home}/invoicing/view/{document.document_id}")

    def press(self, page, label, **fields):
        """Press the button with this label and return the page one lands on."""
        form = next(each for each in Forms(page).found if each["label"] == label)
        answer = self.http.post(f"{BASE}{form['action']}", data=form["fields"] | fields)
        assert answer.status_code == 200, answer.text
        return answer.text


@pytest.fixture
def me():
    return Accountant()


def test_the_front_door_lists_documents_of_the_first_organisation(me):
    document = me.create(InvoiceNumber="INV-7001", Reference="Deal 7001")
    page = me.see("/")
    assert me.books.name in page
    for shown in ("INV-7001", "Deal 7001", "1,234.56", "Draft", "15 Dec 2026"):
        assert shown in page
    assert f"{me.home}/invoicing/view/{document.document_id}" in page


def test_each_organisation_has_its_own_books(me):
    me.create(InvoiceNumber="INV-7001")
    other = list(me.sandbox.world.organisations.values())[1]
    page = me.see(f"/app/{other.profile.short_code}/documents")
    assert "INV-7001" not in page
    assert other.name in page


def test_documents_are_searched_and_filtered(me):
    me.create(InvoiceNumber="INV-7001")
    approved = me.create(InvoiceNumber="INV-7002", Reference="Needle")
    acts.approve(me.sandbox, me.tenant, document_id=approved.document_id)
    found = me.see(f"{me.home}/documents?q=needle")
    assert "INV-7002" in found
    assert "INV-7001" not in found
    drafts = me.see(f"{me.home}/documents?status=DRAFT")
    assert "INV-7001" in drafts
    assert "INV-7002" not in drafts


def test_approve_pay_a_part_pay_the_rest_and_take_it_back(me):
    document = me.create()
    page = me.press(me.view(document), "Approve")
    assert "The document is approved." in page
    assert me.status(document) == "AUTHORISED"
    page = me.press(page, "Pay a part", amount="234.56")
    assert me.books.invoices[document.document_id].amount_due == Decimal("1000.00")
    page = me.press(page, "Pay in full")
    assert me.status(document) == "PAID"
    assert "Xero allows no changes once it is paid" in page
    me.press(page, "Remove")
    assert me.status(document) == "AUTHORISED"


def test_void_and_delete(me):
    draft, approved = me.create(), me.create()
    acts.approve(me.sandbox, me.tenant, document_id=approved.document_id)
    me.press(me.view(draft), "Delete")
    me.press(me.view(approved), "Void")
    assert (me.status(draft), me.status(approved)) == ("DELETED", "VOIDED")


def test_reference_and_due_date_are_edited(me):
    document = me.create()
    me.press(me.view(document), "Save changes", reference="New", due_date="2027-01-31")
    stored = me.books.invoices[document.document_id]
    assert (stored.reference, stored.due_date.isoformat()) == ("New", "2027-01-31")
    assert len(stored.lines) == 1


@pytest.mark.parametrize("amount", ["", "many", "-5", "99999"])
def test_a_refused_act_says_why_and_changes_nothing(me, amount):
    document = me.create()
    page = me.press(me.view(document), "Approve")
    page = me.press(page, "Pay a part", amount=amount)
    assert 'role="alert"' in page
    assert me.books.invoices[document.document_id].amount_paid == 0


def test_buttons_on_the_list_take_the_next_step(me):
    document = me.create(InvoiceNumber="INV-7001")
    page = me.press(me.see(f"{me.home}/documents?q=INV-7001"), "Approve")
    assert me.status(document) == "AUTHORISED"
    assert "The document is approved." in page


def test_contacts_are_renamed_merged_archived_and_restored(me):
    kept, other = list(me.books.contacts)[:2]
    page = me.see(f"{me.home}/contacts/contact/{other}")
    page = me.press(page, "Rename", name="Quite another name")
    assert me.books.contacts[other].name == "Quite another name"
    assert "Quite another name" in me.see(f"{me.home}/contacts?q=quite")
    page = me.press(page, "Archive")
    assert me.books.contacts[other].status == "ARCHIVED"
    page = me.press(page, "Restore")
    page = me.press(page, "Merge", into=kept)
    assert me.books.contacts[other].merged_to == kept
    assert me.books.contacts[kept].name in page


def test_items_are_renamed_and_archived(me):
    item = min(me.books.items.values(), key=lambda each: each.code.lower())
    page = me.press(me.see(f"{me.home}/items"), "Rename", name="New name")
    assert me.books.items[item.item_id].name == "New name"
    me.press(page, "Archive")
    assert me.books.items[item.item_id].status == "ARCHIVED"


def test_time_passes_and_calls_are_shown(me):
    me.sign_in()
    me.api("GET", "Organisation")
    page = me.see(f"{me.home}/calls")
    assert "/api.xro/2.0/Organisation" in page
    assert "Demo CRM" in page
    page = me.press(page, "Advance", seconds="86400")
    assert "21 Nov 2026, 12:00:00 UTC" in page


def test_xeros_deep_links_lead_to_the_document(me):
    document = me.create(InvoiceNumber="INV-7001")
    code = me.books.profile.short_code
    old = f"/organisationlogin/default.aspx?shortcode={code}&redirecturl="
    assert "INV-7001" in me.view(document)
    link = f"{old}/AccountsPayable/Edit.aspx?InvoiceID={document.document_id}"
    assert "INV-7001" in me.see(link)


@pytest.mark.parametrize(
    "path", ["/app/!none/documents", "{home}/invoicing/view/x", "{home}/contacts/contact/x"]
)
def test_what_is_not_there_is_said_kindly(me, path):
    assert "Nothing here" in me.see(path.format(home=me.home), status=404)


def test_hostile_text_is_shown_as_text(me):
    script = "<script>alert(1)</script>"
    document = me.create(Reference=script, Url="https://crm.example.com/?a=1&b=%3Cscript%3E")
    for page in (me.view(document), me.see(f"{me.home}/documents?q={script}&done={script}")):
        assert "<script" not in page


def test_a_link_of_another_kind_is_no_link(me):
    document = me.create()
    me.books.invoices[document.document_id].url = "javascript:alert(1)"
    assert 'href="javascript' not in me.view(document)


def test_the_page_needs_no_script_and_no_inline_style(me):
    page = me.view(me.create())
    assert "<script" not in page
    assert " style=" not in page
    assert " onclick" not in page
    sheet = me.http.get(f"{BASE}/_sandbox/static/sandbox.css")
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert me.http.get(f"{BASE}/_sandbox/static/app.py").status_code == 404


def test_other_sites_cannot_press_buttons(me):
    document = me.create()
    answer = me.http.post(
        f"{BASE}{me.home}/act",
        data={"act": "approve", "id": document.document_id},
        headers={"Origin": "https://evil.example.com"},
    )
    assert answer.status_code == 403
    assert me.status(document) == "DRAFT"


@pytest.mark.parametrize(
    "back", ["https://evil.example.com/app/x", "https:////evil.example.com", "/_sandbox/state", ""]
)
def test_acts_come_back_to_pages_of_the_box_only(me, back):
    answer = me.http.post(
        f"{BASE}{me.home}/act",
        data={"act": "approve", "id": "x", "back": back},
        allow_redirects=False,
    )
    assert answer.headers["Location"].startswith("/app/")


def test_looking_at_a_list_stores_no_generated_rows(me):
    before = len(me.books.contacts.real)
    me.see(f"{me.home}/contacts")
    me.get("state", tenant=me.tenant)
    assert len(me.books.contacts.real) == before
