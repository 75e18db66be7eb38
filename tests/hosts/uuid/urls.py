"""URLs of the tenant host: pages under a language prefix, callbacks outside it."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from . import views

urlpatterns = [
    path("hooks/xero/", include("xero_integration.callback_urls")),
    path("api/v2/invoicing/", include("xero_integration.api.urls")),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("integrations/xero/", include("xero_integration.urls")),
        path("<slug:workspace>/deals/<int:number>/", views.deal_page, name="deal"),
    ),
]
