"""URLs of the sync health page."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("health/", views.sync_health, name="sync_health"),
    path("health.json", views.sync_health_json, name="sync_health_json"),
]
