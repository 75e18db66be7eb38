"""What callers without our pages enter, checked by the forms of the pages."""

from __future__ import annotations

from collections.abc import Mapping

from .choosing import organisations_of
from .forms import ChooseForm, ConnectForm, OfferedRow, RenameForm
from .models import ConnectAttempt, Connection

__all__ = ["OfferedRow", "choice", "first_name", "other_name"]


def first_name(tenant: str, name: str) -> ConnectForm:
    """The name of a connection that is to be made; empty takes the organisation's."""
    return ConnectForm({"name": name}, tenant=tenant)


def other_name(connection: Connection, name: str) -> RenameForm:
    return RenameForm({"name": name}, connection=connection)


def choice(attempt: ConnectAttempt, typed: Mapping[str, str] | None = None) -> ChooseForm:
    """Which of the offered organisations to take; without ``typed`` it only offers them."""
    return ChooseForm(typed, tenant=attempt.tenant, organisations=organisations_of(attempt))
