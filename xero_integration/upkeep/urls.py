"""URLs of the page "Check-up" of a connection."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("connections/<uuid:connection_id>/check-up/", views.check_up, name="check_up"),
    path(
        "connections/<uuid:connection_id>/check-up/<int:proposal_id>/",
        views.decide,
        name="check_up_decide",
    ),
]
