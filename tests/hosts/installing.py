"""What a project wrote because of the app: the marked lines, and the project without them."""

from __future__ import annotations

import io
import re
import shutil
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOSTS = Path(__file__).parent
PROJECTS = ("admin_crm", "htmx_crm", "rest_crm")
AT_MOST = 25

OWN_FILE = "xero.py"
"""Written because of the app from its first line to its last."""
JOURNEY = "journey.py"
"""The test of the project, which is no part of it."""

BEGIN = re.compile(
    r"(?P<indent>\s*)(?:#|{#) xero_integration: begin(?:, instead of: (?P<former>.+?))?\s*(?:#})?$"
)
END = re.compile(r"\s*(?:#|{#) xero_integration: end\s*(?:#})?$")
COMMENT = re.compile(r"\s*{#.*#}\s*")


@dataclass(frozen=True, slots=True)
class Line:
    file: Path
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Split:
    """A file as lines of its project, and lines written because of the app."""

    own: tuple[str, ...]
    because_of_us: tuple[Line, ...]


def files_of(project: str) -> list[Path]:
    found = (HOSTS / project).rglob("*")
    kept = [file for file in found if file.is_file() and file.suffix in {".py", ".html"}]
    return sorted(file for file in kept if file.name != JOURNEY)


def split(file: Path) -> Split:
    text = file.read_text()
    counted = code_lines(file, text)
    lines = [Line(file, number, each) for number, each in enumerate(text.splitlines(), start=1)]
    if file.name == OWN_FILE:
        return Split((), tuple(line for line in lines if line.number in counted))
    own: list[str] = []
    ours: list[Line] = []
    inside = False
    for line in lines:
        begins, ends = BEGIN.match(line.text), END.match(line.text)
        assert not (begins and inside or ends and not inside), line
        if begins and begins["former"]:
            own.append(begins["indent"] + begins["former"])
        elif not begins and not ends and not inside:
            own.append(line.text)
        elif inside and line.number in counted:
            ours.append(line)
        inside = bool(begins) or (inside and not ends)
    assert not inside, f"{file} has a begin without an end"
    return Split(tuple(own), tuple(ours))


def written(project: str) -> list[Line]:
    """Every line that the project wrote because of the app, comments and blank ones left out."""
    return [line for file in files_of(project) for line in split(file).because_of_us]


def copy_without(project: str, folder: Path) -> Path:
    """The project as it was before the app: nothing but its own lines, in ``folder``."""
    package = folder / "tests" / "hosts" / project
    shutil.copytree(HOSTS / project, package, ignore=shutil.ignore_patterns("__pycache__", JOURNEY))
    for parent in (folder / "tests", folder / "tests" / "hosts"):
        (parent / "__init__.py").touch()
    (package / OWN_FILE).unlink()
    for file in files_of(project):
        if file.name != OWN_FILE:
            own = split(file).own
            (package / file.relative_to(HOSTS / project)).write_text("\n".join([*own, ""]))
    return package


def code_lines(file: Path, text: str) -> set[int]:
    """Numbers of the lines that hold more than a comment or a docstring."""
    if file.suffix != ".py":
        lines = enumerate(text.splitlines(), start=1)
        return {number for number, line in lines if COMMENT.sub("", line).strip()}
    return set(_lines_of_tokens(text))


def _lines_of_tokens(text: str) -> Iterator[int]:
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    begins_statement = True
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        is_docstring = token.type == tokenize.STRING and begins_statement
        if token.type not in silent | {tokenize.ENDMARKER} and not is_docstring:
            yield from range(token.start[0], token.end[0] + 1)
        if token.type not in {tokenize.COMMENT, tokenize.NL}:
            begins_statement = token.type in silent
