"""Façade: addresses that Xero calls. Mount them outside ``i18n_patterns``, they must not change.

The namespace differs from that of ``urls``, so that a project can mount both.
"""

from __future__ import annotations

from django.urls import path

from .connections.callback import callback
from .sync.webhook import webhook

app_name = "xero_integration_callback"

urlpatterns = [
    path("callback/", callback, name="callback"),
    path("webhook/", webhook, name="webhook"),
]
