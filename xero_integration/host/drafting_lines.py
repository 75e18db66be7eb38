"""Reads the lines of a deal, whether they are related rows or a JSON list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import models

from ..exceptions import HostDataError, gettext_noop
from .declarations import SourceDeclaration
from .drafting_party import short_key
from .numbers import read_amount, read_currency
from .paths import alternatives, as_text, is_empty, is_manager, read
from .records import HostLine, ProductRef

UNREADABLE_LINES = gettext_noop("The products of this deal can't be read. Ask a developer.")


def read_lines(source: SourceDeclaration, obj: Any) -> tuple[HostLine, ...]:
    found = read(obj, source.lines)
    rows = _rows(source, found)
    return tuple(_line(source, row, number) for number, row in enumerate(rows, start=1))


def read_charges(source: SourceDeclaration, obj: Any) -> tuple[HostLine, ...]:
    """Shipping, surcharges: what the host keeps beside the lines and a customer still pays."""
    amounts = (
        (str(label), read_amount(read(obj, path), str(label)))
        for label, path in source.charges.items()
    )
    return tuple(
        HostLine(description=label, unit_amount=amount) for label, amount in amounts if amount
    )


def _rows(source: SourceDeclaration, found: Any) -> Iterable[Any]:
    if found is None:
        return ()
    if is_manager(found):
        return _with_relations(source, found.all())
    if isinstance(found, list | tuple):
        return found
    raise HostDataError(
        f"lines: a {type(found).__name__} is not a list of lines",
        code="lines_unreadable",
        user_message=UNREADABLE_LINES,
    )


def _with_relations(source: SourceDeclaration, rows: Iterable[Any]) -> Iterable[Any]:
    """Fetch the relations that the line paths cross along: 300 lines cost one query."""
    # Rows that were fetched ahead for many deals would be asked for again.
    if not isinstance(rows, models.QuerySet) or rows._result_cache is not None:
        return rows
    paths = [each for path in source.line.values() for each in alternatives(path)]
    chains = {relation_chain(rows.model, path.split(".")) for path in paths} - {""}
    return rows.select_related(*sorted(chains)) if chains else rows


def relation_chain(model: type[models.Model], steps: list[str]) -> str:
    names: list[str] = []
    for step in steps:
        fields = {field.name: field for field in model._meta.concrete_fields}
        target = fields[step].related_model if step in fields else None
        if not isinstance(target, type):
            break
        names.append(step)
        model = target
    return "__".join(names)


def _line(source: SourceDeclaration, row: Any, number: int) -> HostLine:
    def value(name: str) -> Any:
        return read(row, source.line.get(name, ""))

    def amount(name: str) -> Decimal | None:
        return read_amount(value(name), f"{name.replace('_', ' ')}, line {number}")

    product = _product(source, value("product"))
    unit_amount = amount("unit_amount")
    percent = amount("discount_percent")
    quantity = amount("quantity")
    return HostLine(
        description=as_text(value("description")) or (product.name if product else ""),
        quantity=Decimal(1) if quantity is None else quantity,
        unit_amount=unit_amount,
        line_total=None if unit_amount is not None else amount("line_total"),
        discount_percent=percent or None,
        discount_amount=None if percent else amount("discount_amount") or None,
        product=product,
        tax_key=as_text(value("tax_key")),
        currency=read_currency(as_text(value("currency"))),
    )


def _product(source: SourceDeclaration, record: Any) -> ProductRef | None:
    if is_empty(record):
        return None
    name, code = (
        as_text(read(record, source.product_name)),
        as_text(read(record, source.product_code)),
    )
    if isinstance(record, models.Model):
        return ProductRef(key=source.record_key(record), name=name or str(record), code=code)
    if isinstance(record, Mapping):
        identity = as_text(read(record, "id|uuid|key")) or code or name
        return _keyed(source, identity, ProductRef(key="", name=name, code=code))
    return _keyed(source, as_text(record), ProductRef(key="", code=as_text(record)))


def _keyed(source: SourceDeclaration, identity: str, product: ProductRef) -> ProductRef | None:
    if not identity:
        return None
    key = short_key(f"{source.key}.product:{identity}")
    return ProductRef(key=key, name=product.name, code=product.code)
