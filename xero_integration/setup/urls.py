"""URLs of the first set-up of a connection."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("connections/<uuid:connection_id>/setup/", views.setup, name="setup"),
]
