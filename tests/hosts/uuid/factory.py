"""Makes users and deals of the tenant host through the interface that all tests use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tests.hosts.lines import DEFAULT_LINES, Customer, Line

from .models import Account, Article, Deal, Membership, User, Workspace

source_key = "deal"
has_tenants = True
HOME = "north"


def make_workspace(slug: str = HOME) -> Workspace:
    return Workspace.objects.get_or_create(slug=slug or HOME)[0]


def make_user(role: str = "rep", *, tenant: str = "") -> User:
    """A member of a workspace in a role; asked twice, the same user comes back."""
    workspace = make_workspace(tenant)
    email = f"{role}@{workspace.slug}.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, f"{role}-password")
        Membership.objects.create(user=user, workspace=workspace, role=role)
    return user


def make_company(customer: Customer | None = None, *, tenant: str = "") -> Account:
    details = asdict(customer or Customer())
    name = details.pop("name")
    return Account.objects.create(workspace=make_workspace(tenant), name=name, details=details)


def make_product(code: str, *, name: str = "", price: Any = "1") -> Article:
    return Article.objects.get_or_create(sku=code, defaults={"label": name or code.title()})[0]


def make_deal(
    *,
    lines: Sequence[Line] = DEFAULT_LINES,
    company: Account | Customer | None = None,
    currency: str = "NZD",
    tenant: str = "",
    title: str = "New oven",
    reference: str = "",
    without_company: bool = False,
) -> Deal:
    workspace = make_workspace(tenant)
    account = company if isinstance(company, Account) else make_company(company, tenant=tenant)
    return Deal.everything.create(
        workspace=workspace,
        number=Deal.everything.filter(workspace=workspace).count() + 1,
        account=None if without_company else account,
        name=title,
        lines=[_line(line) for line in lines],
        extra={"currency": currency, "po": reference},
    )


def _line(line: Line) -> dict[str, Any]:
    if line.product:
        make_product(line.product)
    return {
        "sku": line.product,
        "text": line.description,
        "quantity": str(line.quantity),
        "price": str(line.price),
        "discount_percent": _text(line.discount_percent),
        "discount_amount": _text(line.discount_amount),
    }


def _text(number: Any) -> str | None:
    return None if number is None else str(number)


def deal_url(deal: Deal) -> str:
    return deal.get_absolute_url()


def unknown_pk() -> str:
    """A well-formed pk that no deal has."""
    return "00000000-0000-4000-8000-000000000000"
