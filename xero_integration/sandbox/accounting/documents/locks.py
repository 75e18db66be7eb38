"""Lock dates: nothing may be written on or before them."""

from __future__ import annotations

from datetime import date

from xero_integration.sandbox.accounting.records import Organisation
from xero_integration.sandbox.accounting.refusals import Problems
from xero_integration.sandbox.accounting.wire import long_date


def check_lock(organisation: Organisation, day: date, problems: Problems) -> None:
    profile = organisation.profile
    for name, locked in (
        ("end of year lock date", profile.end_of_year_lock_date),
        ("period lock date", profile.period_lock_date),
    ):
        if locked is not None and day <= locked:
            problems.add(
                f"The document date cannot be before the {name}, "
                f"currently set at {long_date(locked)}"
            )
            return
