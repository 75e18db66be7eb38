"""URLs of the deal panel and the invoice form."""

from __future__ import annotations

from django.urls import path

from .panel_views import deal_panel
from .views import invoice_form

urlpatterns = [
    path("deals/<str:source>/<str:pk>/panel/", deal_panel, name="panel"),
    path("deals/<str:source>/<str:pk>/invoice/", invoice_form, name="invoice_form"),
]
