"""URLs of the mirrored lists of a connection."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("connections/<uuid:connection_id>/lists/", views.lists, name="lists"),
]
