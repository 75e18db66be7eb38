"""URLs of the admin CRM: the admin, and the switch of its language."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),
    # xero_integration: begin
    path("xero/", include("xero_integration.urls")),
    path("xero/", include("xero_integration.callback_urls")),
    # xero_integration: end
]
