"""URLs of a host that mounts the API and nothing else of ours."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("xero_integration.api.urls"))]
