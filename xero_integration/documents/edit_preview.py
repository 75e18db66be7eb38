"""What an edit would change, told by comparing what Xero holds with what it would hold. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ..client import wire
from ..reference.book import ReferenceBook
from .models import DocumentKind
from .plan import Plan
from .timeline_changes import Change, changes
from .timeline_facts import facts_of

KIND = DocumentKind.ACCREC.value


def changes_between(before: str, after: str) -> list[Change]:
    """Between two versions as Xero sent them."""
    return list(changes(facts_of(before, KIND), facts_of(after, KIND)))


def planned_changes(raw: str, plan: Plan, book: ReferenceBook) -> list[Change]:
    """``raw`` is the invoice as Xero holds it."""
    held = wire.plain(raw)
    contact_name = book.contact.name if book.contact else ""
    planned = _planned(held, plan, plan.contact.name if plan.contact else contact_name)
    theme = _theme_change(held, plan, book)
    return [*changes_between(raw, wire.encode(planned).decode()), *theme]


def _theme_change(held: Mapping[str, Any], plan: Plan, book: ReferenceBook) -> list[Change]:
    """Templates are no part of a document's story, yet of its look."""
    before = str(held.get("BrandingThemeID", ""))
    after = str(plan.payload.get("BrandingThemeID", before))
    if before == after:
        return []
    names = {theme.id: theme.name for theme in book.themes}
    return [Change(_("Template"), names.get(before, before), names.get(after, after))]


def _planned(held: Mapping[str, Any], plan: Plan, contact_name: str) -> dict[str, Any]:
    """The invoice as it would be, as far as the comparison tells; what follows is left out."""
    before = {line.get("LineItemID"): line for line in held.get("LineItems", ())}
    lines = zip(plan.payload["LineItems"], plan.line_totals.values(), strict=True)
    return {
        **held,
        **plan.payload,
        "Contact": {**held.get("Contact", {}), "Name": contact_name},
        "LineItems": [_line(sent, amount, before) for sent, amount in lines],
        "Total": plan.totals.total,
    }


def _line(
    sent: Mapping[str, Any], amount: Decimal, before: Mapping[Any, Mapping[str, Any]]
) -> dict[str, Any]:
    """A new line gets its id from Xero; until then it must not look like an old one."""
    held = before.get(sent.get("LineItemID"), {})
    return {**held, **sent, "LineAmount": amount}
