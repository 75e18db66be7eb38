"""Fixtures of the contract tests: the sandbox and a connected app."""

from __future__ import annotations

from tests.sandbox.conftest import sandbox, xero

__all__ = ["sandbox", "xero"]
