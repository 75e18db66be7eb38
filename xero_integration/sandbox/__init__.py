"""Xero in a box: a stateful stand-in for Xero's identity and accounting services."""

from __future__ import annotations

try:
    from .app import Sandbox
    from .clock import Clock
    from .transport import SandboxTransport
except ModuleNotFoundError as error:
    missing = str(error.name).partition(".")[0]
    if missing not in {"werkzeug", "fpdf"}:
        raise
    raise ImportError(
        f"The sandbox needs {missing}: pip install 'xero-integration[sandbox]'"
    ) from error

__all__ = ["Clock", "Sandbox", "SandboxTransport"]
