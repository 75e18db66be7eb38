"""What Xero's refusals mean and how a person puts them right: a catalogue that hosts may add to.

Xero answers in English sentences without codes. Each explanation knows its sentence by a
pattern; what no explanation knows is shown as Xero said it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..conf import conf
from ..declared import declared


class Fix(StrEnum):
    """Where a refusal is put right."""

    FORM = "form"
    """In what is sent: the invoice form or the action's page."""
    LISTS = "lists"
    """By reading again what changed in Xero, then choosing anew."""
    MAPPING = "mapping"
    """In the field mapping and defaults of the connection."""
    CONNECTIONS = "connections"
    """By connecting again."""
    XERO = "xero"
    """In Xero itself."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One refusal.

    ``code`` is stable and the anchor of its section in the reference; ``pattern`` is searched in
    Xero's sentence without regard to case; ``cause`` is a translatable sentence.
    """

    code: str
    pattern: str
    cause: Any
    fix: Fix

    def knows(self, sentence: str) -> bool:
        """Whether this is the refusal that Xero's sentence means."""
        return re.search(self.pattern, sentence, re.IGNORECASE) is not None


_known: list[Explanation] = []


def register(explanations: Iterable[Explanation]) -> None:
    """Make explanations known; called once when the app is ready."""
    for explanation in explanations:
        _known.insert(0, explanation)


def explain(sentence: str) -> Explanation | None:
    """The explanation of a sentence of Xero's; None when nobody knows it.

    The host's own are asked first, so that a host can say it in its own words.
    """
    added = declared("EXPLANATIONS", conf.EXPLANATIONS, Explanation)
    return next((each for each in (*added, *_known) if each.knows(sentence)), None)
