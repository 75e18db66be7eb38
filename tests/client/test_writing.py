"""Creating and changing things in Xero, one and several at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import msgspec
import pytest
import requests
import responses

from xero_integration.client import XeroClient
from xero_integration.exceptions import (
    OutcomeUnknown,
    TenantForbidden,
    Unavailable,
    ValidationRefused,
    XeroError,
)

from .wire_samples import CONTACT_ID, INVOICE, INVOICE_ID, ZERO, envelope, refused_element

Answers = Callable[..., Any]
PAYLOAD = {"Type": "ACCREC", "LineItems": [{"UnitAmount": Decimal("1.2500")}]}


def last(xero: responses.RequestsMock) -> requests.PreparedRequest:
    return xero.calls[-1].request


class TestABatch:
    def test_each_payload_gets_its_own_result_in_order(
        self, client: XeroClient, answers: Answers
    ) -> None:
        warned = {**json.loads(INVOICE), "Warnings": [{"Message": "The rate looks odd."}]}
        refused = refused_element(LineItems=[{"ValidationErrors": [{"Message": "No account."}]}])
        body = envelope("Invoices", INVOICE, json.dumps(refused), json.dumps(warned))
        answers("PUT", "Invoices", body=body)
        good, bad, odd = client.invoices.create([PAYLOAD] * 3, idempotency_key="k")
        assert good.ok
        assert good.element().record.invoice_id == UUID(INVOICE_ID)
        assert good.raw == INVOICE.encode()
        assert (bad.ok, bad.record) == (False, None)
        assert bad.errors == ("One or more line items must be specified", "No account.")
        assert (odd.ok, odd.warnings) == (True, ("The rate looks odd.",))
        with pytest.raises(ValidationRefused) as raised:
            bad.element()
        assert raised.value.messages == bad.errors

    @pytest.mark.parametrize(("verb", "method"), [("create", "PUT"), ("update", "POST")])
    def test_xero_is_asked_for_single_verdicts_and_four_places(
        self,
        client: XeroClient,
        answers: Answers,
        xero: responses.RequestsMock,
        verb: str,
        method: str,
    ) -> None:
        answers(method, "Invoices", body=envelope("Invoices", INVOICE))
        getattr(client.invoices, verb)(PAYLOAD, idempotency_key="key-9")
        sent = last(xero)
        query = parse_qs(urlsplit(sent.url or "").query)
        assert query == {"summarizeErrors": ["false"], "unitdp": ["4"]}
        assert sent.headers["Idempotency-Key"] == "key-9"
        assert sent.body == (
            b'{"Invoices":[{"Type":"ACCREC","LineItems":[{"UnitAmount":1.2500}]}]}'
        )

    def test_literal_json_is_sent_as_it_was_shown(
        self, client: XeroClient, answers: Answers, xero: responses.RequestsMock
    ) -> None:
        answers("PUT", "Invoices", body=envelope("Invoices", INVOICE))
        client.invoices.create(msgspec.Raw(b'{"Type": "ACCREC"}'), idempotency_key="k")
        assert last(xero).body == b'{"Invoices":[{"Type": "ACCREC"}]}'

    @pytest.mark.parametrize("noun", ["contacts", "items", "credit_notes", "payments"])
    def test_other_nouns_are_written_alike(
        self, client: XeroClient, answers: Answers, xero: responses.RequestsMock, noun: str
    ) -> None:
        path = getattr(client, noun).path
        refused = {"StatusAttributeString": "ERROR", "ContactID": ZERO}
        answers("PUT", path, body=envelope(path, json.dumps(refused)))
        (result,) = getattr(client, noun).create({"Name": "x"}, idempotency_key="k")
        assert result.errors == ("Xero gave no reason.",)
        assert "summarizeErrors=false" in (last(xero).url or "")

    @pytest.mark.parametrize(
        "body",
        [
            envelope("Invoices", INVOICE),
            envelope("Invoices"),
            envelope("Invoices", INVOICE, INVOICE, INVOICE),
            envelope("Invoices", INVOICE, INVOICE)[:-9],
            "<html>Bad gateway</html>",
            "",
            envelope("Invoices", INVOICE, '{"InvoiceID": 5}'),
        ],
    )
    def test_an_answer_that_does_not_match_leaves_the_outcome_unknown(
        self, client: XeroClient, answers: Answers, body: str
    ) -> None:
        answers("PUT", "Invoices", body=body)
        with pytest.raises(OutcomeUnknown):
            client.invoices.create([PAYLOAD, PAYLOAD], idempotency_key="k")

    def test_a_refusal_of_the_whole_call_is_raised(
        self, client: XeroClient, answers: Answers
    ) -> None:
        body = {"Title": "Forbidden", "Status": 403, "Detail": "AuthenticationUnsuccessful"}
        answers("PUT", "Invoices", json=body, status=403)
        with pytest.raises(TenantForbidden):
            client.invoices.create([PAYLOAD], idempotency_key="k")


class TestTheRestOfAnInvoice:
    def test_an_email_is_asked_for_once_with_a_key(
        self, client: XeroClient, answers: Answers, xero: responses.RequestsMock
    ) -> None:
        answers("POST", f"Invoices/{INVOICE_ID}/Email", status=204)
        client.invoices.email(INVOICE_ID, idempotency_key="mail-1")
        assert last(xero).body == b"{}"
        assert last(xero).headers["Idempotency-Key"] == "mail-1"

    def test_a_pdf_is_asked_for_alone(
        self, client: XeroClient, answers: Answers, xero: responses.RequestsMock
    ) -> None:
        answers("GET", f"Invoices/{INVOICE_ID}", body=b"%PDF-1.7 x", content_type="application/pdf")
        assert client.invoices.pdf(INVOICE_ID) == b"%PDF-1.7 x"
        assert last(xero).headers["Accept"] == "application/pdf"

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [(b'{"Invoices":[]}', "application/json"), (b"<html>", "application/pdf")],
    )
    def test_what_is_no_pdf_is_not_passed_on(
        self, client: XeroClient, answers: Answers, body: bytes, content_type: str
    ) -> None:
        answers("GET", f"Invoices/{INVOICE_ID}", body=body, content_type=content_type)
        with pytest.raises(Unavailable):
            client.invoices.pdf(INVOICE_ID)

    @pytest.mark.parametrize(
        ("found", "url"),
        [(['{"OnlineInvoiceUrl":"https://in.xero.com/t"}'], "https://in.xero.com/t"), ([], "")],
    )
    def test_the_customers_link_may_be_missing(
        self, client: XeroClient, answers: Answers, found: list[str], url: str
    ) -> None:
        answers(
            "GET", f"Invoices/{INVOICE_ID}/OnlineInvoice", body=envelope("OnlineInvoices", *found)
        )
        assert client.invoices.online_url(INVOICE_ID) == url


def test_a_payment_is_taken_back_by_its_status_alone(
    client: XeroClient, answers: Answers, xero: responses.RequestsMock
) -> None:
    deleted = json.dumps({"PaymentID": CONTACT_ID, "Status": "DELETED", "Amount": 5})
    answers("POST", f"Payments/{CONTACT_ID}", body=envelope("Payments", deleted))
    result = client.payments.delete(CONTACT_ID, idempotency_key="k")
    assert result.element().record.status == "DELETED"
    assert last(xero).body == b'{"Status":"DELETED"}'


def test_a_credit_is_set_against_an_invoice_and_taken_off(
    client: XeroClient, answers: Answers, xero: responses.RequestsMock
) -> None:
    path = f"CreditNotes/{CONTACT_ID}/Allocations"
    allocation = json.dumps({"AllocationID": INVOICE_ID, "Amount": 5, "Date": "2026-09-14"})
    answers("PUT", path, body=envelope("Allocations", allocation))
    answers("DELETE", f"{path}/{INVOICE_ID}", json={"IsDeleted": True, "Invoice": [{}]})
    (result,) = client.credit_notes.allocate(
        CONTACT_ID, [{"Amount": Decimal("5.00")}], idempotency_key="k"
    )
    assert result.element().record.amount == Decimal(5)
    client.credit_notes.remove_allocation(CONTACT_ID, INVOICE_ID)
    assert last(xero).method == "DELETE"


class TestHistory:
    def test_a_note_is_cut_to_what_xero_keeps(
        self, client: XeroClient, answers: Answers, xero: responses.RequestsMock
    ) -> None:
        path = f"Invoices/{INVOICE_ID}/History"
        answers("PUT", path, body=envelope("HistoryRecords", '{"Details":"x"}'))
        client.history.add("Invoices", INVOICE_ID, "n" * 3000, idempotency_key="k")
        sent = json.loads(last(xero).body or "")
        assert sent == {"HistoryRecords": [{"Details": "n" * 2500}]}

    def test_a_refused_note_is_not_passed_over(self, client: XeroClient, answers: Answers) -> None:
        refused = '{"Details":"x","ValidationErrors":[{"Message":"Details are required"}]}'
        answers("PUT", f"Invoices/{INVOICE_ID}/History", body=envelope("HistoryRecords", refused))
        with pytest.raises(ValidationRefused) as raised:
            client.history.add("Invoices", INVOICE_ID, "x", idempotency_key="k")
        assert raised.value.messages == ("Details are required",)

    def test_what_happened_is_read(self, client: XeroClient, answers: Answers) -> None:
        record = '{"Changes":"Invoice sent","User":"Kim","DateUTC":"/Date(0+0000)/","Details":""}'
        answers("GET", f"Invoices/{INVOICE_ID}/History", body=envelope("HistoryRecords", record))
        (entry,) = client.history.of("Invoices", INVOICE_ID)
        assert (entry.changes, entry.user) == ("Invoice sent", "Kim")
        assert entry.date_utc is not None


class TestAttachments:
    def test_a_file_goes_out_as_it_is(
        self, client: XeroClient, answers: Answers, xero: responses.RequestsMock
    ) -> None:
        found = json.dumps({"AttachmentID": CONTACT_ID, "FileName": "a [1].pdf"})
        answers(
            "PUT",
            f"Invoices/{INVOICE_ID}/Attachments/a%20%5B1%5D.pdf",
            body=envelope("Attachments", found),
        )
        element = client.attachments.add(
            "Invoices",
            INVOICE_ID,
            file_name="a [1].pdf",
            content=b"%PDF",
            content_type="application/pdf",
            idempotency_key="k",
            include_online=True,
        )
        assert element.record.file_name == "a [1].pdf"
        assert last(xero).body == b"%PDF"
        assert last(xero).headers["Content-Type"] == "application/pdf"
        assert (last(xero).url or "").endswith("?IncludeOnline=true")

    @pytest.mark.parametrize(
        ("name", "content"), [("a/b.pdf", b""), ("", b""), ("a.pdf", b"x" * (10 * 1024**2 + 1))]
    )
    def test_what_xero_would_not_take_is_not_sent(
        self, client: XeroClient, name: str, content: bytes
    ) -> None:
        with pytest.raises(ValueError, match="Xero"):
            client.attachments.add(
                "Invoices",
                INVOICE_ID,
                file_name=name,
                content=content,
                content_type="text/plain",
                idempotency_key="k",
            )


class TestNoSecretEscapes:
    """By value: the token is nowhere that a person or a log collector could see."""

    @pytest.mark.parametrize(
        "what",
        [
            {"status": 400, "json": {"Message": "Bearer access-token-of-nobody is bad"}},
            {"status": 500, "body": "access-token-of-nobody", "content_type": "text/plain"},
            {"body": requests.ConnectionError("access-token-of-nobody")},
            {"status": 401, "json": {"Detail": "TokenExpired access-token-of-nobody"}},
        ],
    )
    def test_not_even_when_xero_echoes_it(
        self,
        client: XeroClient,
        answers: Answers,
        caplog: pytest.LogCaptureFixture,
        what: dict[str, Any],
    ) -> None:
        token = "access-token-of-nobody"
        answers("PUT", "Invoices", **what)
        caplog.set_level("DEBUG")
        with pytest.raises(XeroError) as raised:
            client.invoices.create(PAYLOAD, idempotency_key="k")
        error = raised.value
        assert token not in f"{error} {error!r} {vars(error)} {client!r} {vars(client)}"
        assert error.__cause__ is None
        assert error.__context__ is None
        assert token not in "\n".join(f"{vars(r)} {r.getMessage()}" for r in caplog.records)
