"""Totals come out as Xero computes them: per line, half up, in decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.accounting_fixtures import Xero, line, messages
from xero_integration.sandbox import Sandbox


def totals(invoice: dict[str, Any]) -> tuple[str, str, str]:
    return str(invoice["SubTotal"]), str(invoice["TotalTax"]), str(invoice["Total"])


def prices(*amounts: Any, **more: Any) -> list[dict[str, Any]]:
    return [line(UnitAmount=amount, **more) for amount in amounts]


@pytest.mark.parametrize(
    ("amounts", "kind", "expected"),
    [
        # Published example of the rounding guide.
        ((25.06, 25.61, 25.63), "Exclusive", ("76.30", "11.44", "87.74")),
        # Captured from a real demo company.
        ((541.25,), "Inclusive", ("470.65", "70.60", "541.25")),
        ((500,), "Inclusive", ("434.78", "65.22", "500.00")),
        ((21,), "Exclusive", ("21.00", "3.15", "24.15")),
        ((21,), "NoTax", ("21.00", "0.00", "21.00")),
        ((14.43,), "Exclusive", ("14.43", "2.16", "16.59")),
        ((0.10,), "Exclusive", ("0.10", "0.02", "0.12")),
    ],
)
def test_totals(
    xero: Xero, amounts: tuple[float, ...], kind: str, expected: tuple[str, str, str]
) -> None:
    invoice = xero.create(LineItems=prices(*amounts), LineAmountTypes=kind)
    assert totals(invoice) == expected


def test_half_a_cent_of_tax_goes_up(xero: Xero) -> None:
    # 14.30 × 15 % = 2.145: half-even and binary floats would both give 2.14.
    invoice = xero.create(LineItems=prices(14.30))
    assert str(invoice["TotalTax"]) == "2.15"


def test_prices_are_cut_to_two_places_before_multiplying(xero: Xero) -> None:
    body = xero.invoice(LineItems=prices(1.2345, Quantity=1000))
    two = xero.put("Invoices", body).json()["Invoices"][0]
    four = xero.put("Invoices", body, unitdp=4).json()["Invoices"][0]
    assert (two["SubTotal"], four["SubTotal"]) == (1230.0, 1234.5)
    assert (two["LineItems"][0]["UnitAmount"], four["LineItems"][0]["UnitAmount"]) == (1.23, 1.2345)


def test_four_places_show_only_when_asked_for(xero: Xero) -> None:
    made = xero.create(LineItems=prices(1.2345))
    assert str(xero.read(made["InvoiceID"])["LineItems"][0]["UnitAmount"]) == "1.23"
    assert str(xero.read(made["InvoiceID"], unitdp=4)["LineItems"][0]["UnitAmount"]) == "1.2345"


@pytest.mark.parametrize(
    ("discount", "amount", "total_discount"),
    [
        ({"DiscountRate": 12.5}, "26.24", "3.75"),
        ({"DiscountAmount": 4.99}, "25.00", "4.99"),
        ({"DiscountRate": 0}, "29.99", "None"),
        ({"DiscountRate": 100}, "0.00", "29.99"),
    ],
)
def test_discounts(xero: Xero, discount: dict[str, Any], amount: str, total_discount: str) -> None:
    invoice = xero.create(LineItems=prices(29.99, **discount))
    assert str(invoice["LineItems"][0]["LineAmount"]) == amount
    assert str(invoice.get("TotalDiscount")) == total_discount


def test_a_bill_takes_no_discount(xero: Xero) -> None:
    body = xero.invoice(Type="ACCPAY", LineItems=prices(10, DiscountRate=5, AccountCode="429"))
    assert messages(xero.put("Invoices", body)) == [
        "Discounts can only be applied to sales invoices and quotes."
    ]


def test_a_sent_tax_amount_overrides_the_rate(xero: Xero) -> None:
    invoice = xero.create(LineItems=prices(100, TaxAmount=14.99))
    assert str(invoice["TotalTax"]) == "14.99"


def test_a_line_amount_that_does_not_fit_is_refused(xero: Xero) -> None:
    body = xero.invoice(LineItems=prices(10, Quantity=3, LineAmount=29.99))
    assert messages(xero.put("Invoices", body)) == [
        "The line total 29.99 does not match the expected line total 30.00"
    ]


def test_a_total_that_is_not_the_sum_is_refused(xero: Xero) -> None:
    assert messages(xero.put("Invoices", xero.invoice(Total=115.01))) == [
        "The document total does not equal the sum of the lines."
    ]
    assert xero.put("Invoices", xero.invoice(Total=115.00)).status_code == 200


@pytest.mark.parametrize(("country", "tax"), [("NZ", "15.00"), ("GB", "20.00"), ("AU", "10.00")])
def test_every_country_has_its_rate(sandbox: Sandbox, country: str, tax: str) -> None:
    assert str(Xero(sandbox, country).create()["TotalTax"]) == tax


def test_money_is_written_with_its_zeros(xero: Xero) -> None:
    invoice_id = xero.create()["InvoiceID"]
    text = xero.get(f"Invoices/{invoice_id}").text
    assert '"Total":115.00' in text and '"AmountPaid":0.00' in text


def test_a_negative_total_is_refused_but_a_negative_line_is_not(xero: Xero) -> None:
    fine = xero.create(LineItems=prices(100, -30))
    assert str(fine["SubTotal"]) == "70.00"
    refused = xero.put("Invoices", xero.invoice(LineItems=prices(-100)))
    assert messages(refused) == ["The document total cannot be negative."]


def test_foreign_currency_gets_a_day_rate(xero: Xero) -> None:
    invoice = xero.create(CurrencyCode="USD")
    assert invoice["CurrencyRate"].quantize(Decimal("0.000001")) == Decimal("0.606061")


def test_a_strange_rate_is_a_warning_not_an_error(xero: Xero) -> None:
    body = xero.invoice(CurrencyCode="USD", CurrencyRate=60)
    element = xero.put("Invoices", body, summarizeErrors="false").json()["Invoices"][0]
    assert element["StatusAttributeString"] == "WARNING"
    assert element["Warnings"]
