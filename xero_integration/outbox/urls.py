"""URLs of the activity page."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("activity/", views.activity, name="activity"),
    path("activity/<uuid:pk>/", views.operation, name="operation"),
    path("activity/<uuid:pk>/retry/", views.retry, name="operation_retry"),
    path("activity/<uuid:pk>/cancel/", views.cancel, name="operation_cancel"),
]
