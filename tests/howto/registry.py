"""Which test runs each block of the how-tos; a block without an entry fails the gate.

Blocks of the usual kinds are named here. A test with a story of its own says ``take(page, name)``
and needs no entry. A block that nothing can run is excused with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

Key = tuple[str, str]


class Kind(StrEnum):
    """Each has a test in ``test_usual_blocks.py``."""

    COMMANDS = "shell: every manage.py command exists and takes these options"
    SETTINGS = "settings: applied, then manage.py check has nothing to say"
    UNIT = "a systemd unit: parsed, what it starts exists, its times fit"
    SERVICES = "a compose file: parsed, what it starts exists, its times fit"


RUN: Mapping[Key, Kind] = {
    ("monitoring.md", "#1"): Kind.COMMANDS,
    ("monitoring.md", "#2"): Kind.COMMANDS,
    ("remove.md", "#2"): Kind.COMMANDS,
    ("troubleshooting.md", "#1"): Kind.COMMANDS,
    ("webhooks.md", "settings.py"): Kind.SETTINGS,
    ("workers.md", "#1"): Kind.COMMANDS,
    ("workers.md", "settings.py"): Kind.SETTINGS,
    ("workers.md", "crm-worker.service"): Kind.UNIT,
    ("workers.md", "compose.yaml"): Kind.SERVICES,
    ("workers.md", "#5"): Kind.COMMANDS,
    ("workers.md", "#9"): Kind.COMMANDS,
}

AS_A_WHOLE: Mapping[str, str] = {
    "extend.md": "tests/docs/test_extend_page.py",
    "from-code.md": "tests/docs/test_from_code_page.py",
    "testing.md": "tests/docs/test_testing_page.py",
}
"""Pages whose blocks build on each other: one test writes them into a project and runs that."""

EXCUSED: Mapping[Key, str] = {}
