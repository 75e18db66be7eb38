"""A transaction that a database chose to end a deadlock is made again.

Rows are locked in one order everywhere, yet InnoDB also locks the gaps between them, and its
manual asks every program to be ready to begin again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, transaction

T = TypeVar("T")

logger = logging.getLogger(__name__)

TRIES = 5
MYSQL_DEADLOCK = 1213
POSTGRES_DEADLOCK = "40P01"


def again_after_deadlock(work: Callable[[], T]) -> T:
    """Do the work, which is one transaction and may be done from the start, until it is through.

    Inside somebody's transaction it is done once: theirs is what has to begin again.
    """
    tries = 1 if transaction.get_connection().in_atomic_block else TRIES
    for left in range(tries - 1, 0, -1):
        try:
            return work()
        except OperationalError as error:
            if not _is_deadlock(error):
                raise
            logger.info("A deadlock was ended; beginning again", extra={"tries_left": left})
    return work()


def _is_deadlock(error: OperationalError) -> bool:
    state = getattr(error.__cause__, "sqlstate", "")
    return state == POSTGRES_DEADLOCK or error.args[:1] == (MYSQL_DEADLOCK,)
