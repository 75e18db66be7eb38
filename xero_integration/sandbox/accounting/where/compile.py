"""Turns a syntax tree into a predicate over records."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from .fields import Fields, Reader, Value
from .lexer import QueryError
from .nodes import Both, Comparison, Either, Field, Literal, Method, Node, Not
from .parser import parse

ORDERINGS: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": lambda text, part: text.startswith(part),
    "endswith": lambda text, part: text.endswith(part),
}
TEXT_CHANGES: dict[str, Callable[[str], str]] = {
    "tolower": str.lower,
    "toupper": str.upper,
    "trim": str.strip,
}


@dataclass(frozen=True)
class Query:
    """A filter ready to be asked; `optimised` says that Xero has indexes for all of it."""

    matches: Callable[[Any], bool]
    optimised: bool
    # Texts that fields must equal for a row to match at all, under lower-case field names.
    equalities: dict[str, str]


def compile_query(text: str, fields: Fields) -> Query:
    tree = parse(text)
    reader = _compile(tree, fields)
    return Query(
        matches=lambda row: reader(row) is True,
        optimised=_is_optimised(tree, fields),
        equalities=dict(_equalities(tree)),
    )


def _compile(node: Node, fields: Fields) -> Reader:
    match node:
        case Literal(value):
            return lambda row: value
        case Field(name):
            return _field(name, fields)
        case Both(left, right):
            first, second = _compile(left, fields), _compile(right, fields)
            return lambda row: first(row) is True and second(row) is True
        case Either(left, right):
            first, second = _compile(left, fields), _compile(right, fields)
            return lambda row: first(row) is True or second(row) is True
        case Not(inner):
            negated = _compile(inner, fields)
            return lambda row: negated(row) is not True
        case Method():
            return _method(node, fields)
        case Comparison(sign, left, right):
            return _comparison(sign, _compile(left, fields), _compile(right, fields))


def _field(name: str, fields: Fields) -> Reader:
    reader = fields.reader(name)
    if reader is None:
        raise QueryError(f"No property or field '{name}' exists in type '{fields.type_name}'")
    return reader


def _method(node: Method, fields: Fields) -> Reader:
    target = _compile(node.target, fields)
    if node.name in TEXT_CHANGES:
        change = TEXT_CHANGES[node.name]
        return lambda row: change(_text(target(row)))
    if node.argument is None:
        raise QueryError(f"No applicable method '{node.name}' exists without an argument")
    argument = _compile(node.argument, fields)
    test = TEXT_TESTS[node.name]
    return lambda row: test(_text(target(row)).lower(), _text(argument(row)).lower())


def _text(value: Value) -> str:
    """Xero fails on a method of a missing value unless the filter guards against null first."""
    if not isinstance(value, str):
        raise QueryError("Object reference not set to an instance of an object")
    return value


def _comparison(sign: str, left: Reader, right: Reader) -> Reader:
    if sign in ("==", "!="):
        wanted = sign == "=="
        return lambda row: (_comparable(left(row)) == _comparable(right(row))) is wanted
    compare = ORDERINGS[sign]
    return lambda row: _ordered(compare, left(row), right(row))


def _ordered(compare: Callable[[Any, Any], bool], left: Value, right: Value) -> bool:
    if left is None or right is None:
        return False
    first, second = _comparable(left), _comparable(right)
    if type(first) is not type(second) or isinstance(first, bool):
        raise QueryError("Operator incompatible with the operand types")
    return compare(first, second)


def _comparable(value: Value) -> Value:
    if isinstance(value, str):
        return value.lower()
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    return value


def _equalities(node: Node) -> Iterator[tuple[str, str]]:
    match node:
        case Both(left, right):
            yield from _equalities(left)
            yield from _equalities(right)
        case Comparison("==", Field(name), Literal(str() as value)):
            yield name.lower(), value


def _is_optimised(node: Node, fields: Fields) -> bool:
    match node:
        case Both(left, right):
            return _is_optimised(left, fields) and _is_optimised(right, fields)
        case Comparison(_, Field(name), Literal()):
            return fields.is_optimised(name)
        case _:
            return False
