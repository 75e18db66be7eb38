"""Runs code of the host, and turns whatever it raises into an error that names the place."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error as DatabaseFailure

from ..exceptions import HostDataError, XeroIntegrationError, gettext_noop

logger = logging.getLogger(__name__)

FAILED = gettext_noop(
    "Reading “%(place)s” from this deal failed (%(error)s). Ask a developer to look at it."
)


@contextmanager
def foreign_code(place: str) -> Iterator[None]:
    """``place`` is what a developer searches for: a dotted path, or a method of a source."""
    try:
        yield
    except (XeroIntegrationError, DatabaseFailure):
        raise  # a database that is down is no fault of this deal
    except Exception as error:  # a host's property may raise anything, and only on some deals
        logger.warning("Reading %s from a record of the host failed", place, exc_info=True)
        kind = type(error).__name__
        raise HostDataError(
            f"{place}: {kind}",
            code="host_code_failed",
            user_message=FAILED,
            params={"place": place, "error": kind},
        ) from error
