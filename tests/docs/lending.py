"""Lends what the wheel says it needs, and nothing else of this environment, without a network.

A full installation takes as long as the rest of the tutorial and asks a registry each time. Here
pip finds the declared packages at hand, checks their versions itself, and fails for one that is
not declared, because it is not there.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from email.parser import HeaderParser
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

EXTRA = "sandbox"


def lend(wheel: Path, folder: Path) -> None:
    """Fill a folder for PYTHONPATH with the packages that ``wheel[sandbox]`` needs."""
    folder.mkdir()
    for name in sorted(_names(_declared(wheel), {EXTRA}, set())):
        _link(distribution(name), folder)


def _declared(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
        headers = HeaderParser().parsestr(archive.read(name).decode())
    return [str(each) for each in headers.get_all("Requires-Dist", [])]


def _names(declared: Iterable[str], extras: set[str], seen: set[tuple[str, str]]) -> set[str]:
    """Of the requirements and of all that they require, with the extras that are asked for."""
    found: set[str] = set()
    for requirement in map(Requirement, declared):
        marker = requirement.marker
        if marker and not any(marker.evaluate({"extra": each}) for each in {"", *extras}):
            continue
        key = (requirement.name, ",".join(sorted(requirement.extras)))
        if key not in seen:
            seen.add(key)
            found.add(requirement.name)
            needs = distribution(requirement.name).requires or []
            found |= _names(needs, requirement.extras, seen)
    return found


def _link(lent: Distribution, folder: Path) -> None:
    tops = {file.parts[0] for file in lent.files or () if file.parts[0] != ".."}
    for top in tops - {"__pycache__"}:
        if not (folder / top).exists():
            (folder / top).symlink_to(Path(str(lent.locate_file(top))))
