"""What a kind of operation must know: how to send itself, how to be found, what it changes."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ..client import XeroClient
from ..client.answers import Element
from ..exceptions import ConfigurationError
from .models import Operation


@dataclass(frozen=True, slots=True)
class Outcome:
    """Xero's word on one operation: the element it holds now, or its sentences of refusal."""

    xero_id: str = ""
    element: Element[Any] | None = None
    refusals: tuple[str, ...] = ()


class OperationKind(ABC):
    """Base of all kinds. The runner owns claims, keys, retries, attempts and logging.

    A ``repeatable`` kind may be sent again without looking: doing it twice is doing it once.
    """

    name: ClassVar[str]
    batch_size: ClassVar[int] = 1
    repeatable: ClassVar[bool] = False

    @abstractmethod
    def send(
        self, client: XeroClient, operations: Sequence[Operation], idempotency_key: str
    ) -> list[Outcome]:
        """Make the one call; one outcome per operation, in order. Errors are XeroErrors."""

    @abstractmethod
    def look(
        self, client: XeroClient, operations: Sequence[Operation]
    ) -> Mapping[uuid.UUID, Outcome]:
        """Ask Xero what of this happened, with reads only; found operations by their id."""

    @abstractmethod
    def apply(self, operation: Operation, outcome: Outcome) -> None:
        """Take over the answer, inside the transaction that marks the operation done."""


_kinds: dict[str, OperationKind] = {}


def register(kind: OperationKind) -> None:
    """Make a kind known; called once per kind when the app is ready."""
    _kinds[kind.name] = kind


def kind_of(operation: Operation) -> OperationKind:
    try:
        return _kinds[operation.kind]
    except KeyError:
        raise ConfigurationError(f"No operation kind {operation.kind!r} is registered.") from None
