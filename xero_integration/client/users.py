"""The people with access to an organisation."""

from __future__ import annotations

from .noun import Noun
from .records import User


class Users(Noun[User]):
    """Read only: Xero lets nobody manage users from outside."""

    path = "Users"
    record_type = User
