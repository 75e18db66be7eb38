"""URLs of the plain host: everything at the root, as most projects mount it."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from . import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("xero/", include("xero_integration.urls")),
    path("xero/", include("xero_integration.callback_urls")),
    path("api/xero/", include("xero_integration.api.urls")),
    path("deals/<int:pk>/", views.deal_page, name="deal"),
]
