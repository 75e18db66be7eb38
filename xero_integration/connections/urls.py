"""URLs of the connection pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("connections/", views.connections, name="connections"),
    path("connections/connect/", views.connect, name="connect"),
    path("connections/choose/<uuid:attempt_id>/", views.choose, name="choose"),
    path("connections/<uuid:connection_id>/", views.connection, name="connection"),
    path("connections/<uuid:connection_id>/disconnect/", views.disconnect, name="disconnect"),
]
