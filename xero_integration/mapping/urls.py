"""URLs of the settings pages of a connection."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("connections/<uuid:connection_id>/mapping/", views.mapping, name="mapping"),
    path(
        "connections/<uuid:connection_id>/mapping/preview/",
        views.mapping_preview,
        name="mapping_preview",
    ),
    path("connections/<uuid:connection_id>/defaults/", views.defaults, name="defaults"),
]
