"""Misbehaviour on demand: rules that delay, refuse, drop, cut or garble answers."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from werkzeug.wrappers import Request, Response

from xero_integration.sandbox.log import XERO_PREFIXES

Drop = Literal["", "before", "after"]

GARBAGE = b'<html><body>Bad gateway \xff\xfe {"Invoices": [{]}</body></html>'
PICKED = "sandbox.fault"
DELAY = "sandbox.delay"


class DropConnection(ConnectionError):
    """The connection ends without an answer; the transport or server turns it into a reset."""


@dataclass
class FaultRule:
    """One kind of misbehaviour for the calls it matches.

    ``commit`` lets the call take effect before ``status``, ``body`` and ``headers`` replace its
    answer; ``drop="after"`` is the answer lost on the way back. ``headers`` alone overrides
    headers of the true answer. The first ``after`` matches pass, the next ``times`` are hit.
    """

    id: int = 0
    method: str = ""
    path: str = ""
    status: int | None = None
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    commit: bool = False
    delay: float = 0.0
    drop: Drop = ""
    truncate: int | None = None
    garbage: bool = False
    times: int | None = 1
    after: int = 0
    matched: int = 0
    hits: int = 0

    def __post_init__(self) -> None:
        for pattern in (self.method, self.path):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern} is not a pattern: {error}.") from error
        if self.drop not in ("", "before", "after"):
            raise ValueError("drop is 'before' (nothing happens) or 'after' (the answer is lost)")

    def matches(self, method: str, path: str) -> bool:
        by_method = not self.method or re.fullmatch(self.method, method, re.IGNORECASE)
        return bool(by_method and re.search(self.path, path, re.IGNORECASE))

    def take(self) -> bool:
        """Count a matching call and say whether it is hit."""
        self.matched += 1
        if self.matched <= self.after or (self.times is not None and self.hits >= self.times):
            return False
        self.hits += 1
        return True

    def replacement(self) -> Response:
        """The answer that stands in for the true one; empty like Xero's own 429 and 5xx."""
        answer = Response(self.body or "", status=self.status or 200)
        if self.body is None:
            del answer.headers["Content-Type"]
        answer.headers.update(self.headers)
        return answer


class Faults:
    """The active rules, asked once before and once after every call to a path of Xero."""

    def __init__(self) -> None:
        self._rules: list[FaultRule] = []
        self._next_id = 1
        self._lock = threading.Lock()

    def add_fault(self, method: str = "", path: str = "", **what: Any) -> FaultRule:
        """Add a rule; the arguments are the fields of FaultRule."""
        rule = FaultRule(method=method, path=path, **what)
        with self._lock:
            rule.id = self._next_id
            self._next_id += 1
            self._rules.append(rule)
        return rule

    def listing(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(rule) for rule in self._rules]

    def clear(self, rule_id: int | None = None) -> None:
        with self._lock:
            self._rules = [r for r in self._rules if rule_id is not None and r.id != rule_id]

    def before(self, request: Request) -> Response | None:
        """Apply what happens before the call takes effect; an answer means it never does."""
        rule = self._pick(request)
        if rule is None:
            return None
        request.environ[PICKED] = rule
        if rule.delay:
            # The server waits; the in-process transport compares it with the caller's time-out.
            request.environ[DELAY] = rule.delay
        if rule.drop == "before":
            raise DropConnection("dropped before the call")
        return rule.replacement() if rule.status is not None and not rule.commit else None

    def after(self, request: Request, response: Response) -> Response:
        """Spoil the answer to a call that has taken effect."""
        rule: FaultRule | None = request.environ.get(PICKED)
        if rule is None:
            return response
        if rule.drop == "after":
            raise DropConnection("the answer was lost")
        if rule.status is not None and rule.commit:
            response = rule.replacement()
        response.headers.update(rule.headers)
        return _spoil_body(rule, response)

    def _pick(self, request: Request) -> FaultRule | None:
        if not request.path.lower().startswith(XERO_PREFIXES):
            return None
        with self._lock:
            matching = [r for r in self._rules if r.matches(request.method, request.path)]
            return next((rule for rule in matching if rule.take()), None)


def _spoil_body(rule: FaultRule, response: Response) -> Response:
    if rule.garbage:
        response.set_data(GARBAGE)
    if rule.truncate is not None:
        whole = response.get_data()
        response.set_data(whole[: rule.truncate])
        # The announced length stays that of the whole body: the reader must notice the cut.
        response.headers["Content-Length"] = str(len(whole))
    return response


def rule_from_json(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the fields a caller may set and refuse unknown ones by name."""
    allowed = set(FaultRule.__dataclass_fields__) - {"id", "matched", "hits"}
    unknown = sorted(set(payload) - allowed)
    if unknown:
        raise ValueError(f"Unknown fault field(s): {', '.join(unknown)}.")
    return dict(payload)
