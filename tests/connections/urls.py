"""The pages that connecting leads through, without the rest of the app."""

from __future__ import annotations

from django.urls import include, path

from xero_integration.connections.urls import urlpatterns as connection_patterns
from xero_integration.mapping.urls import urlpatterns as mapping_patterns

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("xero/", include(([*connection_patterns, *mapping_patterns], "xero_integration"))),
    path("xero/", include("xero_integration.callback_urls")),
]
