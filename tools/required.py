"""How it is said that something was left out, and when that is a failure: under REQUIRE_ALL=1."""

from __future__ import annotations

import os

NOTICES = ("Left out:", "Required but left out:")


def all_is_required() -> bool:
    return os.environ.get("REQUIRE_ALL") == "1"
