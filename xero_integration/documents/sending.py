"""One press of the form's button: what stands in its way, else the operation it became."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from ..outbox.models import Operation
from .form_session import FormSession


class Outcome(enum.Enum):
    """``BLOCKED``: see the problems. ``FOUND``: Xero has an invoice of this deal already."""

    ON_ITS_WAY = "on_its_way"
    BLOCKED = "blocked"
    NEEDLESS = "needless"
    FOUND = "found"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Sent:
    """``operation`` is None unless something was sent, now or before."""

    outcome: Outcome
    operation: Operation | None = None


def send(session: FormSession) -> Sent:
    """Send what stands in the draft, and wait for Xero's answer; never raises for what it says."""
    if session.is_on_its_way:
        return Sent(Outcome.ON_ITS_WAY, session.row.operation)
    plan = session.plan
    if plan is None or plan.blocked:
        return Sent(Outcome.BLOCKED)
    if session.purpose.is_needless(session, plan):
        return Sent(Outcome.NEEDLESS)
    if session.purpose.finds_forgotten(session):
        session.forget()
        return Sent(Outcome.FOUND)
    return Sent(Outcome.SENT, session.purpose.send(session, plan))
