"""Writes the sample data; safe to call again, since a filled database is left alone."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.utils import timezone

from . import seeds
from .models import Company, Deal, DealLine, DiscountKind, Person, Product
from .people import PEOPLE, DemoPerson

XERO = "xero_integration"


@transaction.atomic
def seed() -> None:
    """People and rights are brought up to date each time; deals are made once."""
    users = [_user(person) for person in PEOPLE]
    if not Company.objects.exists():
        _catalogue()
        _deals(owners=users[:2])


def _user(person: DemoPerson) -> User:
    group = Group.objects.get_or_create(name=person.group)[0]
    group.permissions.set(_permissions(person))
    user, is_new = User.objects.get_or_create(
        username=person.username,
        defaults={
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": f"{person.username}@harbour.example",
            "is_staff": person.username == "admin",
        },
    )
    if is_new:
        user.set_password(person.password)
        user.save()
        user.groups.add(group)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, generate_totp_secret())
    return user


def _permissions(person: DemoPerson) -> list[Permission]:
    of_xero = Permission.objects.filter(content_type__app_label=XERO, codename__in=person.rights)
    of_crm = Permission.objects.filter(content_type__app_label="crm") if person.rights else []
    return [*of_xero, *of_crm]


def _catalogue() -> None:
    columns = ("name", "email", "street", "city", "postcode", "country", "vat_number")
    companies = [
        Company.objects.create(**dict(zip(columns, row, strict=True))) for row in seeds.COMPANIES
    ]
    for name, company, job_title in seeds.PEOPLE:
        owner = None if company is None else companies[company]
        email = (
            f"{name.split()[0].lower()}@{owner.email.split('@')[1] if owner else 'quist.example'}"
        )
        Person.objects.create(full_name=name, company=owner, job_title=job_title, email=email)
    for code, name, price in seeds.PRODUCTS:
        Product.objects.create(code=code, name=name, price=Decimal(price))


def _deals(owners: list[User]) -> None:
    today = timezone.localdate()
    people = {person.full_name: person for person in Person.objects.all()}
    products = {product.code: product for product in Product.objects.all()}
    for number, (title, company, person, stage, currency, days, order, lines) in enumerate(
        seeds.DEALS
    ):
        deal = Deal.objects.create(
            title=title,
            company=None if company is None else people[person].company,
            person=people[person],
            stage=stage,
            currency=currency,
            purchase_order=order,
            expected_on=today + timedelta(days=days),
            owner=owners[number % len(owners)],
        )
        DealLine.objects.bulk_create(_line(deal, products, *line) for line in lines)


def _line(deal: Deal, products: dict[str, Product], code: str, quantity: str, off: str) -> DealLine:
    discount: dict[str, Any] = {}
    if off:
        kind = DiscountKind.PERCENT if off.endswith("%") else DiscountKind.FIXED
        discount = {"discount": Decimal(off.rstrip("%")), "discount_kind": kind}
    product = products[code]
    return DealLine(
        deal=deal,
        product=product,
        quantity=Decimal(quantity),
        unit_price=product.price,
        **discount,
    )
