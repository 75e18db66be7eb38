"""What a step on the way to a connection led to."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from .models import Connection
from .roles import RoleTooLow


@dataclass(frozen=True, slots=True)
class ConnectResult:
    """Connections, or an attempt whose organisations wait for a choice.

    ``refused`` holds organisations left out because the person's role there is too low.
    """

    connections: tuple[Connection, ...] = ()
    choice: uuid.UUID | None = None
    next_url: str = ""
    refused: tuple[RoleTooLow, ...] = ()
