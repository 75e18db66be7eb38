"""Hears all that any library logs, at every level, as the most talkative handler would write it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

STANDARD = set(vars(logging.makeLogRecord({})))


class Ears(logging.Handler):
    """Message, arguments, extras, and tracebacks with the locals of every frame."""

    def __init__(self) -> None:
        super().__init__(level=1)
        self.heard: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        extras = {key: value for key, value in vars(record).items() if key not in STANDARD}
        parts = [record.getMessage(), repr(record.args), repr(extras), record.stack_info or ""]
        if record.exc_info and record.exc_info[1]:
            parts.append(with_locals(record.exc_info[1]))
        self.heard.append((record.name, " ".join(parts)))

    def names(self) -> set[str]:
        return {name for name, _text in self.heard}


def with_locals(error: BaseException, *, skip: int = 0) -> str:
    """As error services write it down; ``skip`` leaves out the outermost frames."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    del told.stack[:skip]
    return "".join(told.format())


@contextmanager
def listening() -> Iterator[Ears]:
    """Every logger speaks at DEBUG, whatever the settings say."""
    ears, root = Ears(), logging.getLogger()
    loggers = [root, *(logging.getLogger(name) for name in list(root.manager.loggerDict))]
    before = [(each, each.level, each.propagate, each.disabled) for each in loggers]
    for each in loggers:
        each.setLevel(logging.DEBUG)
        each.propagate, each.disabled = True, False
    root.addHandler(ears)
    try:
        yield ears
    finally:
        root.removeHandler(ears)
        for each, level, propagate, disabled in before:
            each.setLevel(level)
            each.propagate, each.disabled = propagate, disabled
