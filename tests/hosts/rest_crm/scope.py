"""Which workspace the running request belongs to; outside a request there is none."""

from __future__ import annotations

from contextvars import ContextVar

current_workspace: ContextVar[str | None] = ContextVar("rest_crm_workspace", default=None)
