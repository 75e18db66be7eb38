"""URLs of the HTMX CRM: pages under the prefix of a language, deals by their number."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.views import LoginView
from django.urls import include, path

from . import views

urlpatterns = [
    path("language/", include("django.conf.urls.i18n")),
    # xero_integration: begin
    path("hooks/xero/", include("xero_integration.callback_urls")),
    # xero_integration: end
    *i18n_patterns(
        path("sign-in/", LoginView.as_view(template_name="htmx_crm/sign_in.html"), name="sign_in"),
        path("deals/<str:number>/", views.deal_page, name="deal"),
        path("deals/<str:number>/note/", views.keep_note, name="keep_note"),
        # xero_integration: begin
        path("xero/", include("xero_integration.urls")),
        # xero_integration: end
    ),
]
