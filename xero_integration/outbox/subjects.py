"""What operations are about: the host's deals, or records of ours that lead to deals.

A subject is a key like ``deal:42``. Rooms whose records stand in subjects (``document:…``) name
a directory for them, because the outbox does not know those rooms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from ..conf import conf
from ..host.records import SubjectRef


@dataclass(frozen=True, slots=True)
class Subject:
    """``label`` is for people, "" when the deals say it; ``deals`` may be none or many."""

    label: str = ""
    deals: tuple[SubjectRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a search of a directory came to: keys behind its prefix, and single operations."""

    keys: frozenset[str] = field(default_factory=frozenset)
    operations: frozenset[UUID] = field(default_factory=frozenset)


class Directory(Protocol):
    """Knows the subjects of one prefix, by the key behind it; a fixed number of queries each."""

    def describe(self, keys: frozenset[str]) -> Mapping[str, Subject]:
        """Those of the keys that exist."""

    def search(self, text: str, tenant: str) -> Found:
        """What a person may mean who types this text."""


_directories: dict[str, Directory] = {}


def register(prefix: str, directory: Directory) -> None:
    """Make the subjects of a prefix known; called once when the app is ready."""
    _directories[prefix] = directory


def describe(subjects: Iterable[str]) -> dict[str, Subject]:
    """Every subject, at least by its plain key."""
    by_prefix: dict[str, set[str]] = defaultdict(set)
    for subject in subjects:
        prefix, _, key = subject.partition(":")
        by_prefix[prefix].add(key)
    found: dict[str, Subject] = {}
    for prefix, keys in by_prefix.items():
        found |= _described(prefix, frozenset(keys))
    return found


def _described(prefix: str, keys: frozenset[str]) -> dict[str, Subject]:
    directory = _directories.get(prefix)
    known = directory.describe(keys) if directory else {}
    return {f"{prefix}:{key}": known.get(key) or _plain(prefix, key) for key in keys}


def _plain(prefix: str, key: str) -> Subject:
    is_deal = prefix in conf.SOURCES and prefix not in _directories
    return Subject(f"{prefix} {key}", (SubjectRef(prefix, key),) if is_deal else ())


def search(text: str, tenant: str) -> tuple[set[str], set[UUID]]:
    """Whole subjects and single operations that the directories find for a text."""
    subjects: set[str] = set()
    operations: set[UUID] = set()
    for prefix, directory in _directories.items():
        found = directory.search(text, tenant)
        subjects |= {f"{prefix}:{key}" for key in found.keys}
        operations |= found.operations
    return subjects, operations
