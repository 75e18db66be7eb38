"""Answers in the shapes of Xero's wire, small enough to read."""

from __future__ import annotations

from typing import Any

ZERO = "00000000-0000-0000-0000-000000000000"
INVOICE_ID = "2f1a0b7e-0000-4000-8000-000000000009"
CONTACT_ID = "2f1a0b7e-0000-4000-8000-00000000000c"

# As text, because the places of numbers matter.
INVOICE = """{"Type":"ACCREC","InvoiceID":"2f1a0b7e-0000-4000-8000-000000000009",
"InvoiceNumber":"INV-0001","Reference":"Deal 7","Payments":[{"PaymentID":
"2f1a0b7e-0000-4000-8000-0000000000a1","Date":"/Date(1789344000000+0000)/","Amount":20.00}],
"CreditNotes":[{"CreditNoteID":"2f1a0b7e-0000-4000-8000-0000000000a2","ID":"x",
"CreditNoteNumber":"CN-1","AppliedAmount":1.50}],"Prepayments":[],"Overpayments":[],
"AmountDue":24.65,"AmountPaid":20.00,"AmountCredited":1.50,"Url":"https://crm.example.com/7",
"SentToContact":true,"CurrencyRate":1.0000000000,"IsDiscounted":true,"HasErrors":false,
"InvoicePaymentServices":[],"Contact":{"ContactID":"2f1a0b7e-0000-4000-8000-00000000000c",
"Name":"Acme","ContactGroups":[]},"DateString":"2026-09-14T00:00:00",
"Date":"/Date(1789344000000+0000)/","DueDate":"/Date(1790035200000+0000)/",
"BrandingThemeID":"2f1a0b7e-0000-4000-8000-00000000000b","Status":"AUTHORISED",
"LineAmountTypes":"Exclusive","LineItems":[{"LineItemID":
"2f1a0b7e-0000-4000-8000-0000000000f1","Description":"Care","UnitAmount":0.1234,
"TaxType":"OUTPUT2","TaxAmount":6.02,"LineAmount":40.13,"DiscountRate":10.00,
"AccountCode":"200","ItemCode":"CARE","Item":{"ItemID":"2f1a0b7e-0000-4000-8000-0000000000e1",
"Name":"Care","Code":"CARE"},"Tracking":[{"Name":"Region","Option":"North",
"TrackingCategoryID":"2f1a0b7e-0000-4000-8000-0000000000d1","Options":[]}],
"Quantity":325.2000,"FutureField":{"a":[1]}},{"Description":"Only words"}],
"SubTotal":40.13,"TotalTax":6.02,"Total":46.15,"UpdatedDateUTC":"/Date(1789378199100+0000)/",
"CurrencyCode":"NZD"}"""


def envelope(key: str, *elements: str, pagination: tuple[int, int, int] | None = None) -> str:
    """Wrap elements as Xero does; ``pagination`` is (page, pages, items)."""
    paging = ""
    if pagination is not None:
        page, pages, items = pagination
        paging = (
            f'"pagination":{{"page":{page},"pageSize":1000,"pageCount":{pages},'
            f'"itemCount":{items}}},'
        )
    return (
        '{"Id":"e7a6","Status":"OK","ProviderName":"App","DateTimeUTC":"/Date(1789378200000)/",'
        f'{paging}"{key}":[{",".join(elements)}]}}'
    )


def refused_element(**echo: Any) -> dict[str, Any]:
    return {
        "InvoiceID": ZERO,
        "StatusAttributeString": "ERROR",
        "HasErrors": True,
        "ValidationErrors": [{"Message": "One or more line items must be specified"}],
        **echo,
    }
