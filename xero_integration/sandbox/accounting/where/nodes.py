"""The syntax tree of a filter."""

from __future__ import annotations

from dataclasses import dataclass

from .fields import Value


@dataclass(frozen=True)
class Literal:
    value: Value


@dataclass(frozen=True)
class Field:
    name: str


@dataclass(frozen=True)
class Method:
    target: Node
    name: str
    argument: Node | None


@dataclass(frozen=True)
class Comparison:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Both:
    left: Node
    right: Node


@dataclass(frozen=True)
class Either:
    left: Node
    right: Node


@dataclass(frozen=True)
class Not:
    inner: Node


Node = Literal | Field | Method | Comparison | Both | Either | Not
