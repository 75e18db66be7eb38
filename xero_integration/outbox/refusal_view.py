"""A refusal as a page shows it: its cause in the reader's language, and the way to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from ..access.doors import may_enter
from ..access.permissions import Permission
from ..connections.xero import endpoints
from ..pages import page_url
from .explanations import Explanation, Fix, explain


@dataclass(frozen=True, slots=True)
class Told:
    """``said`` is Xero's own sentence where ``cause`` is ours; ``link_*`` are "" without one."""

    cause: str
    said: str = ""
    code: str = ""
    link_url: str = ""
    link_label: str = ""

    @property
    def leads_to_xero(self) -> bool:
        return "://" in self.link_url


SETTINGS: Mapping[Fix, tuple[Permission, str, Any]] = {
    Fix.LISTS: (Permission.MANAGE_MAPPING, "lists", gettext_lazy("Read what changed in Xero")),
    Fix.MAPPING: (Permission.MANAGE_MAPPING, "defaults", gettext_lazy("Set the defaults")),
    Fix.CONNECTIONS: (
        Permission.MANAGE_CONNECTION,
        "connections",
        gettext_lazy("Go to the connections"),
    ),
}


def told(request: HttpRequest | None, sentence: str, connection_id: object) -> Told:
    """What no explanation knows is told whole, in the reader's language where it is our own."""
    explanation = explain(sentence)
    if explanation is None:
        return Told(gettext(sentence) if sentence else "")
    url, label = _link(request, explanation, connection_id)
    return Told(str(explanation.cause), sentence, explanation.code, url, label)


def _link(
    request: HttpRequest | None, explanation: Explanation, connection_id: object
) -> tuple[str, str]:
    """Only a link that this reader may follow; what is sent is mended where it is shown."""
    if explanation.fix == Fix.XERO:
        return endpoints().deep_links, gettext("Open Xero")
    if explanation.fix == Fix.FORM or request is None or not connection_id:
        return "", ""
    permission, name, label = SETTINGS[explanation.fix]
    if not may_enter(request, permission):
        return "", gettext("Ask an administrator.")
    address = [] if explanation.fix == Fix.CONNECTIONS else [connection_id]
    url = page_url(name, *address)
    return url, str(label) if url else ""
