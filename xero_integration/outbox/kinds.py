"""What a kind of operation must know: how to send itself, how to be found, what it changes."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from ..client import XeroClient
from ..client.answers import Element
from ..conf import conf
from ..declared import declared
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

    ``name`` is stored with each operation and never changes; a host's begins with the name of
    its app, such as ``crm.note``.

    A ``repeatable`` kind may be sent again without looking: doing it twice is doing it once.
    ``label`` says on the activity page what is done: "Create invoice". Where a look that finds
    nothing is no proof that nothing happened (``absence_is_proof``), it is never sent anew by
    itself: a person is shown ``unconfirmed`` and decides.
    """

    name: ClassVar[str]
    label: ClassVar[Any] = _("Change in Xero")
    batch_size: ClassVar[int] = 1
    repeatable: ClassVar[bool] = False
    absence_is_proof: ClassVar[bool] = True
    unconfirmed: ClassVar[str] = ""

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

    def asked_at(self, operations: Sequence[Operation]) -> Mapping[uuid.UUID, datetime]:
        """From when on each operation's id may be known to Xero, all operations by their id."""
        return {operation.pk: operation.created_at for operation in operations}

    def words(self, operation: Operation) -> str:
        """This operation in words, where its body tells more than the label of its kind."""
        return str(self.label)

    def form_instead(self, operation: Operation) -> str:
        """Address of the form to use because people changed what this would send.

        "" means that the body of a refused operation may be sent again as it is.
        """
        return ""


_kinds: dict[str, OperationKind] = {}


def register(kind: OperationKind) -> None:
    """Make a kind known; called once per kind when the app is ready."""
    _kinds[kind.name] = kind


def _known() -> Mapping[str, OperationKind]:
    """Ours, then those that the host names in ``OPERATIONS``; none of them replaces one of ours."""
    added = declared("OPERATIONS", conf.OPERATIONS, OperationKind)  # type: ignore[type-abstract]
    for kind in added:
        if kind.name in _kinds:
            raise ConfigurationError(f'OPERATIONS: the name "{kind.name}" is taken')
    return {**_kinds, **{kind.name: kind for kind in added}}


def kind_of(operation: Operation) -> OperationKind:
    try:
        return _known()[operation.kind]
    except KeyError:
        raise ConfigurationError(f"No operation kind {operation.kind!r} is registered.") from None


def labels() -> dict[str, str]:
    """Name → label of every kind, in the order of the labels."""
    found = {name: str(kind.label) for name, kind in _known().items()}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def label_of(name: str) -> str:
    """The kind in words; one that a later version forgot is shown by its name."""
    kind = _known().get(name)
    return str(kind.label) if kind else name


def words_of(operation: Operation) -> str:
    """The operation in words; a kind that a later version forgot is shown by its name."""
    kind = _known().get(operation.kind)
    return kind.words(operation) if kind else operation.kind


def form_instead_of(operation: Operation) -> str:
    """Where to go rather than send a refused operation again; "" for nowhere."""
    kind = _known().get(operation.kind)
    return kind.form_instead(operation) if kind else ""
