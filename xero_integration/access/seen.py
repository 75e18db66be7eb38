"""Which deals behind our own records a caller of the log may see, and act on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from ..host.lookup import find_many
from ..host.records import SubjectRef
from ..host.registry import all_sources, first_source
from .permissions import Permission


@dataclass(frozen=True, slots=True)
class SeenDeal:
    """A deal as a link: its name and its page at the host; ``url`` may be ""."""

    ref: SubjectRef
    title: str
    url: str


def seen_deals(request: HttpRequest, refs: Iterable[SubjectRef]) -> dict[SubjectRef, SeenDeal]:
    """Those of the deals that this caller may see, in one query per source."""
    sources = all_sources()
    return {
        ref: SeenDeal(ref, sources[ref.source].title_of(obj), sources[ref.source].url(request, obj))
        for ref, obj in _visible(request, refs).items()
    }


def may_settle(
    request: HttpRequest, refs: Iterable[SubjectRef], permissions: Iterable[Permission]
) -> bool:
    """Whether the caller may act on something that belongs to these deals, or to none.

    Where a deal can be seen, its own rights decide. What belongs to deals that this caller
    can't see, because they are gone or somebody else's, is left to administrators.
    """
    asked, wanted = list(refs), set(permissions)
    seen = _visible(request, asked)
    if seen:
        return any(_allows(request, wanted, ref.source, obj) for ref, obj in seen.items())
    if asked:
        wanted.add(Permission.MANAGE_CONNECTION)
    source = first_source()
    return all(source.allows(request, permission.value, None) for permission in wanted)


def _allows(request: HttpRequest, wanted: set[Permission], source_key: str, obj: Any) -> bool:
    source = all_sources()[source_key]
    return all(source.allows(request, permission.value, obj) for permission in wanted)


def _visible(request: HttpRequest, refs: Iterable[SubjectRef]) -> dict[SubjectRef, Any]:
    sources = all_sources()
    by_source: dict[str, set[str]] = defaultdict(set)
    for ref in refs:
        if ref.source in sources:
            by_source[ref.source].add(ref.pk)
    return {
        SubjectRef(key, pk): obj
        for key, pks in by_source.items()
        for pk, obj in find_many(sources[key], request, pks).items()
    }
