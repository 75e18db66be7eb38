"""The settings a company starts with: the host's declared paths, the organisation's own lists."""

from __future__ import annotations

from collections.abc import Iterable

from ..connections.models import Connection
from ..host.expansion import address_paths, party_paths
from ..host.paths import alternatives
from ..host.source import InvoiceSource, has_own_draft
from ..reference.models import Account, BrandingTheme
from .config import MappingConfig
from .targets import ADDRESS, REQUIRED, AnyTarget, MappingTarget, Target, every_target

ACTIVE = "ACTIVE"
SALES_TYPES = ("SALES", "REVENUE")


def default_fields(sources: Iterable[InvoiceSource]) -> dict[AnyTarget, tuple[str, ...]]:
    """Several sources share one mapping: a path that one record lacks is skipped on it."""
    collected: dict[AnyTarget, list[str]] = {
        target: list(target.paths) if isinstance(target, MappingTarget) else []
        for target in every_target()
    }
    for source in sources:
        for target, paths in _declared(source).items():
            collected[target].extend(paths)
    return {target: tuple(dict.fromkeys(paths)) for target, paths in collected.items() if paths}


def required_targets(sources: Iterable[InvoiceSource]) -> tuple[Target, ...]:
    """Nothing where no source has a path to a name: then their own drafts tell it."""
    return REQUIRED if any(_declared(source)[Target.NAME] for source in sources) else ()


def default_config(connection: Connection, sources: Iterable[InvoiceSource]) -> MappingConfig:
    accounts = Account.objects.of(connection).present()
    sales = accounts.filter(type__in=SALES_TYPES, status=ACTIVE).exclude(code="")
    account = sales.order_by("-type", "code").first()
    theme = BrandingTheme.objects.of(connection).present().order_by("sort_order").first()
    return MappingConfig(
        fields=default_fields(sources),
        account_id=account.xero_id if account else "",
        account_code=account.code if account else "",
        tax_type=account.tax_type if account else "",
        branding_theme_id=theme.xero_id if theme else "",
    )


def _declared(source: InvoiceSource) -> dict[Target, tuple[str, ...]]:
    address = dict(zip(ADDRESS, address_paths(source).values(), strict=True))
    return {
        Target.NAME: party_paths(source, _unless_guessed(source, "name")),
        Target.EMAIL: party_paths(source, _unless_guessed(source, "email")),
        **address,
        Target.TAX_NUMBER: party_paths(source, source.tax_number),
        Target.REFERENCE: alternatives(source.reference),
    }


def _unless_guessed(source: InvoiceSource, attribute: str) -> str:
    """Where a draft of the host's own names the customer, our default would name the deal."""
    declared: str = getattr(source, attribute)
    is_guess = declared == getattr(InvoiceSource, attribute) and not source.party
    return "" if is_guess and has_own_draft(source) else declared
