"""The reference page of the settings says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from tools.settings_page import PAGE, SOURCE, page
from xero_integration.checks import KNOWN_KEYS

APP = SOURCE.parent


def test_the_page_is_the_one_that_the_docstrings_give() -> None:
    assert PAGE.read_text() == page(SOURCE.read_text()), "run python -m tools.settings_page"


def test_every_setting_has_a_section_that_ends_in_a_sentence() -> None:
    sections = re.split(r"^## ", PAGE.read_text(), flags=re.M)[1:]
    assert {section.partition("\n")[0] for section in sections} == KNOWN_KEYS
    texts = [re.sub(r"\nDefault: .*\n", "", section).strip() for section in sections]
    assert [text for text in texts if not text.endswith(".")] == []


def test_every_setting_is_used() -> None:
    code = "\n".join(path.read_text() for path in _modules())
    assert [key for key in sorted(KNOWN_KEYS) if not re.search(rf"\bconf\.{key}\b", code)] == []


def _modules() -> list[Path]:
    return [path for path in APP.rglob("*.py") if path != SOURCE and "sandbox" not in path.parts]


def test_the_default_and_the_meaning_are_shown() -> None:
    source = '''
class Settings:
    @property
    def COLOUR(self):
        """The colour of ``buttons``."""
        return self._values.get("COLOUR", ("red", "blue"))
'''
    assert page(source).endswith(
        '## COLOUR\n\nThe colour of `buttons`.\n\nDefault: `["red", "blue"]`\n'
    )
