"""URLs of a host without a page of ours: only the addresses that Xero calls."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("hooks/", include("xero_integration.callback_urls"))]
