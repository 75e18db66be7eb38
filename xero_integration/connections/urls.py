"""URLs of the connection pages."""

from __future__ import annotations

from django.urls import path

from . import reconnect_views, views, writing_views

urlpatterns = [
    path("connections/", views.connections, name="connections"),
    path("connections/connect/", views.connect, name="connect"),
    path("connections/choose/<uuid:attempt_id>/", views.choose, name="choose"),
    path("connections/<uuid:connection_id>/", views.connection, name="connection"),
    path("connections/<uuid:connection_id>/disconnect/", views.disconnect, name="disconnect"),
    path("connections/<uuid:connection_id>/writing/", writing_views.writing, name="writing"),
    path("reconnect/<str:token>/", reconnect_views.reconnect_by_link, name="reconnect_by_link"),
    path("reconnect/to/<uuid:link_id>/", reconnect_views.reconnect, name="reconnect"),
]
