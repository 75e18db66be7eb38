"""URLs of the long work of a connection."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("connections/<uuid:connection_id>/long-work/<str:kind>/", views.work, name="work"),
]
