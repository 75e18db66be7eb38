"""Collects what people read into ``locale/`` and compiles it: ``make messages``.

Needs GNU gettext to collect; compiling needs nothing but polib. The files carry no dates and
no line numbers, so that they change only when a sentence does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polib

APP = Path("xero_integration")
LANGUAGES = {"fr": "nplurals=2; plural=(n > 1);", "es": "nplurals=2; plural=(n != 1);"}
DOMAIN = "django"
NEVER_SHOWN = ("sandbox", "static", "testing")


def catalogue(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def collect(app: Path = APP) -> None:
    """Bring every catalogue in line with the code; what is new is left untranslated."""
    for language in LANGUAGES:
        catalogue(app, language).parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "--no-obsolete", "--no-wrap"]
    command += ["--add-location", "file"]
    command += [part for language in LANGUAGES for part in ("--locale", language)]
    command += [part for folder in NEVER_SHOWN for part in ("--ignore", f"{folder}/*")]
    environment = {
        key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"
    }
    subprocess.run(command, cwd=app, env=environment, check=True, stdout=subprocess.DEVNULL)
    for language, plurals in LANGUAGES.items():
        _tidy(catalogue(app, language), language, plurals)


def _tidy(path: Path, language: str, plurals: str) -> None:
    messages = polib.pofile(str(path), wrapwidth=0)
    messages.header = ""
    messages.metadata_is_fuzzy = False
    messages.metadata = {
        "Project-Id-Version": "xero_integration",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plurals,
    }
    messages.save()


def compile_all(app: Path = APP) -> None:
    for language in LANGUAGES:
        path = catalogue(app, language)
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def main() -> int:
    collect()
    compile_all()
    for language in LANGUAGES:
        messages = polib.pofile(str(catalogue(APP, language)))
        left = len(messages.untranslated_entries()) + len(messages.fuzzy_entries())
        print(f"{language}: {messages.percent_translated()} % translated, {left} left")
    return 0


if __name__ == "__main__":
    sys.exit(main())
