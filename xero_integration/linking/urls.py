"""URLs of bulk matching."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("connections/<uuid:connection_id>/matching/", views.matching, name="matching"),
]
