"""What can be wrong with a draft: stable codes, plain sentences, and the way out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of the plan.

    ``field`` is the name of the form field it concerns ("" for the whole invoice), ``fix`` a
    URL name within the app that mends it ("" when the field itself does). A problem that is
    not ``blocking`` is a warning. ``about`` is the id or code in Xero of what can't be used.
    ``complete`` sentences say by themselves what to wait for, or for whom.
    """

    code: str
    template: str | Promise
    field: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    fix: str = ""
    blocking: bool = True
    about: str = ""
    complete: bool = False

    @property
    def message(self) -> str:
        """The sentence, in the language that is active."""
        return str(self.template) % dict(self.params)
