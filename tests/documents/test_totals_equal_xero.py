"""A thousand random invoices: what the plan promises is what Xero answers, to the cent."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.client.sandbox_user import SandboxUser
from xero_integration.client import XeroClient
from xero_integration.documents.draft import CustomerDraft, Draft, DraftLine, LineAmountTypes
from xero_integration.documents.facts import PlanFacts
from xero_integration.documents.plan import Plan, make_plan
from xero_integration.host.records import SubjectRef
from xero_integration.reference.book import AccountInfo, ReferenceBook, TaxRateInfo
from xero_integration.sandbox import Sandbox

ALL_CLASSES = frozenset({"REVENUE", "EXPENSE", "ASSET", "EQUITY", "LIABILITY"})


class Desk:
    """One organisation of the sandbox with what a plan must know of it."""

    def __init__(self, organisation: int) -> None:
        sandbox = Sandbox()
        sandbox.limits.enabled = False
        self.client: XeroClient = SandboxUser(sandbox).client(organisation)
        sales = [a for a in self.client.accounts.all() if a.type in {"REVENUE", "SALES"} and a.code]
        self.account = sales[0]
        self.rates = [
            rate
            for rate in self.client.tax_rates.all()
            if rate.status == "ACTIVE" and rate.can_apply_to_revenue
        ]
        contact = next(c for c in self.client.contacts.all() if c.contact_status == "ACTIVE")
        self.contact_id = str(contact.contact_id)
        self.currency = self.client.organisation.get().record.base_currency

    @property
    def book(self) -> ReferenceBook:
        account = AccountInfo(
            id=str(self.account.account_id),
            code=self.account.code,
            name=self.account.name,
            type=self.account.type,
            class_name="REVENUE",
            tax_type=self.account.tax_type,
            system_account="",
            payments_enabled=False,
        )
        rates = tuple(
            TaxRateInfo(
                rate.tax_type,
                rate.name,
                rate.effective_rate or Decimal(0),
                rate.display_tax_rate or Decimal(0),
                ALL_CLASSES,
            )
            for rate in self.rates
        )
        return ReferenceBook(accounts=(account,), tax_rates=rates)

    def draft(self, lines: list[DraftLine], mode: str) -> Draft:
        return Draft(
            ref=SubjectRef("deal", "1"),
            title="Random",
            customer=CustomerDraft(contact_id=self.contact_id),
            issue_date=date(2026, 11, 20),
            due_date=date(2026, 12, 20),
            reference="",
            line_amount_types=mode,
            currency=self.currency,
            branding_theme_id="",
            save_as="DRAFT",
            lines=tuple(lines),
        )


@pytest.fixture(scope="module", params=[0, 1, 2], ids=["NZ", "GB", "AU"])
def desk(request) -> Desk:
    return Desk(request.param)


prices = st.decimals(min_value=0, max_value=99999, places=4)
quantities = st.decimals(min_value="0.0001", max_value=500, places=4)
percents = st.decimals(min_value=0, max_value=100, places=2)


@st.composite
def drawn_lines(draw, rates: list[str], account: str) -> list[DraftLine]:
    count = draw(st.integers(min_value=1, max_value=8))
    lines = []
    for position in range(count):
        quantity, price = draw(quantities), draw(prices)
        discount = draw(st.sampled_from(["none", "percent", "amount"]))
        gross = (quantity * price).quantize(Decimal("0.01"))
        amount = draw(st.decimals(min_value=0, max_value=max(gross, Decimal(0)), places=2))
        lines.append(
            DraftLine(
                position=position,
                description=f"Line {position}",
                quantity=quantity,
                unit_amount=price,
                discount_rate=draw(percents) if discount == "percent" else None,
                discount_amount=amount if discount == "amount" else None,
                account_code=account,
                tax_type=draw(st.sampled_from(rates)),
            )
        )
    return lines


def plan_of(desk: Desk, draft: Draft) -> Plan:
    return make_plan(draft, desk.book, PlanFacts(operation_id=uuid.uuid4()))


def test_the_plan_and_xero_agree_on_random_invoices(desk):
    @seed(20261121)
    @settings(
        max_examples=340,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def agree(data: st.DataObject) -> None:
        rates = [rate.tax_type for rate in desk.rates]
        lines = data.draw(drawn_lines(rates, desk.account.code))
        mode = data.draw(st.sampled_from(LineAmountTypes.values))
        plan = plan_of(desk, desk.draft(lines, mode))
        (result,) = desk.client.invoices.create(plan.payload, idempotency_key=str(uuid.uuid4()))
        assert result.errors == ()
        invoice = result.record
        assert (invoice.sub_total, invoice.total_tax, invoice.total) == (
            plan.totals.subtotal,
            plan.totals.total_tax,
            plan.totals.total,
        )
        assert [line.line_amount for line in invoice.line_items] == list(plan.totals.line_amounts)

    agree()
