"""Secrets in passing, which error reports must not show."""

from __future__ import annotations


class Hidden(str):
    """Text that ``repr`` does not show: error reports write down the locals of every frame.

    ``str``, formatting and encoding give the text itself, for whoever has to send it.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "[hidden]"
