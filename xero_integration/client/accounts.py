"""The chart of accounts."""

from __future__ import annotations

from .noun import Noun
from .records import Account


class Accounts(Noun[Account]):
    """Short by nature: Xero lists all accounts at once, archived ones included."""

    path = "Accounts"
    record_type = Account
