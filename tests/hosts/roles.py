"""Who may do what in the test hosts: role to permission codenames of the app."""

from __future__ import annotations

ROLES: dict[str, tuple[str, ...]] = {
    "norights": (),
    "viewer": ("view",),
    "rep": ("view", "create_document", "email"),
    "approver": ("view", "create_document", "email", "approve", "void"),
    "admin": (
        "view",
        "create_document",
        "email",
        "approve",
        "void",
        "manage_mapping",
        "manage_connection",
        "view_log",
    ),
}
ROLES["colleague"] = ROLES["admin"]
"""A second administrator."""
