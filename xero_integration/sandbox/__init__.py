"""Xero in a box: a stateful stand-in for Xero's identity and accounting services."""

from __future__ import annotations

from .app import Sandbox
from .clock import Clock
from .transport import SandboxTransport

__all__ = ["Clock", "Sandbox", "SandboxTransport"]
