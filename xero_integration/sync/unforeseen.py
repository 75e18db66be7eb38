"""Turns what nobody foresaw about one record into an error, which only that record has to bear."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from ..exceptions import XeroIntegrationError
from ..work.services import WorkStoppedError
from .allowance import HandBack
from .polling import LeaseLostError

logger = logging.getLogger(__name__)

FORESEEN = (XeroIntegrationError, HandBack, LeaseLostError, WorkStoppedError)


@contextmanager
def contained(what: str, **where: str) -> Iterator[None]:
    """``what`` broke, for the log, with where; raises XeroIntegrationError ``internal``."""
    try:
        yield
    except FORESEEN:
        raise
    except Exception as error:  # one record that we choke on must not hold up everybody's news
        logger.exception("%s broke", what, extra=where)
        raise XeroIntegrationError(type(error).__name__, code="internal") from error
