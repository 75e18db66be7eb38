"""Façade: every model of the app, re-exported from its room."""

from __future__ import annotations

from .connections.models import ConnectAttempt, Connection, ConnectionState, Grant, GrantState

__all__ = ["ConnectAttempt", "Connection", "ConnectionState", "Grant", "GrantState"]
