"""Makes users and deals of the plain host through the interface that all tests use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Permission, User

from tests.hosts.lines import DEFAULT_LINES, Customer, Line
from tests.hosts.roles import ROLES

from .models import Company, Deal, DealLine, Product

source_key = "deal"
has_tenants = False


def make_user(role: str = "rep", *, tenant: str = "") -> User:
    """A user with the rights of a role; asked twice, the same user comes back."""
    user, is_new = User.objects.get_or_create(
        username=role, defaults={"email": f"{role}@host.example", "first_name": role.title()}
    )
    if is_new:
        user.set_password(f"{role}-password")
        user.save()
        user.user_permissions.set(_permissions(role))
    return user


def _permissions(role: str) -> list[Permission]:
    own = Permission.objects.filter(
        content_type__app_label="xero_integration", codename__in=ROLES[role]
    )
    deals = Permission.objects.filter(content_type__app_label="plain", codename="change_deal")
    return [*own, *deals] if role != "norights" else []


def make_company(customer: Customer | None = None) -> Company:
    details = customer or Customer()
    return Company.objects.create(
        **{field: getattr(details, field) for field in Customer.__dataclass_fields__}
    )


def make_product(code: str, *, name: str = "", price: Any = "1") -> Product:
    return Product.objects.get_or_create(
        code=code, defaults={"name": name or code.title(), "price": price}
    )[0]


def make_deal(
    *,
    lines: Sequence[Line] = DEFAULT_LINES,
    company: Company | Customer | None = None,
    currency: str = "NZD",
    tenant: str = "",
    title: str = "New oven",
    reference: str = "",
    without_company: bool = False,
) -> Deal:
    owner = company if isinstance(company, Company) else make_company(company)
    deal = Deal.objects.create(
        title=title,
        company=None if without_company else owner,
        currency=currency,
        reference=reference,
    )
    DealLine.objects.bulk_create([_line(deal, line) for line in lines])
    return deal


def _line(deal: Deal, line: Line) -> DealLine:
    product = make_product(line.product, price=line.price) if line.product else None
    return DealLine(
        deal=deal,
        product=product,
        text=line.description,
        quantity=line.quantity,
        price=line.price,
        discount_percent=line.discount_percent,
        discount_amount=line.discount_amount,
    )


def deal_url(deal: Deal) -> str:
    return deal.get_absolute_url()


def unknown_pk() -> str:
    """A well-formed pk that no deal has."""
    return "987654"
