"""URLs of the deal panel, the invoice form, and what is done with documents afterwards."""

from __future__ import annotations

from django.urls import path

from . import action_urls, edit_urls, history_urls
from .panel_views import deal_panel
from .views import invoice_form

urlpatterns = [
    path("deals/<str:source>/<str:pk>/panel/", deal_panel, name="panel"),
    path("deals/<str:source>/<str:pk>/invoice/", invoice_form, name="invoice_form"),
    *action_urls.urlpatterns,
    *edit_urls.urlpatterns,
    *history_urls.urlpatterns,
]
