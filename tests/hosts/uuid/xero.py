"""How the tenant host shows its deals: its own rights, tenants, and a draft made by hand."""

from __future__ import annotations

from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from tests.hosts.roles import ROLES
from xero_integration.host import HostDraft, HostLine, InvoiceSource, Party, ProductRef, SubjectRef

from .models import Article, Deal, Membership
from .scope import workspace


class DealSource(InvoiceSource):
    model = "tenancy.Deal"
    party = "account"
    name = "account.name"
    email = "account.details.email"
    address = {
        "line1": "account.details.address",
        "city": "account.details.city",
        "postal_code": "account.details.postcode",
        "country": "account.details.country",
    }
    tax_number = "account.details.vat_number"
    json_keys = {"extra.po": "Purchase order", "account.details.vat_number": "VAT number"}
    currency = "extra.currency"
    reference = "extra.po|name"

    def objects(self, request: HttpRequest) -> QuerySet[Deal]:
        return Deal.everything.filter(workspace__memberships__user=request.user.pk)

    def allows(self, request: HttpRequest, action: str, obj: Any) -> bool:
        memberships = Membership.objects.filter(user=request.user.pk)
        if obj is not None:
            memberships = memberships.filter(workspace_id=obj.workspace_id)
        return any(action in ROLES[membership.role] for membership in memberships)

    def tenant(self, request: HttpRequest, obj: Any) -> str:
        if obj is not None:
            return str(obj.workspace_id)
        first = Membership.objects.filter(user=request.user.pk).order_by("pk").first()
        return first.workspace_id if first else ""

    def to_match(self, tenant: str) -> QuerySet[Deal]:
        return Deal.everything.filter(workspace_id=tenant)

    def scope(self, tenant: str) -> AbstractContextManager[None]:
        return workspace(tenant)

    def draft(self, obj: Any) -> HostDraft:
        articles = {
            article.sku: article
            for article in Article.objects.filter(sku__in=[line["sku"] for line in obj.lines])
        }
        return HostDraft(
            ref=SubjectRef("deal", str(obj.pk)),
            title=obj.name,
            party=_party(obj),
            currency=obj.extra.get("currency", ""),
            reference=obj.extra.get("po") or obj.name,
            lines=tuple(_line(line, articles) for line in obj.lines),
        )


def _party(deal: Deal) -> Party | None:
    account = deal.account
    if account is None:
        return None
    return Party(
        key=f"tenancy.account:{account.pk}",
        name=account.name,
        email=account.details.get("email", ""),
    )


def _line(line: dict[str, Any], articles: dict[str, Article]) -> HostLine:
    article = articles.get(line["sku"])
    return HostLine(
        description=line["text"],
        quantity=Decimal(line["quantity"]),
        unit_amount=Decimal(line["price"]),
        discount_percent=_decimal(line["discount_percent"]),
        discount_amount=_decimal(line["discount_amount"]),
        product=_product(article) if article else None,
    )


def _product(article: Article) -> ProductRef:
    return ProductRef(f"tenancy.article:{article.pk}", article.label, article.sku)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
