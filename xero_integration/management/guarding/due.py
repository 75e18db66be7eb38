"""Asks the database whether there is work that a worker should have taken by now.

What waits for a person, for Xero's limits or for its date is not due: those rows say so
themselves (state ``waiting``, a later ``due_at`` or ``next_at``). Five questions for one row
each, all on an index, and asked only while nothing is being finished.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import Error, connections
from django.utils import timezone

from ... import background
from ...outbox.models import Operation
from ...sync.models import PollState, WebhookEvent

logger = logging.getLogger(__name__)

ON_ITS_WAY = timedelta(minutes=1)
"""What became due within it is waiting for nobody yet: schedules come by once a minute."""


IN_THE_QUEUE = 0.0
FOUND_BY_SCHEDULE = 90.0
"""A lost task's row is found by a sweep, and a cluster looks at its schedules only when it has run
for half a minute: who starts it again sooner keeps it from ever finding the row."""


def time_for_due_work() -> float | None:
    """Seconds that workers need to find what is due; None while nothing is, or the database is
    silent."""
    moment = timezone.now() - ON_ITS_WAY
    try:
        if background.holds_work():
            return IN_THE_QUEUE
        is_due = (
            background.is_late()
            or Operation.objects.due(moment).unblocked().exists()
            or WebhookEvent.objects.due(moment).exists()
            or PollState.objects.due(moment).exists()
        )
    except Error as error:
        # Workers can't finish anything without it either, and starting them again won't help.
        logger.warning("The database can't be asked (%s).", type(error).__name__)
        return None
    finally:
        # Looks are rare; a connection in between would be one that the site lacks.
        connections.close_all()
    return FOUND_BY_SCHEDULE if is_due else None
