"""URLs of the demo."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("", include("demo_project.crm.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("health/", health),
    path("xero/", include("xero_integration.urls")),
    path("xero/", include("xero_integration.callback_urls")),
    path("api/xero/", include("xero_integration.api.urls")),
]
