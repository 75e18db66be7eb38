"""Builds a ``HostDraft`` from a source's declared paths."""

from __future__ import annotations

from typing import Any

from ..exceptions import HostDataError, gettext_noop
from .declarations import SourceDeclaration
from .drafting_lines import read_charges, read_lines
from .drafting_party import read_party
from .numbers import read_amount, read_currency, read_flag
from .paths import as_text, read
from .records import HostDraft, HostLine

MIXED_CURRENCIES = gettext_noop(
    "This deal mixes the currencies %(currencies)s. An invoice has one currency: "
    "correct the deal, or split it."
)
MISSING_CURRENCY = gettext_noop("This deal has no currency. Choose one on the deal first.")


def build_draft(source: SourceDeclaration, obj: Any) -> HostDraft:
    title = as_text(read(obj, source.title)) or source.title_of(obj)
    total = read_amount(read(obj, source.total), "total")
    lines = read_lines(source, obj) or (HostLine(description=title, unit_amount=total),)
    lines += read_charges(source, obj)
    inclusive = source.tax_inclusive
    return HostDraft(
        ref=source.ref(obj),
        title=title,
        party=read_party(source, obj),
        currency=_currency(source, obj, lines),
        reference=as_text(read(obj, source.reference)),
        lines=lines,
        total=total,
        tax_inclusive=inclusive if isinstance(inclusive, bool) else read_flag(read(obj, inclusive)),
    )


def _currency(source: SourceDeclaration, obj: Any, lines: tuple[HostLine, ...]) -> str:
    """One ISO code; "" only for a host that declares no currency at all."""
    own = read_currency(as_text(read(obj, source.currency)))
    found = sorted({own, *(line.currency for line in lines)} - {""})
    if len(found) > 1:
        raise HostDataError(
            f"mixed currencies: {', '.join(found)}",
            code="currency_mixed",
            user_message=MIXED_CURRENCIES,
            params={"currencies": ", ".join(found)},
        )
    if not found and (source.currency or source.line.get("currency")):
        raise HostDataError("no currency", code="currency_missing", user_message=MISSING_CURRENCY)
    return found[0] if found else ""
