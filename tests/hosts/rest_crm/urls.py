"""URLs of the REST CRM: an API, and not one page."""

from __future__ import annotations

from django.urls import include, path

from . import views

urlpatterns = [
    path("api/", include([path("deals/", views.Deals.as_view())])),
    # xero_integration: begin
    path("api/xero/", include("xero_integration.api.urls")),
    path("hooks/xero/", include("xero_integration.callback_urls")),
    # xero_integration: end
]
