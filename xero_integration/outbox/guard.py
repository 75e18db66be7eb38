"""Refuses to talk to Xero inside a database transaction: a rollback can't unsend."""

from __future__ import annotations

from django.db import connection

from ..exceptions import ConfigurationError


def refuse_inside_transaction() -> None:
    """Raise when a transaction is open (ATOMIC_REQUESTS, an ``atomic`` block of the caller).

    The outer block of Django's ``TestCase`` doesn't count: nothing is meant to survive it.
    """
    blocks = connection.atomic_blocks
    if any(not getattr(block, "_from_testcase", False) for block in blocks):
        raise ConfigurationError(
            "Operations are run outside transactions; call run_now after the commit, "
            "and exempt the view from ATOMIC_REQUESTS."
        )
