"""The WSGI application: opens the log, lets faults strike, routes, and closes the log."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from .accounting.idempotency import KeyStore
from .accounting.limits import Limits
from .clock import Clock
from .faults import DropConnection, Faults
from .genesis import populate
from .log import CallLog
from .routing import router
from .world import Event, World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Sandbox:
    """One box: a world, its clock, its faults and its log behind one WSGI callable."""

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        seed: int = 1,
        base_url: str = "http://127.0.0.1:8020",
    ) -> None:
        self.clock = clock or Clock()
        self.seed = seed
        self.base_url = base_url.rstrip("/")
        self.lock = threading.RLock()
        self.log = CallLog()
        self.faults = Faults()
        self.limits = Limits()
        self.keys = KeyStore()
        self.inflight: Counter[str] = Counter()
        self.listeners: list[Callable[[Event], None]] = []
        self.world = World(seed=seed)
        self._router = router()
        self.reset()

    def reset(self, seed: int | None = None) -> None:
        """Start over: a fresh world, an empty log, no remembered keys or used-up limits."""
        with self.lock:
            self.seed = self.seed if seed is None else seed
            self.world = World(seed=self.seed)
            self.log.clear()
            self.keys.clear()
            self.limits.clear()
            populate(self)

    def now(self) -> datetime:
        return self.clock.now()

    def notify(self, tenant_id: str, category: str, resource_id: str, event_type: str) -> None:
        """Record that a contact, invoice or credit note was created or updated."""
        event = Event(
            sequence=len(self.world.events) + 1,
            at=self.clock.now(),
            tenant_id=tenant_id,
            category=category,
            resource_id=resource_id,
            event_type=event_type,
        )
        self.world.events.append(event)
        for listener in list(self.listeners):
            listener(event)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        request.get_data(cache=True)
        tenant = request.headers.get("xero-tenant-id", "")
        response: Response | None = None
        with self.lock:
            call = self.log.open(request, self.clock.now())
            self.inflight[tenant] += 1
        try:
            response = self._answer(request)
            self._wait(environ)
        except DropConnection:
            response = None
            raise
        finally:
            with self.lock:
                self.inflight[tenant] -= 1
            self.log.close(call, response)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        response = self.faults.before(request)
        if response is None:
            with self.lock:
                response = self._dispatch(request)
        return self.faults.after(request, response)

    def _dispatch(self, request: Request) -> Response:
        try:
            endpoint, arguments = self._router.match(request)
            answer: Response = endpoint(self, request, **arguments)
            return answer
        except HTTPException as refusal:
            return Response.force_type(refusal.get_response(request.environ), request.environ)

    @staticmethod
    def _wait(environ: WSGIEnvironment) -> None:
        """Hold a slow answer back; the in-process transport compares time-outs instead."""
        delay = environ.get("sandbox.delay", 0)
        if "sandbox.in_process" in environ:
            environ["sandbox.in_process"]["delay"] = delay
        elif delay:
            time.sleep(delay)
