"""URLs of what people do with a document of a deal."""

from __future__ import annotations

from django.urls import path

from .action_views import document_action
from .reading_views import deal_refresh, document_online, document_pdf

DEAL = "deals/<str:source>/<str:pk>/"
ONE = f"{DEAL}documents/<uuid:document>/"

urlpatterns = [
    path(f"{DEAL}refresh/", deal_refresh, name="deal_refresh"),
    path(f"{ONE}do/<str:action>/", document_action, name="document_action"),
    path(f"{ONE}pdf/", document_pdf, name="document_pdf"),
    path(f"{ONE}online/", document_online, name="document_online"),
]
